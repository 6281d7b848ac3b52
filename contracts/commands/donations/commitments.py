"""Commands about signed commitments: sponsorship of a household, twinning of places."""

from marshmallow import ValidationError, fields, validate, validates_schema

from contracts.commands import Command
from contracts.commands.donations.intake import NAME_DISPLAYS
from contracts.fields import LocalDay, Text, Vnd, choice_field, code_field, unit_field

COMMITMENT_KINDS = ["sponsorship", "twin_enterprise", "twin_locality", "twin_household"]
COMMITMENT_STATUSES = ["active", "fulfilled", "ended"]
POVERTY_CLASSES = ["poor", "near_poor", "newly_escaped", "escaped"]


class RegisterCommitment(Command):
    """A signed commitment (bản cam kết).

    sponsorship (nhận đỡ đầu): of the household, until it leaves poverty.  twin_enterprise, twin_locality,
    twin_household (kết nghĩa): an enterprise, another unit (``partner_unit``) or a well-off household helps ``unit``.
    ``monthly_vnd``: what is promised a month, 0 where it is not money; none of it passes through the Fund.
    """

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    kind = choice_field(COMMITMENT_KINDS, required=True)
    household_code = code_field(load_default=None, allow_none=True)
    partner_name = Text(required=True, longest=200)
    name_display = choice_field(NAME_DISPLAYS, load_default="masked")
    partner_unit = unit_field(load_default=None, allow_none=True)
    document_number = Text(longest=60, load_default="", shortest=0)
    signed_on = LocalDay(required=True)
    until_on = LocalDay(load_default=None, allow_none=True)
    promise = Text(required=True, longest=2000)
    monthly_vnd = Vnd(minimum=0, load_default=0)

    @validates_schema(skip_on_field_errors=True)
    def _names_whom_it_helps(self, told: dict[str, object], **_: object) -> None:
        if (told["kind"] == "sponsorship") != bool(told["household_code"]):
            raise ValidationError("Nhận đỡ đầu phải ghi mã hộ; kết nghĩa thì không.", "household_code")
        if (told["kind"] == "twin_locality") != bool(told["partner_unit"]):
            raise ValidationError("Kết nghĩa giữa địa phương phải ghi mã đơn vị bạn; loại khác thì không.",
                                  "partner_unit")


class ReportCommitment(Command):
    """What was done under a commitment, as its partner or the unit reports it.

    ``given_vnd``: the value of it, 0 where it has none; ``household_class`` is for sponsorships."""

    commitment_id = fields.String(required=True)
    reported_on = LocalDay(required=True)
    what = Text(required=True, longest=2000)
    given_vnd = Vnd(minimum=0, load_default=0)
    household_class = fields.String(
        load_default=None, allow_none=True,
        validate=validate.OneOf(POVERTY_CLASSES, error="Phải là một trong: {choices}."),
    )


class EndCommitment(Command):
    """End a commitment.  ``fulfilled``: the household has left poverty, or what was promised is done."""

    commitment_id = fields.String(required=True)
    ended_on = LocalDay(required=True)
    fulfilled = fields.Boolean(required=True)
    reason = Text(required=True, longest=1000)
