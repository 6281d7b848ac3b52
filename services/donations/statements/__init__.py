"""Bank statements (sao kê): read a file, account for every row, certify what was done with it.

Plain rules, no database: `kinds` and `layouts` (what is this file), `records`, `cells`, `rows` and a reader per kind
(rows, or why not), `files` (all kinds behind one door), `mappings` (layouts that people told us),
`identity` (what makes a row the same row), `balance_chain` and `certificate` (what is proven), `memo_codes`.
The rest: `commands` (receive a file), `storage`, `documents`, `leases`, `importing` (one run over a file),
`importer` (the process), `publishing`.
"""
