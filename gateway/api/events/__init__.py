"""Resources of the events service."""
