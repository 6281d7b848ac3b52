"""Letters to the superior level of the Front about replies that did not come: drafted once, whatever is restarted."""
