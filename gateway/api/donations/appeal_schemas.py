"""What the API takes and answers about appeals."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from contracts.commands.donations import appeals as asked
from contracts.events.donations.appeals import AppealLetterRow, AppealSavedV1
from contracts.fields import choice_field
from contracts.shapes import Strict

MOST_FILES_PACKED = 100


class CameBack(Schema):
    """What came back of an appeal."""

    letters = fields.Integer(required=True)
    sent = fields.Integer(required=True)
    answered = fields.Integer(required=True)
    waiting = fields.Integer(required=True)
    pledges = fields.Integer(required=True)
    pledged_vnd = fields.Integer(required=True)
    fulfilled_vnd = fields.Integer(required=True)
    answer_percent = fields.Float(required=True, allow_none=True)
    collection_percent = fields.Float(required=True, allow_none=True)


class Appeal(AppealSavedV1):
    """An appeal with its letter and what came back."""

    letter_text = fields.String(required=True)
    letter_number = fields.String(required=True)
    place = fields.String(required=True)
    signer_name = fields.String(required=True)
    signer_office = fields.String(required=True)
    account_number = fields.String(required=True, allow_none=True)
    came_back = fields.Nested(CameBack, required=True)


class AppealLetter(AppealLetterRow):
    """A letter with its enterprise and what came of it."""

    name = fields.String(required=True)
    tax_code = fields.String(required=True)
    representative = fields.String(required=True)
    address = fields.String(required=True)
    memo_code = fields.String(required=True)
    answer_note = fields.String(required=True)
    fulfilled_vnd = fields.Integer(required=True)


class PageOfLetters(Schema):
    """A page of letters; ``next`` is null on the last."""

    letters = fields.List(fields.Nested(AppealLetter), required=True)
    next = fields.Integer(required=True, allow_none=True)


class KnownRow(Schema):
    """A row of an enterprise that has a letter already."""

    line = fields.Integer(required=True)
    name = fields.String(required=True)
    number = fields.Integer(required=True)


class RefusedListRow(Schema):
    """A row that can't be taken."""

    line = fields.Integer(required=True)
    field = fields.String(required=True)
    message = fields.String(required=True)


class ListTaken(Schema):
    """What became of each row of a list: added, known or refused."""

    appeal = fields.String(required=True)
    dry_run = fields.Boolean(required=True)
    rows_read = fields.Integer(required=True)
    added = fields.Integer(required=True)
    known = fields.List(fields.Nested(KnownRow), required=True)
    refused = fields.List(fields.Nested(RefusedListRow), required=True)
    letters = fields.Integer(required=True)


class WhichLetters(Strict):
    """Which letters; ``waiting``: sent and not answered, whom to remind."""

    status = choice_field(asked.LETTER_STATUSES, load_default=None, allow_none=True)
    waiting = fields.Boolean(load_default=False)


class PagedLetters(WhichLetters):
    after = fields.Integer(load_default=0, validate=validate.Range(0, 10**6))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, asked.MOST_LETTERS_PER_PAGE))


class PackedLetters(PagedLetters):
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_FILES_PACKED))
    form = choice_field(["pdf", "docx"], load_default="pdf")
