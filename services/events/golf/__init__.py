"""The charity golf tournament: course, players, flights, and what they promise the Fund."""
