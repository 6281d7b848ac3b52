"""Random requests to every operation of the API: see ``hooks.py`` and ``tests/e2e/test_fuzz.py``."""
