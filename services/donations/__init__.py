"""The Fund: campaigns, gifts, pledges, bank statements, the ledger, and support paid out."""
