"""Commands about support for households."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.fields import LocalDay, Text, Vnd, choice_field, code_field, unit_field

SUPPORT_KINDS = [
    "house_new", "house_repair", "livelihood", "education", "health", "emergency", "tet_gift", "in_kind",
]
CONFIRMATION_MANNERS = ["signature", "phone", "in_person"]
PAYMENT_STATUSES = ["proposed", "verified", "approved_once", "approved", "paid", "withdrawn"]


class ProposeSupport(Command):
    """Ask that the Fund supports a household.  ``proposed_on``: the day on the paper proposal; today if not given."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    kind = choice_field(SUPPORT_KINDS, required=True)
    household_code = code_field(required=True)
    amount_vnd = Vnd(required=True)
    proposed_on = LocalDay(load_default=None, allow_none=True)
    reason = Text(required=True, longest=1000)


class AskSupportTerms(Command):
    """What a proposal would meet: its programme, what the Fund can still pay, what the household has already."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    kind = choice_field(SUPPORT_KINDS, required=True)
    household_code = code_field(required=True)
    proposed_on = LocalDay(load_default=None, allow_none=True)


class PaymentStep(Command):
    """Verify, approve or pay a proposed payment.  ``paid_on`` counts for pay alone; today if not given."""

    payment_id = fields.String(required=True)
    paid_on = LocalDay(load_default=None, allow_none=True)


def _units() -> fields.List:
    return fields.List(unit_field(), load_default=list, allow_none=True, validate=validate.Length(max=5000))


class ListWaitingPayments(Command):
    """Payments whose next step the asker may take, per step in these units (None: everywhere, empty: nowhere).
    ``payment_ids``: these alone."""

    campaign = code_field(required=True)
    verify = _units()
    approve = _units()
    pay = _units()
    confirm = _units()
    payment_ids = fields.List(
        fields.String(validate=validate.Length(1, 40)), load_default=None, allow_none=True,
        validate=validate.Length(1, 500),
    )


class WithdrawSupport(Command):
    """Take a proposal back that is not paid yet, so that the household can be proposed for anew."""

    payment_id = fields.String(required=True)
    reason = Text(required=True, longest=1000)


class ConfirmSupport(Command):
    """What the recipient says of a paid payment (``received`` or not), and how: a signature, by phone, in person."""

    payment_id = fields.String(required=True)
    confirmed_on = LocalDay(required=True)
    received = fields.Boolean(required=True)
    name = Text(required=True, longest=120)
    manner = choice_field(CONFIRMATION_MANNERS, required=True)
    note = Text(longest=500, load_default="", shortest=0)
