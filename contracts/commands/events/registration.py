"""Commands about the guests of activities."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.events.guests import NEEDS, GuestDetails, phone_field
from contracts.fields import END, REQUIRED, Text, WholeNumber, choice_field, code_field


class RegisterGuest(GuestDetails):
    """Take a place for a guest in one quota of an activity.

    row_key: known again by it, a row of a list registers nobody twice."""

    activity = code_field(required=True)
    quota = code_field(required=True)
    guest_name = Text(required=True, longest=120)
    organisation = Text(longest=200, load_default="", shortest=0)
    commune = Text(longest=120, load_default="", shortest=0)
    phone = phone_field(load_default="")
    may_wait = fields.Boolean(load_default=True)
    assisted = fields.Boolean(load_default=False)
    row_key = fields.String(
        load_default=None, allow_none=True, validate=validate.Regexp(rf"^[0-9a-f]{{64}}{END}", error="Khóa chưa đúng.")
    )


class CancelRegistration(Command):
    """Give a place back."""

    registration_id = fields.String(required=True, error_messages={"required": REQUIRED})
    reason = Text(longest=300, load_default="", shortest=0)


REGISTRATION_STATUSES = ["confirmed", "waiting", "cancelled"]


class ListRegistrations(Command):
    """One page of an activity's registrations, in the order in which they were made; ``after`` is the ``number``
    of the last one seen.  A quota stands for itself and all quotas within it.

    text: part of a name, place or short code, diacritics and capitals do not matter.  purpose: why beneficiaries are
    to be shown by name; without it they are shown by initials.  what: which list or paper it is for."""

    activity = code_field(required=True)
    quota = code_field(load_default=None, allow_none=True)
    status = choice_field(REGISTRATION_STATUSES, load_default=None, allow_none=True)
    text = Text(longest=120, load_default="", shortest=0)
    need = choice_field(NEEDS, load_default=None, allow_none=True)
    without_email = fields.Boolean(load_default=False)
    publishable = fields.Boolean(load_default=False)
    purpose = Text(longest=200, shortest=5, load_default=None, allow_none=True)
    what = Text(longest=60, load_default="danh sách")
    after = WholeNumber(lowest=0, highest=10**9, load_default=0)
    limit = WholeNumber(lowest=1, highest=200, load_default=50)
