"""Bank statements (sao kê): read a file, account for every row, certify what was done with it.

Plain rules, no database: `layouts` (which bank's file is this), `records`, `cells` and `reader` (rows, or why not),
`identity` (what makes a row the same row), `balance_chain` and `certificate` (what is proven), `memo_codes`.
The rest: `commands` (receive a file), `storage`, `documents`, `leases`, `importing` (one run over a file),
`importer` (the process), `publishing`.
"""
