"""How golf is scored (events.md, "Golf"): pure functions over versioned sets of parameters, in exact fractions.

Each rule is a frozen dataclass with ``name``, ``version`` and every parameter by which a result could differ; it tells
its reckoning in Vietnamese steps beside each figure.  Python's ``round`` is used nowhere: ``round(8.5)`` is 8.
"""
