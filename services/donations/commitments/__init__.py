"""Signed commitments that pass the Fund by: sponsorship of households (nhận đỡ đầu), twinning of places (kết nghĩa)."""
