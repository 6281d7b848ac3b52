"""Every change of rights, written in the transaction of the change, and never touched again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, ClassVar, NoReturn, TypeVar

from bson import ObjectId
from mongoengine import DateTimeField, DictField, Document, StringField

from gateway.database import ALIAS, client, database

T = TypeVar("T")

GUARD = "access_guard"
"""Its one document is written by each change of rights, so that of two at once the second sees what the first did."""


class AccessChange(Document):
    """Who changed what about whose access."""

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": ALIAS, "collection": "access_trail", "auto_create_index": False, "indexes": ["about", "by"],
    }

    at = DateTimeField(required=True)
    by = StringField(required=True)
    about = StringField(required=True)
    what = StringField(required=True)
    before = DictField()
    after = DictField()

    def save(self, *args: Any, **kwargs: Any) -> AccessChange:
        """Add the entry."""
        saved: AccessChange = super().save(*args, **{**kwargs, "force_insert": True})
        return saved

    def update(self, **_: Any) -> NoReturn:
        """Refused: see the module."""
        raise TypeError("an entry of the trail is never changed")

    def modify(self, *_: Any, **__: Any) -> NoReturn:
        """Refused: see the module."""
        raise TypeError("an entry of the trail is never changed")

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Refused: see the module."""
        raise TypeError("an entry of the trail is never deleted")


def in_one_transaction(work: Callable[[], T]) -> T:
    """Do `work` in a transaction, one change of rights after another. It may run more than once."""

    def attempt(_session: Any) -> T:
        database()[GUARD].update_one({"_id": "rights"}, {"$inc": {"changes": 1}}, upsert=True)
        return work()

    with client().start_session() as session, session.bind(end_session=False):
        return session.with_transaction(attempt)


def remember(
    what: str, about: str, by: str, now: dt.datetime, before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """Add an entry. Call it inside `in_one_transaction`."""
    AccessChange(what=what, about=about, by=by, at=now, before=before or {}, after=after or {}).save()


def page(about: str | None, by: str | None, before: str | None, most: int) -> list[dict[str, Any]]:
    """Entries, newest first, older than the entry `before`."""
    found = AccessChange.objects
    if about:
        found = found.filter(about=about)
    if by:
        found = found.filter(by=by)
    if before:
        found = found.filter(id__lt=ObjectId(before))
    return [
        {
            "change_id": str(one.id), "at": one.at, "by": one.by, "about": one.about, "what": one.what,
            "before": dict(one.before), "after": dict(one.after),
        }
        for one in found.order_by("-id").limit(most)
    ]
