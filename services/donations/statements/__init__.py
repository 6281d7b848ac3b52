"""Bank statements (sao kê): read a file, account for every row, certify what was done with it."""
