"""Who changed what of plans, visits, checklists and recommendations, and when; only ever added to."""
