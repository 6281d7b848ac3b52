"""The provincial report: figures added up from cells, drilled down to rows, and rows to their events.

``figures.py`` names each figure; ``gateway/projections/contributions.py`` says which rows count in it.
"""
