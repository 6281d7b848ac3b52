"""A campaign as the donations service keeps it."""

from __future__ import annotations

from mongoengine import (
    DateField,
    Document,
    EmbeddedDocument,
    EmbeddedDocumentField,
    EmbeddedDocumentListField,
    IntField,
    LongField,
    StringField,
)


class CampaignUnit(EmbeddedDocument):
    """A unit that takes part, with its share of the target in đồng."""

    unit = StringField(required=True)
    target_vnd = LongField(required=True)


class FundAccount(EmbeddedDocument):
    """A bank account of the Fund; the money on it belongs to ``unit``."""

    number = StringField(required=True)
    bank = StringField(required=True)
    unit = StringField(required=True)


class ReceivingTerms(EmbeddedDocument):
    """The first and the last day on which a relief campaign takes gifts."""

    from_on = DateField(required=True)
    until_on = DateField(required=True)


class Campaign(Document):
    """Natural key: the code.  ``version`` grows with every change; ``programmes_saved`` with each programme.
    ``receiving``: of a relief that is called."""

    meta = {"db_alias": "donations", "collection": "campaigns", "auto_create_index": False}  # noqa: RUF012

    code = StringField(primary_key=True)
    version = IntField(required=True)
    name = StringField(required=True)
    starts_on = DateField(required=True)
    ends_on = DateField(required=True)
    target_vnd = LongField(required=True)
    lead_unit = StringField(required=True)
    units = EmbeddedDocumentListField(CampaignUnit)
    accounts = EmbeddedDocumentListField(FundAccount)
    kind = StringField(default="fund")
    receiving = EmbeddedDocumentField(ReceivingTerms)
    programmes_saved = IntField(default=0)

    @property
    def unit_codes(self) -> list[str]:
        """Units that take part, in the order of the campaign file."""
        return [row.unit for row in self.units]
