"""Commands about invitations to an office: sent, answered, reminded of, withdrawn."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.events.guests import email_field, needs_field, phone_field
from contracts.fields import END, LARGEST_COUNT, REQUIRED, LocalDay, Text, choice_field, code_field

ANSWERS = ["yes", "no", "substitute"]
INVITATION_STATUSES = ["sent", *ANSWERS, "withdrawn"]
MANNERS = ["link", "phone", "paper"]
REMINDED_BY = ["email", "phone", "message"]

MOST_PER_PAGE = 200


class Invite(Command):
    """Invite an office to send somebody, or a person by name.  ``row_key``: known again by it, a row of a list invites
    nobody twice."""

    activity = code_field(required=True)
    quota = code_field(required=True)
    office = Text(required=True, longest=200)
    guest_name = Text(longest=120, load_default="", shortest=0)
    title = Text(longest=120, load_default="", shortest=0)
    email = email_field(load_default="")
    phone = phone_field(load_default="")
    reply_by_on = LocalDay(required=True)
    row_key = fields.String(
        load_default=None, allow_none=True, validate=validate.Regexp(rf"^[0-9a-f]{{64}}{END}", error="Khóa chưa đúng.")
    )


class AnswerInvitation(Command):
    """Say who comes.  A substitute (đi thay) is named; so is whoever comes where an office alone was invited.

    manner: by the link of the letter, or what staff were told by telephone or on paper."""

    invitation_id = fields.String(required=True, error_messages={"required": REQUIRED})
    answer = choice_field(ANSWERS, required=True)
    guest_name = Text(longest=120, load_default="", shortest=0)
    title = Text(longest=120, load_default="", shortest=0)
    phone = phone_field(load_default="")
    email = email_field(load_default="")
    needs = needs_field(load_default=list)
    needs_note = Text(longest=300, load_default="", shortest=0)
    photo_consent = fields.Boolean(load_default=None, allow_none=True)
    publication_consent = fields.Boolean(load_default=None, allow_none=True)
    manner = choice_field(MANNERS, load_default="paper")


class WithdrawInvitation(Command):
    """Take an invitation back; the place of whoever was to come is free at once."""

    invitation_id = fields.String(required=True, error_messages={"required": REQUIRED})
    reason = Text(required=True, longest=300)


class RemindInvitees(Command):
    """Write down that these were reminded to answer."""

    activity = code_field(required=True)
    invitation_ids = fields.List(
        fields.String(validate=validate.Length(max=40)), required=True, validate=validate.Length(1, MOST_PER_PAGE)
    )
    manner = choice_field(REMINDED_BY, required=True)


class ListInvitations(Command):
    """One page of an activity's invitations, in the order in which they were made.

    text: part of an office or a name, diacritics and capitals do not matter; what: which list or paper it is for."""

    activity = code_field(required=True)
    quota = code_field(load_default=None, allow_none=True)
    status = choice_field(INVITATION_STATUSES, load_default=None, allow_none=True)
    without_email = fields.Boolean(load_default=False)
    text = Text(longest=120, load_default="", shortest=0)
    what = Text(longest=60, load_default="thư mời")
    after = fields.Integer(load_default=0, validate=validate.Range(0, LARGEST_COUNT))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_PER_PAGE))
