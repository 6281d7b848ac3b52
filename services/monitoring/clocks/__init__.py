"""How many days the rules of supervision give, from which fact on: data, not code."""
