"""Run sheets as kept in MongoDB, and what was heard of the records that cues can be bound to."""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from mongoengine import (
    BooleanField,
    DateField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    StringField,
)

from services.events.run_sheet.rules import Step

RECORDS = "cue_records"


class CuePart(EmbeddedDocument):
    """Something handed over.  ``record``: kind and id in one, as the index knows it; ``record_status``: as heard;
    ``missed``: why it was not handed over though its step was on stage."""

    code = StringField(required=True)
    kind = StringField(required=True)
    record = StringField(required=True)
    label = StringField(required=True)
    record_status = StringField()
    missed = StringField()


class StepPart(EmbeddedDocument):
    """A step.  ``first_planned_at`` is the plan's own time, ``planned_at`` the one after steps changed places."""

    code = StringField(required=True)
    title = StringField(required=True)
    owner = StringField(default="")
    call = StringField(default="")
    first_planned_at = DateTimeField(required=True)
    planned_at = DateTimeField(required=True)
    duration_minutes = IntField(required=True)
    status = StringField(required=True)
    started_at = DateTimeField()
    finished_at = DateTimeField()
    skipped_cause = StringField()
    cues = EmbeddedDocumentListField(CuePart)

    def as_rule(self) -> Step:
        """The step as the rules know it."""
        return Step(
            self.code, self.planned_at, dt.timedelta(minutes=self.duration_minutes), self.status, self.started_at,
            self.finished_at,
        )

    def take(self, step: Step) -> None:
        """Bring it to what the rules made of it."""
        self.planned_at, self.status = step.planned_at, step.status
        self.started_at, self.finished_at = step.started_at, step.finished_at


class RunSheet(Document):
    """The run sheet of an activity; its steps in running order."""

    activity = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    late_after_minutes = IntField(required=True)
    closed = BooleanField(required=True)
    show_on = DateField(required=True)
    steps = EmbeddedDocumentListField(StepPart)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "run_sheets", "auto_create_index": False, "indexes": ["steps.cues.record"],
    }


class CueRecord(Document):
    """What was last heard of a pledge, honour or payment.  ``bound`` counts bindings: whoever binds a cue writes here,
    so that news of the record at the same moment meets a write conflict instead of passing unseen."""

    id = StringField(primary_key=True)
    version = IntField()
    status = StringField()
    bound = IntField()

    meta: ClassVar[dict[str, Any]] = {"db_alias": "events", "collection": RECORDS, "auto_create_index": False}
