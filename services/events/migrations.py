"""What a database made by an earlier version still needs before any guest is taken in."""

from __future__ import annotations

from pymongo import UpdateOne

from messaging.migrations import Migration
from messaging.unit_of_work import Store
from services.events.guests.rules import contacts_of

MOST_AT_ONCE = 500


def split_places_of_guests(store: Store) -> None:
    """Before there were groups and quotas across the others, a guest held, or waited for, one place of one quota."""
    nobody: dict[str, object] = {"$literal": {}}
    store.db["activities"].update_many(
        {"held": {"$exists": False}, "taken": {"$exists": True}},
        [{"$set": {"held": "$taken", "queued": "$waiting", "offered": nobody, "allotted": nobody}}],
    )
    as_before = {"party": "$_id", "wish": "$quota"}
    store.db["registrations"].update_many({"party": {"$exists": False}}, [{"$set": as_before}])


def know_guests_by_their_contacts(store: Store) -> None:
    """Before anybody could register by themselves, nobody was looked up by telephone number or e-mail address."""
    registrations = store.db["registrations"]
    unknown = {"contacts": {"$exists": False}, "$or": [{"phone": {"$gt": ""}}, {"email": {"$gt": ""}}]}
    while some := list(registrations.find(unknown, {"phone": 1, "email": 1}).limit(MOST_AT_ONCE)):
        registrations.bulk_write([
            UpdateOne(
                {"_id": one["_id"]},
                {"$set": {"contacts": contacts_of(one.get("phone") or "", one.get("email") or "")}},
            )
            for one in some
        ])


MIGRATIONS = [
    Migration(1, "splitting the places of guests", split_places_of_guests),
    Migration(2, "knowing guests by their contacts", know_guests_by_their_contacts),
]
