"""How the product itself is, and what it could not do: for whoever looks after it."""
