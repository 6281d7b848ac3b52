"""Who goes where: to residential areas, to other provinces, to houses that are surveyed or handed over."""
