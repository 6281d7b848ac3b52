"""Events about bank statements."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import Instant, LocalDay, Vnd


class BankDebitRow(Row):
    """Money that left a bank account of the Fund: every debit line of a statement, charges and withdrawals alike.
    ``bank_reference``: the bank's own number, where it prints one."""

    statement_line_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    amount_vnd = Vnd(required=True)
    posted_on = LocalDay(required=True)
    import_id = fields.String(required=True)
    journal_entry_id = fields.String(required=True)
    bank_reference = fields.String()


@event("donations.bank_debits_recorded.v1")
class BankDebitsRecordedV1(EventData):
    """Debit lines of bank statements booked in one transaction."""

    entries = entries(BankDebitRow)


class ReversedBankDebitRow(BankDebitRow):
    """A debit line whose booking was taken back; it counts in no figure until a later import books it anew."""

    reversal_entry_id = fields.String(required=True)


@event("donations.bank_debits_reversed.v1")
class BankDebitsReversedV1(EventData):
    """Debit lines whose import was undone, each by a journal entry of its own."""

    entries = entries(ReversedBankDebitRow)


@event("donations.statement_import_changed.v1")
class StatementImportChangedV1(EventData):
    """A statement import as it now stands, with the certificate as far as it has got.

    ``status``: queued, running, done, cancelled, failed, undoing, undo_failed or undone.  ``certificate`` is described
    in donations.md (rule 1).  ``percent``: how much of the file is read or, while it is undone, of its rows taken back;
    null where nobody can tell.
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
    rows_read = fields.Integer()
    bytes_read = fields.Integer(allow_none=True)
    total_bytes = fields.Integer()
    percent = fields.Integer(allow_none=True)
    rows_undone = fields.Integer()
    undone_at = Instant(allow_none=True)
