"""What a database made by an earlier version still needs before any guest is taken in."""

from __future__ import annotations

from messaging.migrations import Migration
from messaging.unit_of_work import Store


def split_places_of_guests(store: Store) -> None:
    """Before there were groups and quotas across the others, a guest held, or waited for, one place of one quota."""
    nobody: dict[str, object] = {"$literal": {}}
    store.db["activities"].update_many(
        {"held": {"$exists": False}, "taken": {"$exists": True}},
        [{"$set": {"held": "$taken", "queued": "$waiting", "offered": nobody, "allotted": nobody}}],
    )
    as_before = {"party": "$_id", "wish": "$quota"}
    store.db["registrations"].update_many({"party": {"$exists": False}}, [{"$set": as_before}])


MIGRATIONS = [Migration(1, "splitting the places of guests", split_places_of_guests)]
