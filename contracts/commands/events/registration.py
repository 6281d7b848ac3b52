"""Commands about the guests of activities."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.events.guest_lists import list_id_field
from contracts.commands.events.guests import NEEDS, GuestDetails, phone_field
from contracts.fields import END, REQUIRED, Text, WholeNumber, choice_field, code_field

MOST_IN_GROUP = 200
MOST_ACROSS = 5
"""Quotas across the others that one guest takes from at the most."""


def also_field() -> fields.List:
    """Quotas across the others (beds, seats on stage) that a guest takes from besides their own."""
    return fields.List(code_field(), load_default=list, validate=validate.Length(max=MOST_ACROSS))


class GuestSpec(GuestDetails):
    """Who a guest is, within a group or an allotment."""

    guest_name = Text(required=True, longest=120)
    commune = Text(longest=120, load_default="", shortest=0)
    phone = phone_field(load_default="")
    assisted = fields.Boolean(load_default=False)


class RegisterGuest(GuestSpec):
    """Take a place for a guest in one quota of an activity, and in those across the others that they need.

    row_key: known again by it, a row of a list registers nobody twice; list_id: the list that it came by, which can be
    taken back."""

    activity = code_field(required=True)
    quota = code_field(required=True)
    also = also_field()
    organisation = Text(longest=200, load_default="", shortest=0)
    may_wait = fields.Boolean(load_default=True)
    row_key = fields.String(
        load_default=None, allow_none=True, validate=validate.Regexp(rf"^[0-9a-f]{{64}}{END}", error="Khóa chưa đúng.")
    )
    list_id = list_id_field(load_default=None, allow_none=True)


class GuestInBatch(Command):
    """One guest of a micro-batch, with the context of the request it came in."""

    guest = fields.Dict(required=True)
    actor = fields.String(required=True)
    idempotency_key = fields.String(required=True)
    correlation_id = fields.String(required=True)


class RegisterGuests(Command):
    """A micro-batch made by the gateway from concurrent requests, which may be for several activities; each entry
    (``RegisterGuest``) is answered on its own."""

    entries = fields.List(fields.Nested(GuestInBatch), required=True, validate=validate.Length(1, 500))


class RegisterGroup(Command):
    """Take places for a whole delegation or for none of it.  ``members`` may be fewer than ``size``: the others are
    named later."""

    activity = code_field(required=True)
    quota = code_field(required=True)
    also = also_field()
    name = Text(required=True, longest=200)
    size = WholeNumber(lowest=1, highest=MOST_IN_GROUP, required=True)
    members = fields.List(fields.Nested(GuestSpec), load_default=list, validate=validate.Length(max=MOST_IN_GROUP))
    may_wait = fields.Boolean(load_default=True)


class ListGroups(Command):
    """A page of an activity's groups, the newest first, past the first ``skip``."""

    activity = code_field(required=True)
    skip = WholeNumber(lowest=0, highest=100_000, load_default=0)
    limit = WholeNumber(lowest=1, highest=200, load_default=50)


class NameMembers(Command):
    """Name members of a group who have had no name yet."""

    group_id = fields.String(required=True)
    members = fields.List(
        fields.Nested(GuestSpec), required=True, validate=validate.Length(min=1, max=MOST_IN_GROUP)
    )


class CancelGroup(Command):
    """Give a group's places back: all, or those of the members named."""

    group_id = fields.String(required=True)
    registration_ids = fields.List(fields.String(), load_default=list, validate=validate.Length(max=MOST_IN_GROUP))
    reason = Text(longest=300, load_default="", shortest=0)


class AcceptOffer(Command):
    """Take the place that is kept for a guest, or for their whole group."""

    registration_id = fields.String(required=True)


class DeclineOffer(Command):
    """Leave it to the next."""

    registration_id = fields.String(required=True)
    reason = Text(longest=300, load_default="", shortest=0)


class CancelRegistration(Command):
    """Give a place back."""

    registration_id = fields.String(required=True, error_messages={"required": REQUIRED})
    reason = Text(longest=300, load_default="", shortest=0)


REGISTRATION_STATUSES = ["confirmed", "offered", "waiting", "cancelled"]


class ListRegistrations(Command):
    """One page of an activity's registrations, in the order in which they were made; ``after`` is the ``number``
    of the last one seen.  A quota stands for itself and all quotas within it.

    text: part of a name, place or short code, diacritics and capitals do not matter.  purpose: why beneficiaries are
    to be shown by name; without it they are shown by initials.  what: which list or paper it is for.
    publishable, photographable: only who consents to be named in public, to be filmed; assisted: only who was
    registered by staff."""

    activity = code_field(required=True)
    quota = code_field(load_default=None, allow_none=True)
    status = choice_field(REGISTRATION_STATUSES, load_default=None, allow_none=True)
    text = Text(longest=120, load_default="", shortest=0)
    need = choice_field(NEEDS, load_default=None, allow_none=True)
    without_email = fields.Boolean(load_default=False)
    publishable = fields.Boolean(load_default=False)
    photographable = fields.Boolean(load_default=False)
    assisted = fields.Boolean(load_default=False)
    purpose = Text(longest=200, shortest=5, load_default=None, allow_none=True)
    what = Text(longest=60, load_default="danh sách")
    after = WholeNumber(lowest=0, highest=10**9, load_default=0)
    limit = WholeNumber(lowest=1, highest=200, load_default=50)
