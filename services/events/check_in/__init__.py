"""Who came: scans of badges, merged the same way whatever the order in which devices send them."""
