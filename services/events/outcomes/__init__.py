"""What came of an activity: households helped, gifts given, and the records that prove it."""
