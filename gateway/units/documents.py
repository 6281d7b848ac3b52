"""How a unit is kept."""

from typing import Any, ClassVar

from mongoengine import Document, IntField, ListField, StringField

from contracts.commands.campaign_files import UNIT_LEVELS
from gateway.database import ALIAS


class UnitDocument(Document):
    """One administrative unit by its code of the General Statistics Office. Days are local, `YYYY-MM-DD`."""

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": ALIAS,
        "collection": "units",
        "auto_create_index": False,
        "indexes": ["parent"],
    }

    code = StringField(primary_key=True, regex=r"^[0-9]{2,5}$")
    name = StringField(required=True, max_length=200)
    level = StringField(required=True, choices=UNIT_LEVELS)
    parent = StringField(null=True)
    valid_from = StringField(null=True)
    valid_to = StringField(null=True)
    successors = ListField(StringField())
    order = IntField(default=0)
