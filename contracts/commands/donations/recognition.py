"""Commands about honours: rules for "tấm lòng vàng" and commendations, proposals, decisions."""

from marshmallow import ValidationError, fields, validate, validates_schema

from contracts.commands import Command
from contracts.commands.donations.intake import DONOR_KINDS, NAME_DISPLAYS
from contracts.fields import LocalDay, Text, Vnd, WholeNumber, choice_field, code_field, unit_field

HONOUR_FORMS = ["golden_heart", "certificate_of_merit", "letter_of_thanks"]
HONOUR_LEVELS = ["commune", "district", "province", "country"]
HONOUR_KINDS = ["donor", "sponsor", "household"]
HONOUR_STATUSES = ["proposed", "approved", "rejected", "lapsed"]
SPANS_YEARS = [1, 5, 10]
FIRST_YEAR, LAST_YEAR = 2001, 2200
MOST_UNITS_WITHIN = 2000
MOST_HONOURS_PER_PAGE = 200


def _year() -> WholeNumber:
    return WholeNumber(lowest=FIRST_YEAR, highest=LAST_YEAR, required=True)


class SaveRecognitionRule(Command):
    """Whom to honour (natural key: ``code`` and ``from_on``).  A later ``from_on`` takes the place of an earlier one.

    span_years: gifts of so many calendar years up to the year of honour are added up; at_least_vnd: their sum;
    years_in_row: gifts in each of so many years up to it; donor_kinds: only these, or all when empty."""

    code = code_field(required=True)
    from_on = LocalDay(required=True)
    name = Text(required=True, longest=120)
    form = choice_field(HONOUR_FORMS, required=True)
    level = choice_field(HONOUR_LEVELS, required=True)
    span_years = fields.Integer(required=True, strict=True, validate=validate.OneOf(SPANS_YEARS))
    at_least_vnd = Vnd(required=True)
    years_in_row = WholeNumber(lowest=1, highest=30, load_default=1)
    donor_kinds = fields.List(choice_field(DONOR_KINDS), load_default=list, validate=validate.Length(max=3))
    citation = Text(required=True, longest=300)


class ProposeHonours(Command):
    """Compute whom a rule honours for a year: donors to ``unit`` and all of ``within`` it, of all campaigns.

    ``campaign``: in whose report the honours count."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    within = fields.List(unit_field(), required=True, validate=validate.Length(1, MOST_UNITS_WITHIN))
    rule = code_field(required=True)
    year = _year()


class NominateHonour(Command):
    """A household that rose, or a sponsor, by hand.  A household is named nowhere unless it wants to be."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    kind = choice_field(["sponsor", "household"], required=True)
    form = choice_field(HONOUR_FORMS, required=True)
    level = choice_field(HONOUR_LEVELS, required=True)
    year = _year()
    name = Text(required=True, longest=200)
    name_display = choice_field(NAME_DISPLAYS, load_default="anonymous")
    reason = Text(required=True, longest=500)
    reference = Text(longest=120, load_default="", shortest=0)


class DecideHonour(Command):
    """Approve, with the number of the decision, or reject with the reason."""

    honour_id = fields.String(required=True, validate=validate.Length(max=40))
    approved = fields.Boolean(required=True)
    decided_on = LocalDay(required=True)
    decision_number = Text(longest=60, load_default="", shortest=0)
    reason = Text(longest=500, load_default="", shortest=0)

    @validates_schema(skip_on_field_errors=True)
    def _says_why(self, told: dict[str, object], **_: object) -> None:
        if told["approved"] and not told["decision_number"]:
            raise ValidationError("Duyệt phải ghi số quyết định.", "decision_number")
        if not told["approved"] and not told["reason"]:
            raise ValidationError("Không duyệt phải ghi lý do.", "reason")


class ListHonours(Command):
    """Honours with their full names, a page of them, for printing; ``unit_in``: of these units, all when empty."""

    campaign = code_field(required=True)
    year = WholeNumber(lowest=FIRST_YEAR, highest=LAST_YEAR, load_default=None, allow_none=True)
    status = choice_field(HONOUR_STATUSES, load_default=None, allow_none=True)
    unit_in = fields.List(unit_field(), load_default=list, validate=validate.Length(max=MOST_UNITS_WITHIN))
    after = fields.String(load_default="", validate=validate.Length(max=40))
    limit = WholeNumber(lowest=1, highest=MOST_HONOURS_PER_PAGE, load_default=50)
