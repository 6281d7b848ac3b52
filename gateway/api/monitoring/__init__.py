"""Resources of the monitoring service."""
