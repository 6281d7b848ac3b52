"""Measures of the product, each beside its reference in the same run: ``make bench``.  See docs/performance.md."""
