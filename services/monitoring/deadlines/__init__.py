"""Days by which something of supervision is to be done."""
