"""Python's search for objects that only know each other."""

import gc

OBJECTS_BETWEEN_SEARCHES = 100_000


def look_rarely() -> None:
    """Search once in so many objects instead of 700: for processes whose batches are thousands of objects that go by
    themselves. Looking through them again and again was a quarter of the work. The rest stays as it is, so that what
    does go round in circles is still found."""
    gc.set_threshold(OBJECTS_BETWEEN_SEARCHES, *gc.get_threshold()[1:])


def pass_over_what_is_there() -> None:
    """Look no more through what there is now: for a process that has just made what it keeps for good.  Of the gateway
    (a million objects of schemas and routes) a whole search took 0.1 s, in which every request waited."""
    gc.collect()
    gc.freeze()
