"""Events of the donations service."""

from marshmallow import fields, validate

from contracts.events import EventData, Row
from contracts.fields import MAX_SUM_VND, Instant, LocalDay, Vnd

MAX_ENTRIES = 500
"""Entries in one event at the most: a bulk import costs hundreds of messages, not hundreds of thousands."""


def _entries(row: type[Row]) -> fields.List:
    return fields.List(fields.Nested(row), required=True, validate=validate.Length(1, MAX_ENTRIES))


class CampaignUnitRow(Row):
    unit = fields.String(required=True)
    target_vnd = Vnd(minimum=0, required=True)


class CampaignSavedV1(EventData):
    """A campaign as it now stands."""

    campaign = fields.String(required=True)
    version = fields.Integer(required=True)
    name = fields.String(required=True)
    starts_on = LocalDay(required=True)
    ends_on = LocalDay(required=True)
    target_vnd = Vnd(minimum=0, required=True)
    lead_unit = fields.String(required=True)
    units = fields.List(fields.Nested(CampaignUnitRow), required=True)


class DonationRow(Row):
    """Money received.  ``donor_name`` is present only as far as the donor's consent goes: a masked donor's name is
    masked before it leaves the service, an anonymous one's is empty."""

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


class DonationsRecordedV1(EventData):
    """Gifts booked in one transaction: a statement batch, or a group of concurrent single gifts."""

    entries = _entries(DonationRow)


class BankDebitRow(Row):
    """Money that left a bank account of the Fund: every debit line of a statement, charges and withdrawals alike."""

    statement_line_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    amount_vnd = Vnd(required=True)
    posted_on = LocalDay(required=True)
    import_id = fields.String(required=True)
    journal_entry_id = fields.String(required=True)


class BankDebitsRecordedV1(EventData):
    """Debit lines of bank statements booked in one transaction."""

    entries = _entries(BankDebitRow)


class PledgeRow(Row):
    """A pledge.  ``status``: open, part_fulfilled or fulfilled; ``fulfilled_vnd`` may exceed ``amount_vnd``."""

    pledge_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    activity = fields.String(required=True, allow_none=True)
    amount_vnd = Vnd(required=True)
    fulfilled_vnd = Vnd(minimum=0, maximum=MAX_SUM_VND, required=True)
    status = fields.String(required=True)
    pledged_on = LocalDay(required=True)
    pledger_name = fields.String(required=True)
    memo_code = fields.String(required=True)


class PledgesChangedV1(EventData):
    """Pledges registered, or fulfilled in whole or in part."""

    entries = _entries(PledgeRow)


class StatementImportChangedV1(EventData):
    """A statement import as it now stands, with the certificate as far as it has got.

    ``status``: queued, running, done, cancelled or failed.  ``certificate`` is described in donations.md (rule 1).
    """

    import_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    account_number_masked = fields.String(required=True)
    layout = fields.String(required=True)
    file_name = fields.String(required=True)
    file_sha256 = fields.String(required=True)
    status = fields.String(required=True)
    received_at = Instant(required=True)
    finished_at = Instant(required=True, allow_none=True)
    failure = fields.String(required=True, allow_none=True)
    certificate = fields.Dict(required=True)


class PaymentRow(Row):
    """Support for a household.  ``status``: proposed, verified, approved_once, approved, paid, or withdrawn (which
    counts in no figure).  ``open_finding_ids`` is not empty while supervision holds the payment: no step goes on until
    they are closed."""

    payment_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    kind = fields.String(required=True)
    amount_vnd = Vnd(required=True)
    status = fields.String(required=True)
    proposed_on = LocalDay(required=True)
    paid_on = LocalDay(required=True, allow_none=True)
    open_finding_ids = fields.List(fields.String(), required=True)
    journal_entry_id = fields.String(required=True, allow_none=True)


class PaymentsChangedV1(EventData):
    """Support payments proposed, verified, approved, paid, withdrawn, put on hold or released."""

    entries = _entries(PaymentRow)
