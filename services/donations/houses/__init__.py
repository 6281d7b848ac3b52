"""Houses of the Fund: planned, surveyed, accepted, handed over, each step with its delegation and photos."""
