"""Reading statement files: each bank's layout, any mapped one, XLSX, camt.053 and MT940, all to the same lines."""
