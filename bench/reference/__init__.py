"""The references: what the product's figures are held against, in the same run on the same servers.

``service`` and ``front`` are the plain way, written as nameko's documentation shows it; ``front_alone`` is Flask with
the same validation and nothing behind it.
"""

DATABASE = "bench_plain"
"""Where the plain way keeps its gifts; only it and the check after a run look there."""
