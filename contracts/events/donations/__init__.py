"""Events of the donations service: one module per capability."""
