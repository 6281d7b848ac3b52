"""Who comes: places taken, the waiting list, places given back."""
