"""How units, and the shares of those that were split, are kept."""

from typing import Any, ClassVar

from mongoengine import DateTimeField, Document, IntField, ListField, MapField, StringField

from contracts.commands.campaign_files import UNIT_LEVELS
from gateway.database import ALIAS


class UnitDocument(Document):
    """One administrative unit by its code of the General Statistics Office. Days are local, `YYYY-MM-DD`.

    `id`: the code for the first unit that was saved under it, `code@first day` for the others.
    """

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": ALIAS,
        "collection": "units",
        "auto_create_index": False,
        "indexes": ["parent"],
    }

    id = StringField(primary_key=True, regex=r"^[0-9]{2,5}(@[0-9-]{10})?$")
    name = StringField(required=True, max_length=200)
    level = StringField(required=True, choices=UNIT_LEVELS)
    parent = StringField(null=True)
    valid_from = StringField(null=True)
    valid_to = StringField(null=True)
    successors = ListField(StringField())
    order = IntField(default=0)


class UnitSharesDocument(Document):
    """How a unit that was split is divided, as somebody stated it. Never changed: stating it anew adds another one, and
    the newest is in force."""

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": ALIAS,
        "collection": "unit_shares",
        "auto_create_index": False,
        "indexes": [{"fields": ["unit", "valid_to", "version"], "unique": True}],
    }

    unit = StringField(required=True)
    valid_to = StringField(required=True)
    version = IntField(required=True)
    parts = MapField(IntField(), required=True)
    whole = IntField(required=True)
    reason = StringField(required=True)
    stated_by = StringField(required=True)
    stated_at = DateTimeField(required=True)
