"""From events to read models.  The only part of the gateway that writes them.

``rows`` holds every fact as its newest event states it, ``cells`` the sums that reports add up.
``contributions.py`` is the single place that says which row counts in which figure.
"""
