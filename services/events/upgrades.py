"""What a database made by an earlier version still needs; done at boot, and nothing where it is done already."""

from __future__ import annotations

from messaging.unit_of_work import Store


def bring_up_to_date(store: Store) -> None:
    """Call it after ``Store.prepare`` and before any work.

    Before there were groups and quotas across the others, a guest held, or waited for, one place of one quota."""
    nobody: dict[str, object] = {"$literal": {}}
    store.db["activities"].update_many(
        {"held": {"$exists": False}, "taken": {"$exists": True}},
        [{"$set": {"held": "$taken", "queued": "$waiting", "offered": nobody, "allotted": nobody}}],
    )
    as_before = {"party": "$_id", "wish": "$quota"}
    store.db["registrations"].update_many({"party": {"$exists": False}}, [{"$set": as_before}])
