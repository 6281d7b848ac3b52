"""VietQR: a code that fills in a transfer to the Fund's account, amount and memo included."""
