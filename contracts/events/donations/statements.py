"""Events about bank statements."""

from marshmallow import fields

from contracts.events import EventData, Row
from contracts.events.donations import entries
from contracts.fields import Instant, LocalDay, Vnd


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

    entries = entries(BankDebitRow)


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
