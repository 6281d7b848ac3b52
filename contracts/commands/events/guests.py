"""Commands about who the guests of an activity are: their needs and consent, who looked at them, how long they are
known by name."""

from typing import Any

from marshmallow import ValidationError, fields, validate, validates_schema

from contracts.commands import Command
from contracts.fields import END, REQUIRED, Text, WholeNumber, choice_field, code_field, entry_mark_field

GUEST_KINDS = ["guest", "household", "pupil"]
NEEDS = ["transport", "interpreter", "diet"]
ASSISTED_REASONS = ["no_phone", "no_network", "cannot_read", "on_behalf"]

MOST_KEPT_DAYS = 3_650


def phone_field(**kwargs: Any) -> fields.String:
    """A telephone number, or nothing."""
    return fields.String(
        validate=validate.Regexp(rf"^(\+?[0-9][0-9 .]{{6,16}})?{END}", error="Số điện thoại chỉ gồm chữ số."), **kwargs
    )


def email_field(**kwargs: Any) -> fields.String:
    """An e-mail address, or nothing."""
    return fields.String(
        validate=[
            validate.Length(max=200, error="Thư điện tử dài nhất 200 ký tự."),
            validate.Regexp(rf"^([^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+)?{END}", error="Thư điện tử chưa đúng dạng."),
        ],
        **kwargs,
    )


def needs_field(**kwargs: Any) -> fields.List:
    """What a guest needs to be able to come."""
    return fields.List(choice_field(NEEDS), validate=validate.Length(max=len(NEEDS)), **kwargs)


class GuestDetails(Command):
    """What is known of a guest beside name and place; all of it may be left out.

    kind: a household or a pupil is a beneficiary, shown by initials.  needs_note: which diet, which language, from
    where they are fetched.  photo_consent, publication_consent: null until the guest was asked, and counts as no.
    assisted_reason: why staff registered somebody who could not do it alone."""

    kind = choice_field(GUEST_KINDS, load_default="guest")
    email = email_field(load_default="")
    needs = needs_field(load_default=list)
    needs_note = Text(longest=300, load_default="", shortest=0)
    photo_consent = fields.Boolean(load_default=None, allow_none=True)
    publication_consent = fields.Boolean(load_default=None, allow_none=True)
    assisted_reason = choice_field(ASSISTED_REASONS, load_default=None, allow_none=True)


class ChangeGuest(Command):
    """Correct what is known of a guest; what is left out stays as it is."""

    registration_id = fields.String(required=True, error_messages={"required": REQUIRED})
    guest_name = Text(longest=120)
    organisation = Text(longest=200, shortest=0)
    commune = Text(longest=120, shortest=0)
    phone = phone_field()
    kind = choice_field(GUEST_KINDS)
    email = email_field()
    needs = needs_field()
    needs_note = Text(longest=300, shortest=0)
    photo_consent = fields.Boolean(allow_none=True)
    publication_consent = fields.Boolean(allow_none=True)

    @validates_schema
    def _says_something(self, data: dict[str, Any], **kwargs: Any) -> None:
        if not set(data) - {"registration_id"}:
            raise ValidationError("Chưa có gì để sửa.")


class LookAtGuest(Command):
    """Read the whole of a registration; who looks says why, and the look is kept."""

    registration_id = fields.String(required=True, error_messages={"required": REQUIRED})
    purpose = Text(required=True, longest=200, shortest=5)


class ListGuestLooks(Command):
    """A page of the looks at an activity's guests, newest first; ``before`` is the id of the last one seen."""

    activity = code_field(required=True)
    before = entry_mark_field()
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class SaveGuestRules(Command):
    """How long an activity's guests are known by name, on what basis, and whose guests are beneficiaries.

    beneficiary_quotas: guests there and within are shown by initials; null: those of the guaranteed quotas."""

    activity = code_field(required=True)
    keep_days = WholeNumber(lowest=1, highest=MOST_KEPT_DAYS, required=True)
    basis = Text(required=True, longest=300, shortest=5)
    beneficiary_quotas = fields.List(
        code_field(), load_default=None, allow_none=True, validate=validate.Length(max=200)
    )


class SeatRow(Command):
    """A row of the hall: seats ``A1`` to ``A<seats>`` for the name ``A``."""

    name = fields.String(
        required=True, validate=validate.Regexp(rf"^[A-Za-z0-9]{{1,6}}{END}", error="Tên hàng gồm 1 đến 6 chữ, số."),
        error_messages={"required": REQUIRED},
    )
    seats = WholeNumber(lowest=1, highest=500, required=True)


class AssignSeats(Command):
    """Seat the confirmed guests by protocol order, from the first row on.

    keep: who sits in one of these rows already stays there; else everybody is seated anew."""

    activity = code_field(required=True)
    rows = fields.List(fields.Nested(SeatRow), required=True, validate=validate.Length(1, 200))
    keep = fields.Boolean(load_default=True)


class ExpireGuests(Command):
    """Blank the personal data of an activity whose time is over."""

    activity = code_field(required=True)
