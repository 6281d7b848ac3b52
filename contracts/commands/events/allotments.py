"""Commands about places that an office names guests into."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.events.activities import MOST_PLACES
from contracts.commands.events.registration import GuestSpec, also_field
from contracts.fields import LocalDay, Text, WholeNumber, code_field, unit_field

MOST_NAMED_AT_ONCE = 200


class AllotPlaces(Command):
    """Hold places for an office of ``unit``; what it has not named when ``reclaim_on`` begins goes back."""

    activity = code_field(required=True)
    unit = unit_field(required=True)
    office = Text(required=True, longest=200)
    quota = code_field(required=True)
    also = also_field()
    places = WholeNumber(lowest=1, highest=MOST_PLACES, required=True)
    reclaim_on = LocalDay(required=True)


class AllottedGuest(GuestSpec):
    """A guest whom an office names."""

    organisation = Text(longest=200, load_default="", shortest=0)


class NameGuests(Command):
    """Name guests into an allotment."""

    allotment_id = fields.String(required=True)
    guests = fields.List(
        fields.Nested(AllottedGuest), required=True, validate=validate.Length(min=1, max=MOST_NAMED_AT_ONCE)
    )


class ReturnPlaces(Command):
    """Give places of an allotment back before its day."""

    allotment_id = fields.String(required=True)
    places = WholeNumber(lowest=1, highest=MOST_PLACES, required=True)
