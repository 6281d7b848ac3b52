"""How an activity is kept: one document with its description and all its counters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, ClassVar

from mongoengine import (
    BooleanField,
    DateTimeField,
    DictField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    StringField,
)

from runtime.clock import wire_instant
from services.events.activities.rules import PlacePlan, Quota, plan_places
from services.events.registration.counters import Counters
from services.events.registration.waiting_rules import STRICT

COUNTERS = [field.name for field in fields(Counters)]
OF_A_QUOTA = ("taken", "offered", "waiting", "allotted")

class QuotaPart(EmbeddedDocument):
    """A quota as its activity states it; the counters are beside it, in the activity."""

    code = StringField(required=True)
    name = StringField(required=True)
    places = IntField(required=True)
    within = StringField()
    guaranteed = BooleanField(required=True)
    protocol_order = IntField(required=True)
    across = BooleanField(default=False)

    def as_rule(self) -> Quota:
        """The quota as the rules know it."""
        return Quota(
            self.code, self.name, self.places, self.within, guaranteed=self.guaranteed,
            protocol_order=self.protocol_order, across=bool(self.across),
        )


class ProgrammePart(EmbeddedDocument):
    """A step of the programme."""

    order = IntField(required=True)
    title = StringField(required=True)


class Activity(Document):
    """An activity and the counters of its places.

    All counters lie in this one document, so that one conditional update takes a guest's places from every
    quota concerned or from none; what each counts: ``registration.counters``.  ``due_at``: when the next offer or
    allotment runs out, or now while there is more to give out than one transaction does.
    ``announced``: its days come from a notice.  Days are kept as ``YYYY-MM-DD``: they have no zone to be shifted by.
    """

    code = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    kind = StringField(required=True)
    name = StringField(required=True)
    place = StringField()
    starts_on = StringField()
    ends_on = StringField()
    places = IntField()
    quotas = EmbeddedDocumentListField(QuotaPart)
    programme = EmbeddedDocumentListField(ProgrammePart)
    waiting_list = BooleanField(required=True)
    waiting_policy = StringField(required=True, default=STRICT)
    offer_minutes = IntField()
    saved_at = DateTimeField(required=True)
    announced = BooleanField(default=False)

    left = DictField()
    taken = DictField()
    offered = DictField()
    waiting = DictField()
    allotted = DictField()
    held = DictField()
    queued = DictField()
    due_at = DateTimeField()
    registered = IntField(required=True, default=0)
    last_waiting_number = IntField(required=True, default=0)

    meta: ClassVar[dict[str, Any]] = {"db_alias": "events", "collection": "activities", "auto_create_index": False,
                                      "indexes": ["campaign", {"fields": ["due_at"], "sparse": True}]}

    def counters(self) -> Counters:
        """The counters, to work on."""
        kept: dict[str, Any] = {}
        for name in COUNTERS:
            value = getattr(self, name)
            kept[name] = dict(value) if isinstance(value, Mapping) else value
        return Counters(**kept)

    def plan(self) -> PlacePlan:
        """How the places are shared out."""
        return plan_places(self.places, [quota.as_rule() for quota in self.quotas])

    def description(self) -> dict[str, Any]:
        """All that a save command states, as JSON values."""
        return {
            "campaign": self.campaign, "unit": self.unit, "kind": self.kind, "name": self.name,
            "place": self.place or "", "starts_on": self.starts_on, "ends_on": self.ends_on, "places": self.places,
            "quotas": [
                {"code": q.code, "name": q.name, "places": q.places, "within": q.within,
                 "guaranteed": q.guaranteed, "protocol_order": q.protocol_order, "across": bool(q.across)}
                for q in self.quotas
            ],
            "programme": [{"order": step.order, "title": step.title} for step in self.programme],
            "waiting_list": self.waiting_list, "waiting_policy": self.waiting_policy,
            "offer_minutes": self.offer_minutes,
        }

    def to_wire(self) -> dict[str, Any]:
        """The full resource.

        In each quota the counters are of the quota itself, not of those inside it; ``left`` is how many more guests
        it can take now (it may be bound by a quota around it).  A quota across the others counts whoever takes from
        it as ``taken``, with or without a name.
        """
        plan = self.plan()
        description = self.description()
        for quota in description["quotas"]:
            for name in OF_A_QUOTA:
                quota[name] = getattr(self, name).get(quota["code"], 0)
            if quota["across"]:
                quota["taken"] = sum(n for seat, n in self.held.items() if quota["code"] in seat.split("+"))
            quota["left"] = plan.room(quota["code"], self.left)
        return {
            "code": self.code, "version": self.version, **description,
            **{name: sum(getattr(self, name).values()) for name in OF_A_QUOTA},
            "saved_at": wire_instant(self.saved_at),
        }
