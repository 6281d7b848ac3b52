"""Events about gifts received."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import Instant, LocalDay, Vnd


class DonationRow(Row):
    """Money received.  ``donor_name`` is present only as far as the donor's consent goes: a masked donor's name is
    masked before it leaves the service, an anonymous one's is empty.  ``reversal_entry_id``: the journal entry that
    took the gift back; then it counts in no figure any more.  ``corrects`` and ``corrected_by`` name the gift that was
    booked before, and after, a correction.  ``refunded_vnd``: what went back to the donor, each time told by a refund
    of its own.  ``match_state``: see ``MatchedDonationRow``; absent until anything is known beyond the memo code.

    Of a bank line, where there is any: ``bank_reference``, the bank's own number; ``memo_code``, the code of ours that
    stands in its memo; ``public_memo``, the memo without numbers of accounts and telephones, only while the donor wants
    the name shown.  A row without one of them takes it back."""

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
    corrects = fields.String()
    corrected_by = fields.String()
    refunded_vnd = Vnd(minimum=0)
    donor_kind = fields.String(allow_none=True)
    donor_country = fields.String()
    currency = fields.String()
    foreign_amount = fields.String()
    rate = fields.String()
    rate_on = LocalDay()
    rate_source = fields.String()
    match_state = fields.String()
    bank_reference = fields.String()
    memo_code = fields.String()
    public_memo = fields.String()


@event("donations.donations_recorded.v1")
class DonationsRecordedV1(EventData):
    """Gifts booked in one transaction: a statement batch, or a group of concurrent single gifts."""

    entries = entries(DonationRow)


@event("donations.donations_changed.v1")
class DonationsChangedV1(EventData):
    """Gifts as they now stand, after a refund or when a donor's consent has changed."""

    entries = entries(DonationRow)


class ReversedDonationRow(DonationRow):
    """A gift whose booking was taken back."""

    reversal_entry_id = fields.String(required=True)


@event("donations.donations_reversed.v1")
class DonationsReversedV1(EventData):
    """Gifts that were taken back in one transaction, each by a journal entry of its own."""

    entries = entries(ReversedDonationRow)


class RefundRow(Row):
    """Money of a gift that went back to its donor.  ``bank_debit_entry_id``: the bank debit that it went out with; None
    for cash, for what an operator refunded, and until that debit is found."""

    refund_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    donation_id = fields.String(required=True)
    channel = fields.String(required=True)
    way = fields.String(required=True)
    amount_vnd = Vnd(required=True)
    refunded_on = LocalDay(required=True)
    journal_entry_id = fields.String(required=True)
    bank_debit_entry_id = fields.String(required=True, allow_none=True)


@event("donations.refunds_changed.v1")
class RefundsChangedV1(EventData):
    """Refunds booked, or found in a bank statement."""

    entries = entries(RefundRow)


class ContributorRow(Row):
    """One of the people behind a gift that many gave together: a soft credit, never money of its own.  ``status``:
    listed or removed.  ``name`` as far as that person consents."""

    contributor_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    donation_id = fields.String(required=True)
    status = fields.String(required=True)
    name = fields.String(required=True)
    amount_vnd = Vnd(required=True)
    received_on = LocalDay(required=True)


@event("donations.contributors_changed.v1")
class ContributorsChangedV1(EventData):
    """People behind a gift listed, shown otherwise or removed."""

    entries = entries(ContributorRow)
