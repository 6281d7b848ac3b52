"""Commands about appeals: open letters to a list of enterprises, and what came back."""

from marshmallow import ValidationError, fields, validate, validates_schema

from contracts.commands import Command
from contracts.commands.donations.intake import NAME_DISPLAYS
from contracts.fields import LocalDay, Text, Vnd, WholeNumber, choice_field, code_field, unit_field

LETTER_STATUSES = ["listed", "sent", "pledged", "declined", "answered"]
ANSWERS = ["pledged", "declined", "answered"]
LARGEST_LIST_BASE64 = 1_400_000
"""A file of 1,000,000 bytes: thousands of enterprises."""
MOST_LETTERS_PER_PAGE = 500


class SaveAppeal(Command):
    """Make an appeal, or bring it to this state (natural key: ``code``).

    ``letter_text``: paragraphs with blank lines between; ``{{ten_doanh_nghiep}}`` and so on are filled in for each
    enterprise.  Left out: the letter that the product brings along.  ``account_number``: of the campaign's accounts,
    the one that the letter asks to pay into.  Once letters have been sent the text stands."""

    code = code_field(required=True)
    campaign = code_field(required=True)
    unit = unit_field(required=True)
    title = Text(required=True, longest=200)
    letter_text = Text(longest=8000, load_default=None, allow_none=True)
    letter_number = Text(longest=60, load_default="", shortest=0)
    place = Text(longest=60, required=True)
    issued_on = LocalDay(required=True)
    reply_by_on = LocalDay(required=True)
    signer_name = Text(required=True, longest=120)
    signer_office = Text(required=True, longest=120)
    account_number = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=19))


class AppealStep(Command):
    appeal = code_field(required=True)


class ImportEnterprises(AppealStep):
    """Take the enterprises of a CSV or XLSX file into the appeal; ``dry_run`` only tells what would become
    of each row."""

    file_name = Text(required=True, longest=200)
    content_base64 = fields.String(required=True, validate=validate.Length(1, LARGEST_LIST_BASE64))
    dry_run = fields.Boolean(load_default=False)


class SendAppeal(AppealStep):
    """All letters that are not out yet were sent on this day."""

    sent_on = LocalDay(required=True)


class AnswerLetter(Command):
    """What an enterprise answered.  ``pledged`` makes a pledge under the code that stands on its letter."""

    letter_id = fields.String(required=True)
    answer = choice_field(ANSWERS, required=True)
    answered_on = LocalDay(required=True)
    amount_vnd = Vnd(load_default=None, allow_none=True)
    name_display = choice_field(NAME_DISPLAYS, load_default="masked")
    note = Text(longest=500, load_default="", shortest=0)

    @validates_schema(skip_on_field_errors=True)
    def _a_pledge_has_an_amount(self, told: dict[str, object], **_: object) -> None:
        if (told["answer"] == "pledged") != (told["amount_vnd"] is not None):
            raise ValidationError("Đăng ký ủng hộ phải ghi số tiền; trả lời khác thì không.", "amount_vnd")


class LettersOfAppeal(AppealStep):
    """Letters in the order of their numbers, a page of them; ``waiting``: only those sent and not answered."""

    after = WholeNumber(lowest=0, highest=10**6, load_default=0)
    limit = WholeNumber(lowest=1, highest=MOST_LETTERS_PER_PAGE, load_default=50)
    status = choice_field(LETTER_STATUSES, load_default=None, allow_none=True)
    waiting = fields.Boolean(load_default=False)
    merged = fields.Boolean(load_default=False)
