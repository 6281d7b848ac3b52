"""Commands about registration that is open to anybody: opened and closed by the organiser, used by whoever wants to
come."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.events.activities import MOST_PLACES
from contracts.commands.events.guests import email_field, needs_field, phone_field
from contracts.fields import END, LocalDay, Text, WholeNumber, code_field


def link_hash_field() -> fields.String:
    """What is kept of the secret in a person's own link."""
    return fields.String(
        required=True, validate=validate.Regexp(rf"^[0-9a-f]{{64}}{END}", error="Mã băm của đường dẫn chưa đúng.")
    )


class OpenToPublic(Command):
    """Let anybody register for an activity, or change how.

    quota: the block that they belong to.  places: no more than so many of its places (of the activity's, without a
    quota), in a block of their own.  closes_on: the last day; null: as long as the activity lasts."""

    activity = code_field(required=True)
    quota = code_field(load_default=None, allow_none=True)
    places = WholeNumber(lowest=1, highest=MOST_PLACES, load_default=None, allow_none=True)
    closes_on = LocalDay(load_default=None, allow_none=True)


class CloseToPublic(Command):
    """Take no more registrations from the public; with ``called_off``, say that the activity does not take place.
    reason: what the public is told."""

    activity = code_field(required=True)
    called_off = fields.Boolean(load_default=False)
    reason = Text(longest=300, load_default="", shortest=0)


class ListPublicActivities(Command):
    """The activities of a campaign that the public knows of."""

    campaign = code_field(required=True)


class RegisterPublicly(Command):
    """Register oneself.  keep_consent: to what is kept, why and how long; nobody is registered without it."""

    activity = code_field(required=True)
    guest_name = Text(required=True, longest=120)
    organisation = Text(longest=200, load_default="", shortest=0)
    phone = phone_field(load_default="")
    email = email_field(load_default="")
    needs = needs_field(load_default=list)
    needs_note = Text(longest=300, load_default="", shortest=0)
    photo_consent = fields.Boolean(load_default=False)
    publication_consent = fields.Boolean(load_default=False)
    may_wait = fields.Boolean(load_default=True)
    keep_consent = fields.Boolean(
        required=True, validate=validate.Equal(True, error="Chưa đồng ý cho lưu thông tin thì chưa đăng ký được.")
    )
    link_hash = link_hash_field()


class ByOwnLink(Command):
    """What whoever holds the link of a registration wants: to see it, give it back, or take the place that is kept."""

    link_hash = link_hash_field()
