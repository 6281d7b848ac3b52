"""Scans and arrivals as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import BooleanField, DateTimeField, Document, IntField, StringField

from services.events.check_in import rules


class ScanKept(Document):
    """A scan, for good; id: activity and the device's id of the scan.  What was read is kept only if it has the form of
    a guest's code.

    received_at: when it came in first; at: ``scanned_at``, or ``received_at`` where the device's clock must be wrong.
    shown: what the device showed by itself; answered: what it was told first."""

    key = StringField(primary_key=True)
    scan_id = StringField(required=True)
    activity = StringField(required=True)
    device_id = StringField(required=True)
    code = StringField(required=True)
    registration_id = StringField()
    gate = StringField(default="")
    scanned_at = DateTimeField(required=True)
    received_at = DateTimeField(required=True)
    recorded_by = StringField(required=True)
    at = DateTimeField(required=True)
    clock_wrong = BooleanField(required=True)
    standing = StringField(required=True)
    shown = StringField()
    answered = StringField()
    claimed = BooleanField(default=False)
    undone = BooleanField(default=False)
    undone_at = DateTimeField()
    undone_by = StringField()
    undone_reason = StringField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "check_in_scans", "auto_create_index": False,
        "indexes": [("activity", "code", "at"), ("activity", "claimed", "undone", "code")],
    }

    def as_rule(self) -> rules.Scan:
        """The scan as the rules know it."""
        return rules.Scan(self.scan_id, self.at, self.standing, claimed=self.claimed, undone=self.undone)


class Arrival(Document):
    """That a guest came; id: the registration.  Reckoned from the scans: ``first_scan_id`` leads to where and how.

    A guest whose scans were all undone keeps the document (``status`` undone), so that its version goes on."""

    registration_id = StringField(primary_key=True)
    version = IntField(required=True)
    activity = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    quota = StringField(required=True)
    code = StringField(required=True)
    status = StringField(required=True)
    first_scan_id = StringField(required=True)
    device_id = StringField(required=True)
    gate = StringField(default="")
    at = DateTimeField(required=True)
    scans = IntField(required=True)
    admitted = IntField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "arrivals", "auto_create_index": False,
        "indexes": [("activity", "status", "quota")],
    }


DOCUMENTS = [ScanKept, Arrival]
