"""Events about the sealed ledger."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay


class LedgerRootRow(Row):
    """The root of one closed day of a campaign's ledger.  ``hash`` is over all fields from ``campaign`` to
    ``previous``; who keeps it can prove later that no entry up to that day was changed.
    ``unit`` leads the campaign."""

    root_id = fields.String(required=True)
    version = fields.Integer(required=True)
    unit = fields.String(required=True)
    campaign = fields.String(required=True)
    day = LocalDay(required=True)
    number = fields.Integer(required=True)
    first_height = fields.Integer(required=True)
    last_height = fields.Integer(required=True)
    entries_so_far = fields.Integer(required=True)
    root = fields.String(required=True)
    previous = fields.String(required=True)
    hash = fields.String(required=True)


@event("donations.ledger_root_published.v1")
class LedgerRootPublishedV1(EventData):
    """Days of a campaign's ledger were closed."""

    entries = entries(LedgerRootRow)
