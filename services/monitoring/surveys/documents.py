"""Surveys, as kept in MongoDB.  Nothing says who answered: no name, no address, no instant, and no way from a ticket to
what was answered by it."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import (
    BooleanField,
    DateField,
    DateTimeField,
    DictField,
    Document,
    IntField,
    ListField,
    StringField,
)

from services.monitoring.trail.documents import AppendOnly


class Survey(Document):
    """A survey.  ``versions``: its questions, the first version first; ``results``: once it is closed."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    topic = StringField(required=True)
    title = StringField(required=True)
    intro = StringField(default="")
    status = StringField(required=True)
    opens_on = DateField(required=True)
    closes_on = DateField(required=True)
    closed_on = DateField()
    uses_tickets = BooleanField(required=True)
    areas = ListField(required=True)
    overall = StringField(required=True)
    versions = ListField(required=True)
    results = DictField()
    made_by = StringField(required=True)
    withdrawn_reason = StringField()

    meta: ClassVar[dict[str, Any]] = {"db_alias": "monitoring", "collection": "surveys", "auto_create_index": False}


class SurveyCount(Document):
    """How many answered in an area: ``<survey>:<unit>``.  Whoever answers and whoever closes both write it, so that no
    answer slips in behind the counting."""

    id = StringField(primary_key=True)
    survey_id = StringField(required=True)
    unit = StringField(required=True)
    answers = IntField(required=True)
    tickets = IntField(required=True)
    version = IntField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "survey_counts", "auto_create_index": False,
        "indexes": [("survey_id", "unit")],
    }


class SurveyTicket(Document):
    """A ticket: ``<survey>:<SHA-256 of its code>``."""

    id = StringField(primary_key=True)
    unit = StringField(required=True)
    used = BooleanField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "survey_tickets", "auto_create_index": False,
    }


class SurveyAnswer(Document):
    """One person's answers to closed questions, under a random id.  ``recorded_by``: who of the office wrote it."""

    id = StringField(primary_key=True)
    survey_id = StringField(required=True)
    questionnaire = IntField(required=True)
    unit = StringField(required=True)
    channel = StringField(required=True)
    answered_on = DateField(required=True)
    recorded_by = StringField()
    values = DictField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "survey_answers", "auto_create_index": False,
        "indexes": [("survey_id",)],
    }


class SurveyText(Document):
    """What somebody wrote in their own words, under a random id, apart from their other answers."""

    id = StringField(primary_key=True)
    survey_id = StringField(required=True)
    question = StringField(required=True)
    unit = StringField(required=True)
    text = StringField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "survey_texts", "auto_create_index": False,
        "indexes": [("survey_id", "id")],
    }


class SurveyTextLook(AppendOnly):
    """Who read the texts of a survey, and what for."""

    id = StringField(primary_key=True)
    survey_id = StringField(required=True)
    looked_by = StringField(required=True)
    looked_at = DateTimeField(required=True)
    purpose = StringField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "survey_text_looks", "auto_create_index": False,
        "indexes": [("survey_id", "id")],
    }
