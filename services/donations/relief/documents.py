"""Relief as kept in MongoDB."""

from __future__ import annotations

from typing import Any, ClassVar

from mongoengine import (
    BooleanField,
    DateField,
    DateTimeField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentListField,
    IntField,
    ListField,
    LongField,
    StringField,
)


def _meta(collection: str) -> dict[str, Any]:
    return {"db_alias": "donations", "collection": collection, "auto_create_index": False}


class ReliefRule(Document):
    """Natural key: the day it begins."""

    meta: ClassVar[dict[str, Any]] = _meta("relief_rules")

    from_on = StringField(primary_key=True)
    receiving_days = IntField(required=True)
    distribution_days = IntField(required=True)
    citation = StringField(required=True)
    saved_by = StringField(required=True)


class ReliefExtension(EmbeddedDocument):
    """Later ends, and why."""

    receiving_until_on = DateField(required=True)
    distribute_until_on = DateField(required=True)
    document_number = StringField(required=True)
    reason = StringField(required=True)
    extended_on = DateField(required=True)
    extended_by = StringField(required=True)


class Relief(Document):
    """The call of a relief campaign (key: its code), with the rule that was in force.

    The days of receiving stand on the campaign too, where a gift looks them up on its way."""

    meta: ClassVar[dict[str, Any]] = _meta("relief")

    campaign = StringField(primary_key=True)
    version = IntField(required=True)
    unit = StringField(required=True)
    disaster = StringField(required=True)
    document_number = StringField(required=True)
    document_issuer = StringField(required=True)
    document_on = DateField(required=True)
    called_on = DateField(required=True)
    receiving_until_on = DateField(required=True)
    distribute_until_on = DateField(required=True)
    citation = StringField(required=True)
    receiving_days = IntField(required=True)
    distribution_days = IntField(required=True)
    extensions = EmbeddedDocumentListField(ReliefExtension)
    damage_refs = ListField(StringField())
    called_by = StringField(required=True)


class ReportedDamage(Document):
    """A report of damage as last heard of from monitoring.  Id: the report's; ``ref``: what a relief calls it."""

    meta: ClassVar[dict[str, Any]] = _meta("reported_damage")

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    ref = StringField(required=True)
    stands = BooleanField(required=True)


class DistributedItem(EmbeddedDocument):
    """Goods of one kind."""

    name = StringField(required=True)
    quantity = StringField(required=True)
    measure = StringField(required=True)
    value_vnd = LongField(required=True)


class ReliefDistribution(Document):
    """Goods handed out.  Never deleted: a wrong one is withdrawn, with its reason."""

    meta: ClassVar[dict[str, Any]] = _meta("relief_distributions")

    id = StringField(primary_key=True)
    version = IntField(required=True)
    campaign = StringField(required=True)
    unit = StringField(required=True)
    status = StringField(required=True)
    distributed_on = DateField(required=True)
    late = BooleanField(required=True)
    for_whom = StringField(required=True)
    place = StringField(required=True)
    households = IntField(required=True)
    items = EmbeddedDocumentListField(DistributedItem)
    need_refs = ListField(StringField())
    recorded_by = StringField(required=True)
    recorded_at = DateTimeField(required=True)
    withdrawn_reason = StringField()
    withdrawn_by = StringField()


DOCUMENTS = [ReliefRule, Relief, ReportedDamage, ReliefDistribution]
