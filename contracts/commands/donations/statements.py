"""Commands about bank statements."""

from typing import Any

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.donations.campaigns import BANKS
from contracts.fields import END, REQUIRED, Text, choice_field, code_field

STATEMENT_LAYOUTS = ["auto", *BANKS, "camt053", "mt940", "mapped"]


class BeginStatementImport(Command):
    """Open an upload; the first piece of the file decides at once whether its layout is known.

    ``held``: the file waits to be looked at; its layout is decided when the import is started."""

    campaign = code_field(required=True)
    account_number = fields.String(required=True, error_messages={"required": REQUIRED})
    layout = choice_field(STATEMENT_LAYOUTS, load_default="auto")
    held = fields.Boolean(load_default=False)
    file_name = Text(required=True)
    first_chunk_base64 = fields.String(required=True, validate=validate.Length(max=2_000_000))


class AppendStatementChunk(Command):
    """The next piece of an upload; ``index`` counts from 1 (0 came with the begin command)."""

    import_id = fields.String(required=True)
    index = fields.Integer(required=True, validate=validate.Range(1, 100_000))
    chunk_base64 = fields.String(required=True, validate=validate.Length(max=2_000_000))


class FinishStatementUpload(Command):
    """Close an upload: size and hash must agree, then the import is queued."""

    import_id = fields.String(required=True)
    size_bytes = fields.Integer(required=True, validate=validate.Range(1, 2_000_000_000))
    sha256 = fields.String(required=True, validate=validate.Regexp(rf"^[0-9a-f]{{64}}{END}"))


class UndoStatementImport(Command):
    """Take back everything that an import has booked, by new journal entries, and free its lines for a new import."""

    import_id = fields.String(required=True)
    reason = Text(required=True, longest=1000)


DAY_FORMATS = ["dd/mm/yyyy", "dd-mm-yyyy", "dd.mm.yyyy", "yyyy-mm-dd", "yyyy/mm/dd", "mm/dd/yyyy"]
NUMBER_GROUPINGS = ["dot", "comma", "none"]
DELIMITERS = ["comma", "semicolon", "tab"]


def _column(**kwargs: Any) -> Text:
    """The name of a column as the file's header has it."""
    return Text(longest=100, **kwargs)


class MappedColumns(Command):
    """Which column is what.  ``amount`` holds money received as +, paid out as -, instead of ``credit`` and ``debit``;
    ``day_and_time`` both, instead of ``day`` and ``time``; ``reference``: one column or more, put together."""

    day = _column(load_default=None, allow_none=True)
    time = _column(load_default=None, allow_none=True)
    day_and_time = _column(load_default=None, allow_none=True)
    reference = fields.List(_column(), load_default=list, validate=validate.Length(max=3))
    debit = _column(load_default=None, allow_none=True)
    credit = _column(load_default=None, allow_none=True)
    amount = _column(load_default=None, allow_none=True)
    balance = _column(load_default=None, allow_none=True)
    memo = _column(required=True)
    counter_account = _column(load_default=None, allow_none=True)


class StatementMapping(Command):
    """How the statements of an account are to be read where no known layout fits."""

    columns = fields.Nested(MappedColumns, required=True)
    number_grouping = choice_field(NUMBER_GROUPINGS, required=True)
    day_format = choice_field(DAY_FORMATS, load_default="dd/mm/yyyy")
    delimiter = choice_field(DELIMITERS, load_default="comma")


class SaveStatementMapping(StatementMapping):
    """Keep the mapping of an account (natural key: its number).  ``import_id``: a held file to try it on first."""

    campaign = code_field(required=True)
    account_number = fields.String(required=True)
    import_id = fields.String(load_default=None, allow_none=True)


class GetStatementMapping(Command):
    """Ask for the mapping of an account."""

    campaign = code_field(required=True)
    account_number = fields.String(required=True)
