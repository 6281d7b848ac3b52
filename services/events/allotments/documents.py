"""How an allotment is kept."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import BooleanField, DateTimeField, Document, IntField, ListField, StringField

from runtime.clock import wire_instant
from services.events.registration.waiting_rules import all_quotas


class Allotment(Document):
    """Places of one takes_from for an office of ``unit`` to name guests into.

    ``left``: places without a guest; they are held in the activity's counters as well, and both change in one
    transaction.  ``returned``: places given back or called back.  While ``is_open`` a guest who cancels leaves their
    place to the office.  ``status``: open, returned or reclaimed.
    """

    allotment_id = StringField(primary_key=True)
    version = IntField(required=True)
    activity = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    office = StringField(required=True)
    quota = StringField(required=True)
    also = ListField(StringField())
    places = IntField(required=True)
    left = IntField(required=True)
    returned = IntField(required=True)
    is_open = BooleanField(required=True)
    status = StringField(required=True)
    reclaim_on = StringField(required=True)
    reclaim_at = DateTimeField(required=True)
    allotted_at = DateTimeField(required=True)
    allotted_on = StringField(required=True)
    allotted_by = StringField(required=True)
    changed_at = DateTimeField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "allotments", "auto_create_index": False,
        "indexes": [["activity", "is_open", "reclaim_at"]],
    }

    @property
    def takes_from(self) -> str:
        """What each of the places takes from."""
        return all_quotas(self.quota, self.also)

    def to_wire(self) -> dict[str, Any]:
        """The full resource."""
        return {**self.to_row(), "allotted_by": self.allotted_by, "changed_at": wire_instant(self.changed_at)}

    def to_row(self) -> dict[str, Any]:
        """The row of ``events.allotments_changed.v1``."""
        return {
            "allotment_id": self.allotment_id, "version": self.version, "activity": self.activity,
            "campaign": self.campaign, "unit": self.unit, "office": self.office, "quota": self.quota,
            "also": list(self.also), "places": self.places, "left": self.left,
            "named": self.places - self.left - self.returned, "returned": self.returned, "status": self.status,
            "reclaim_on": self.reclaim_on, "allotted_on": self.allotted_on,
        }
