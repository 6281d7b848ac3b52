"""Commands about evidence: photos and files of a visit."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.monitoring.subjects import CHECKLIST_SUBJECTS
from contracts.fields import Instant, Text, WholeNumber, choice_field, code_field

MOST_PIECES = 64
LARGEST_PIECE_BYTES = 512 * 1024

_PIECE = validate.Length(1, 4 * (LARGEST_PIECE_BYTES // 3 + 2))


class BeginEvidence(Command):
    """What a photo or file shows (where, when, of which question or finding), and its first piece: by what that holds,
    not by its name, the file may be refused at once."""

    visit_id = fields.String(required=True)
    checklist = choice_field(CHECKLIST_SUBJECTS, load_default=None, allow_none=True)
    question = code_field(load_default=None, allow_none=True)
    finding_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 40))
    caption = Text(longest=300, load_default="", shortest=0)
    taken_at = Instant(load_default=None, allow_none=True)
    place = Text(longest=200, load_default="", shortest=0)
    latitude = fields.Float(load_default=None, allow_none=True, validate=validate.Range(-90, 90))
    longitude = fields.Float(load_default=None, allow_none=True, validate=validate.Range(-180, 180))
    file_name = Text(required=True, longest=200)
    first_chunk_base64 = fields.String(required=True, validate=_PIECE)


class AppendEvidence(Command):
    """A further piece, from 1 on; the same again changes nothing."""

    evidence_id = fields.String(required=True)
    index = WholeNumber(lowest=1, highest=MOST_PIECES - 1, required=True)
    chunk_base64 = fields.String(required=True, validate=_PIECE)


class FinishEvidence(Command):
    """All pieces are there; size and hash prove it."""

    evidence_id = fields.String(required=True)
    size_bytes = WholeNumber(lowest=1, highest=10**9, required=True)
    sha256 = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}\Z"))


class WithdrawEvidence(Command):
    """Take back a file that was entered by mistake: its content goes, its hash and that it stood there stay."""

    visit_id = fields.String(required=True)
    evidence_id = fields.String(required=True)
    reason = Text(required=True, longest=300, shortest=5)


class GetThumbnail(Command):
    """A small picture of a photo."""

    visit_id = fields.String(required=True)
    evidence_id = fields.String(required=True)


class ListEvidenceLooks(Command):
    """A page of the looks at a visit's evidence, newest first; ``before`` is the id of the last one seen."""

    visit_id = fields.String(required=True)
    before = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(r"^[0-9a-f]{24}\Z"))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class ListEvidence(Command):
    """What a visit has; 300 files at the most."""

    visit_id = fields.String(required=True)


class ReadEvidence(Command):
    """A piece of a file, from a byte on."""

    visit_id = fields.String(required=True)
    evidence_id = fields.String(required=True)
    offset = WholeNumber(lowest=0, highest=10**9, load_default=0)
