"""Commands about the guests of activities."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.fields import END, REQUIRED, Text, WholeNumber, choice_field, code_field


class RegisterGuest(Command):
    """Take a place for a guest in one quota of an activity."""

    activity = code_field(required=True)
    quota = code_field(required=True)
    guest_name = Text(required=True, longest=120)
    organisation = Text(longest=200, load_default="", shortest=0)
    commune = Text(longest=120, load_default="", shortest=0)
    phone = fields.String(
        load_default="",
        validate=validate.Regexp(rf"^(\+?[0-9][0-9 .]{{6,16}})?{END}", error="Số điện thoại chỉ gồm chữ số."),
    )
    may_wait = fields.Boolean(load_default=True)
    assisted = fields.Boolean(load_default=False)


class CancelRegistration(Command):
    """Give a place back."""

    registration_id = fields.String(required=True, error_messages={"required": REQUIRED})
    reason = Text(longest=300, load_default="", shortest=0)


REGISTRATION_STATUSES = ["confirmed", "waiting", "cancelled"]


class ListRegistrations(Command):
    """One page of an activity's registrations, in the order in which they were made; ``after`` is the ``number``
    of the last one seen.  A quota stands for itself and all quotas within it."""

    activity = code_field(required=True)
    quota = code_field(load_default=None, allow_none=True)
    status = choice_field(REGISTRATION_STATUSES, load_default=None, allow_none=True)
    after = WholeNumber(lowest=0, highest=10**9, load_default=0)
    limit = WholeNumber(lowest=1, highest=200, load_default=50)
