"""What is kept of matching, beside the bank lines and the gifts, which stay as they are."""

from __future__ import annotations

from mongoengine import DateTimeField, Document, IntField, ListField, LongField, StringField

LINE_MATCHES = "line_matches"
DECISIONS = "match_decisions"
LOOKS = "match_looks"

FALLEN = "fallen"
"""State here, and nowhere else, of a line whose booking was taken back."""


class LineMatch(Document):
    """A bank line that somebody or something has an opinion about; its id is that of its gift.

    state: as in ``rules.STATES``, or fallen. text: the memo's words, folded, for searching without diacritics.
    candidates: suggested pledges with score and reasons. rejected: pledges that a person has refused for this line;
    they are not suggested again. decision_id: the decision that holds now, if one does."""

    meta = {  # noqa: RUF012
        "db_alias": "donations", "collection": LINE_MATCHES, "auto_create_index": False,
        "indexes": [("campaign", "state", "posted_on", "_id"), ("campaign", "state", "unit")],
    }

    id = StringField(primary_key=True)
    statement_line_id = StringField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    account_number = StringField(required=True)
    posted_on = StringField(required=True)
    amount_vnd = LongField(required=True)
    text = StringField(default="")
    state = StringField(required=True)
    candidates = ListField()
    rejected = ListField(StringField())
    decision_id = StringField()


class MatchDecision(Document):
    """Who decided what about a bank line, and when; never changed. Its id is the gift's, then the version it made.

    before: state, pledge, donor and decision that held until then; an undo brings them back."""

    meta = {  # noqa: RUF012
        "db_alias": "donations", "collection": DECISIONS, "auto_create_index": False,
        "indexes": [("decided_by", "-decided_at")],
    }

    id = StringField(primary_key=True)
    donation_id = StringField(required=True)
    version = IntField(required=True)
    what = StringField(required=True)
    decided_by = StringField(required=True)
    decided_at = DateTimeField(required=True)
    pledge_id = StringField()
    donor_name = StringField(default="")
    name_display = StringField(default="")
    note = StringField(default="")


class MatchLook(Document):
    """Who looked at which lines: a memo names people and their accounts, so every look is kept."""

    meta = {"db_alias": "donations", "collection": LOOKS, "auto_create_index": False}  # noqa: RUF012

    id = StringField(primary_key=True)
    looked_by = StringField(required=True)
    looked_at = DateTimeField(required=True)
    campaign = StringField(required=True)
    asked = StringField(required=True)
    lines = IntField(required=True)


DOCUMENTS = [LineMatch, MatchDecision, MatchLook]
