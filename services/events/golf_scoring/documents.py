"""Regulations, rounds, cards and contest tries, as kept in MongoDB.  Names of players are not copied here."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import (
    BooleanField,
    DateField,
    DateTimeField,
    DictField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    ListField,
    StringField,
)

KEPT = {"db_alias": "events", "auto_create_index": False}


class GolfRuleSet(Document):
    """One version of regulations, never changed: ``<tournament>.<code>.<version>``."""

    id = StringField(primary_key=True)
    tournament = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    code = StringField(required=True)
    version = IntField(required=True)
    name = StringField(required=True)
    plan = DictField(required=True)
    saved_by = StringField(required=True)
    saved_at = DateTimeField(required=True)

    meta: ClassVar[dict[str, Any]] = {
        **KEPT, "collection": "golf_rule_sets",
        "indexes": [{"fields": ["tournament", "code", "version"], "unique": True}],
    }


class GolfRoundStep(EmbeddedDocument):
    """What was done with a round, by whom, and why."""

    what = StringField(required=True)
    by = StringField(required=True)
    at = DateTimeField(required=True)
    reason = StringField(default="")


class GolfRound(Document):
    """A round, with the rules and (from its opening on) the course that it is scored by.

    ``hidden_holes`` and ``salt``: once they are revealed."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    tournament = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    number = IntField(required=True)
    name = StringField(required=True)
    play_on = DateField(required=True)
    status = StringField(required=True)
    rule_set = StringField(required=True)
    rule_set_version = IntField(required=True)
    rules = DictField(required=True)
    holes = ListField(DictField())
    prizes = ListField(DictField())
    cards = IntField(default=0)
    commitment = StringField()
    hidden_holes = ListField(IntField())
    salt = StringField()
    steps = EmbeddedDocumentListField(GolfRoundStep)

    meta: ClassVar[dict[str, Any]] = {
        **KEPT, "collection": "golf_rounds", "indexes": [{"fields": ["tournament", "number"], "unique": True}],
    }


class GolfScoreEntry(EmbeddedDocument):
    """A hole as entered on a device; kept when a later entry corrects it."""

    entry_id = StringField(required=True)
    hole = IntField(required=True)
    strokes = IntField()
    at = DateTimeField(required=True)
    received_at = DateTimeField(required=True)
    device = StringField(required=True)
    by = StringField(required=True)


class GolfSignature(EmbeddedDocument):
    """That somebody signed what the card said; ``voided``: an entry changed the card before it was locked."""

    signer = StringField(required=True)
    signed_by = StringField(required=True)
    seen_sha256 = StringField(required=True)
    taken_by = StringField(required=True)
    at = DateTimeField(required=True)
    voided = BooleanField(default=False)


class GolfCorrection(EmbeddedDocument):
    """A correction after the signatures: which holes, what they were, why and by whom."""

    holes = ListField(DictField(), required=True)
    reason = StringField(required=True)
    decided_by = StringField(required=True)
    corrected_by = StringField(required=True)
    at = DateTimeField(required=True)


class GolfCardChange(EmbeddedDocument):
    """A withdrawal, or its taking back."""

    what = StringField(required=True)
    reason = StringField(required=True)
    by = StringField(required=True)
    at = DateTimeField(required=True)


class GolfCard(Document):
    """The card of a player (or of both of a foursome) in a round: ``<round>-<player>``.

    ``round_closed`` is written into every card when the round closes, so that an entry under way at that moment meets a
    write conflict and sees that it is too late.  ``indexes``, ``course_rating`` and ``slope`` are what held when it was
    dealt: what is corrected at the tournament later changes no result."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    golf_round_id = StringField(required=True)
    tournament = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    play_on = DateField(required=True)
    number = IntField(required=True)
    player_ids = ListField(StringField(), required=True)
    marker_id = StringField()
    group = StringField()
    indexes = ListField(required=True)
    tee = StringField(required=True)
    course_rating = StringField(required=True)
    slope = IntField(required=True)
    status = StringField(required=True)
    round_closed = BooleanField(default=False)
    entries = EmbeddedDocumentListField(GolfScoreEntry)
    signatures = EmbeddedDocumentListField(GolfSignature)
    corrections = EmbeddedDocumentListField(GolfCorrection)
    changes = EmbeddedDocumentListField(GolfCardChange)

    meta: ClassVar[dict[str, Any]] = {
        **KEPT, "collection": "golf_cards",
        "indexes": [
            {"fields": ["golf_round_id", "player_ids"], "unique": True}, ["golf_round_id", "number"],
        ],
    }


class GolfContestTry(Document):
    """A try at a contest; a wrong one is withdrawn, not deleted."""

    id = StringField(primary_key=True)
    version = IntField(required=True)
    golf_round_id = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    contest = StringField(required=True)
    hole = IntField(required=True)
    golf_card_id = StringField(required=True)
    measured_cm = IntField()
    witness = StringField(required=True)
    status = StringField(required=True)
    recorded_by = StringField(required=True)
    recorded_at = DateTimeField(required=True)
    withdrawn_by = StringField()
    withdrawn_reason = StringField()

    meta: ClassVar[dict[str, Any]] = {
        **KEPT, "collection": "golf_contest_tries", "indexes": [["golf_round_id", "contest", "hole"]],
    }


DOCUMENTS = [GolfRuleSet, GolfRound, GolfCard, GolfContestTry]
