"""How an opening is kept, and the links of those who registered by it.  Personal data is the registration's alone."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import DateTimeField, Document, IntField, ListField, StringField


class Opening(Document):
    """What the organiser says of registering for one activity; id: the activity's code.  Never deleted.

    status: open, closed or called_off.  quota: where the public's guests are; own_quota: the block that was made for
    them, if any, with ``places``.  steps: who said what and when, the newest last."""

    activity = StringField(primary_key=True)
    campaign = StringField(required=True)
    status = StringField(required=True)
    quota = StringField(required=True)
    own_quota = StringField()
    places = IntField()
    closes_on = StringField()
    reason = StringField()
    steps = ListField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "public_openings", "auto_create_index": False, "indexes": ["campaign"],
    }


class RegistrationLink(Document):
    """The link of somebody who registered by themselves; id: the hash of its secret, which is kept nowhere.

    quota: the block that was open then.  registration_id: what it opens.  A **repeat** opens nothing: somebody sent a
    telephone number or e-mail address in that a guest of the activity has already.  It holds no place and shows what a
    stranger would have got, so that nobody learns from it who comes; ``status``, ``offered_until``, ``ended_by`` and
    ``code`` are its own then.
    waited_as: the number on the waiting list that it began with.  consented_at, keep_days: to what was consented."""

    link_hash = StringField(primary_key=True)
    activity = StringField(required=True)
    quota = StringField(required=True)
    registration_id = StringField()
    made_at = DateTimeField(required=True)
    waited_as = IntField()
    status = StringField()
    offered_until = DateTimeField()
    ended_by = StringField()
    code = StringField()
    consented_at = DateTimeField(required=True)
    keep_days = IntField(required=True)
    withdrawn_at = DateTimeField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "events", "collection": "registration_links", "auto_create_index": False,
        "indexes": ["activity", "registration_id"],
    }


DOCUMENTS = [Opening, RegistrationLink]
