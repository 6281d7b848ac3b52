"""Who the guests are: needs, consent, who looked at them, and when their names are forgotten."""
