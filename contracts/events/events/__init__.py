"""Events of the events service: one module per capability."""
