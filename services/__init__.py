"""The three services: donations, events, monitoring. None of them imports another."""
