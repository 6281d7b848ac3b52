"""What supervision found, and how it was answered, remedied and verified."""
