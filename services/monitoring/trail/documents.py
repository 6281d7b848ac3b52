"""The audit trail, as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from mongoengine import DateTimeField, DictField, Document, IntField, StringField


class AppendOnly(Document):
    """Base of what is added once and never touched again."""

    meta: ClassVar[dict[str, Any]] = {"abstract": True}

    def save(self, *args: Any, **kwargs: Any) -> AppendOnly:
        """Add the entry; a second one under its key is an error, never an overwrite."""
        saved: AppendOnly = super().save(*args, **{**kwargs, "force_insert": True})
        return saved

    def update(self, **_: Any) -> NoReturn:
        """Refused: see the class."""
        raise TypeError("an audit entry is never changed")

    def modify(self, *_: Any, **__: Any) -> NoReturn:
        """Refused: see the class."""
        raise TypeError("an audit entry is never changed")

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Refused: see the class."""
        raise TypeError("an audit entry is never deleted")


class TrailEntry(AppendOnly):
    """One change of one thing: ``<thing>:<id>:<version>``.  ``changed``: field → [before, after]."""

    id = StringField(primary_key=True)
    thing = StringField(required=True)
    thing_id = StringField(required=True)
    version = IntField(required=True)
    action = StringField(required=True)
    by = StringField(required=True)
    at = DateTimeField(required=True)
    correlation_id = StringField(required=True)
    changed = DictField()

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": "monitoring", "collection": "supervision_audit", "auto_create_index": False,
        "indexes": [("thing", "thing_id", "version")],
    }
