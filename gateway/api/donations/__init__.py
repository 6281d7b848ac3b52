"""Resources of the donations service."""
