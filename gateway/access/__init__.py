"""Who is asking, and what they may do.

`allow_table.yaml` says who may do what and where; `rules.py` reads a cell of it; `current.py` answers for the
request at hand; `accounts.py`, `sessions.py` and `tokens.py` keep people, browsers and programs.
"""
