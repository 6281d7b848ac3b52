"""Commands about houses that the Fund builds or repairs."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.fields import LocalDay, Text, Vnd, WholeNumber, choice_field, code_field, unit_field

HOUSE_KINDS = ["new", "repair"]
HOUSE_STATUSES = ["planned", "surveyed", "accepted", "handed_over", "cancelled"]
HOUSE_STEPS = ["survey", "acceptance", "hand_over"]

MOST_PAYMENTS = 20


class Member(Command):
    """Somebody of the delegation that took a step, as the minutes name them."""

    name = Text(required=True, longest=120)
    office = Text(longest=200, load_default="", shortest=0)


def _delegation() -> fields.List:
    return fields.List(fields.Nested(Member), required=True, validate=validate.Length(1, 30))


class RegisterHouse(Command):
    """Plan a house for a household.  ``payment_ids``: the support payments that pay for it, if there are any yet."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    household_code = code_field(required=True)
    kind = choice_field(HOUSE_KINDS, required=True)
    planned_vnd = Vnd(required=True)
    registered_on = LocalDay(required=True)
    payment_ids = fields.List(
        fields.String(validate=validate.Length(1, 40)), load_default=list, validate=validate.Length(max=MOST_PAYMENTS)
    )


class HouseStep(Command):
    """What all steps of a house name."""

    house_id = fields.String(required=True)


class LinkHousePayment(HouseStep):
    """Say that a support payment pays for this house."""

    payment_id = fields.String(required=True)


class SurveyHouse(HouseStep):
    """The delegation has seen what is needed (khảo sát)."""

    surveyed_on = LocalDay(required=True)
    delegation = _delegation()
    condition = Text(required=True, longest=2000)
    needed_vnd = Vnd(required=True)


class AcceptHouse(HouseStep):
    """The delegation has inspected the finished house (nghiệm thu): passed, or with defects to mend first."""

    accepted_on = LocalDay(required=True)
    delegation = _delegation()
    passed = fields.Boolean(required=True)
    defects = Text(longest=2000, load_default="", shortest=0)
    area_m2 = WholeNumber(lowest=1, highest=1000, load_default=None, allow_none=True)
    cost_vnd = Vnd(required=True)


class HandOverHouse(HouseStep):
    """The house is the household's (bàn giao)."""

    handed_over_on = LocalDay(required=True)
    delegation = _delegation()
    received_by = Text(required=True, longest=120)


class CancelHouse(HouseStep):
    """The house is not built after all."""

    reason = Text(required=True, longest=1000)


class AddHousePhoto(HouseStep):
    """A photo of a step: JPEG or PNG, 1,400,000 bytes at the most."""

    step = choice_field(HOUSE_STEPS, required=True)
    caption = Text(longest=300, load_default="", shortest=0)
    content_base64 = fields.String(required=True, validate=validate.Length(1, 1_900_000))


class HousePhoto(HouseStep):
    """Read one photo by its SHA-256."""

    sha256 = fields.String(required=True, validate=validate.Length(equal=64))
