"""Activities of a campaign and the guests registered for them."""
