"""Days that a plan leaves open, and the notices that say them later."""
