"""What activities are planned to cost and did cost; none of it is the Fund's, unless a payment is named."""
