"""Commands about batches of payments that a bank carries out."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from contracts.commands import Command
from contracts.fields import LocalDay, Text, code_field, unit_field

MOST_IN_A_BATCH = 500


def _payment_ids() -> fields.List:
    return fields.List(
        fields.String(validate=validate.Length(1, 40)), required=True, validate=validate.Length(1, MOST_IN_A_BATCH)
    )


class MakeBatch(Command):
    """Gather approved payments of an account's unit, to be paid from that account by the bank."""

    campaign = code_field(required=True)
    account_number = fields.String(required=True)
    payment_ids = _payment_ids()


class ExportBatch(Command):
    """What the bank needs to pay a batch: names and accounts.  Each export is a look at personal data."""

    batch_id = fields.String(required=True)


class FailedLine(Command):
    """A payment that the bank could not carry out."""

    payment_id = fields.String(required=True)
    reason = Text(required=True, longest=300)


class SettleBatch(Command):
    """The bank has carried the batch out on ``paid_on``, all but ``failed``."""

    batch_id = fields.String(required=True)
    paid_on = LocalDay(required=True)
    failed = fields.List(fields.Nested(FailedLine), load_default=list, validate=validate.Length(max=MOST_IN_A_BATCH))


class CancelBatch(Command):
    """The bank does not carry the batch out; its payments can be paid otherwise."""

    batch_id = fields.String(required=True)
    reason = Text(required=True, longest=500)


class ExplainBankDebit(Command):
    """Say that a debit line of a statement is what the bank paid for these batches and payments, whose sum is the
    line's amount to the đồng; or, ``to_cash``, that it was fetched into the cash box of the account's unit."""

    bank_debit_entry_id = fields.String(required=True, validate=validate.Length(1, 200))
    batch_ids = fields.List(fields.String(), load_default=list, validate=validate.Length(max=100))
    payment_ids = fields.List(fields.String(), load_default=list, validate=validate.Length(max=MOST_IN_A_BATCH))
    to_cash = fields.Boolean(load_default=False)

    @validates_schema(skip_on_field_errors=True)
    def _one_or_the_other(self, told: dict[str, Any], **_: object) -> None:
        if told["to_cash"] and (told["batch_ids"] or told["payment_ids"]):
            raise ValidationError("Tiền rút về quỹ tiền mặt thì không nêu khoản chi.", "to_cash")


class ListOpenBankDebits(Command):
    """A page of the debit lines of one Fund that nothing explains yet, by day, each with what the bank may have paid
    with it."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    after = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=100))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))
