"""Events about gifts received."""

from marshmallow import fields

from contracts.events import EventData, Row
from contracts.events.donations import entries
from contracts.fields import Instant, LocalDay, Vnd


class DonationRow(Row):
    """Money received.  ``donor_name`` is present only as far as the donor's consent goes: a masked donor's name is
    masked before it leaves the service, an anonymous one's is empty.  ``reversal_entry_id``: the journal entry that
    took the gift back; then it counts in no figure any more."""

    donation_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    amount_vnd = Vnd(required=True)
    channel = fields.String(required=True)
    received_on = LocalDay(required=True)
    recorded_at = Instant(required=True)
    donor_name = fields.String(required=True)
    pledge_id = fields.String(required=True, allow_none=True)
    statement_line_id = fields.String(required=True, allow_none=True)
    import_id = fields.String(required=True, allow_none=True)
    journal_entry_id = fields.String(required=True)
    reversal_entry_id = fields.String()


class DonationsRecordedV1(EventData):
    """Gifts booked in one transaction: a statement batch, or a group of concurrent single gifts."""

    entries = entries(DonationRow)


class ReversedDonationRow(DonationRow):
    """A gift whose booking was taken back."""

    reversal_entry_id = fields.String(required=True)


class DonationsReversedV1(EventData):
    """Gifts that were taken back in one transaction, each by a journal entry of its own."""

    entries = entries(ReversedDonationRow)
