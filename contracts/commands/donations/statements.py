"""Commands about bank statements."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.donations.campaigns import BANKS
from contracts.fields import END, REQUIRED, Text, choice_field, code_field

STATEMENT_LAYOUTS = ["auto", *BANKS, "camt053", "mt940", "mapped"]


class BeginStatementImport(Command):
    """Open an upload; the first piece of the file decides at once whether its layout is known."""

    campaign = code_field(required=True)
    account_number = fields.String(required=True, error_messages={"required": REQUIRED})
    layout = choice_field(STATEMENT_LAYOUTS, load_default="auto")
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
