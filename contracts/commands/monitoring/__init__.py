"""Commands of the monitoring service: one module per capability."""
