"""Events about sponsors of golf tournaments and their auctions; what they promise is in ``golf_promises_changed``."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay, Vnd


class GolfSponsorRow(Row):
    """A sponsor: the name as the sponsor consents.  ``package``: its name, None for holes alone; ``players``: places
    for players in it, ``players_named`` of them taken; ``status``: active or withdrawn."""

    golf_sponsor_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    activity = fields.String(required=True)
    sponsor_name = fields.String(required=True)
    donor_kind = fields.String(required=True)
    package = fields.String(required=True, allow_none=True)
    holes = fields.List(fields.Integer(), required=True)
    players = fields.Integer(required=True)
    players_named = fields.Integer(required=True)
    status = fields.String(required=True)
    promised_on = LocalDay(required=True)
    golf_promise_id = fields.String(required=True)


@event("events.golf_sponsors_changed.v1")
class GolfSponsorsChangedV1(EventData):
    """Sponsors added, changed or withdrawn."""

    entries = entries(GolfSponsorRow)


class GolfLotRow(Row):
    """A lot of an auction.  ``highest_vnd``: of the bids that stand, 0 without any; ``status``: open, sold, unsold."""

    golf_lot_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    activity = fields.String(required=True)
    number = fields.Integer(required=True)
    title = fields.String(required=True)
    opening_vnd = Vnd(required=True)
    increment_vnd = Vnd(required=True)
    bids = fields.Integer(required=True)
    highest_vnd = Vnd(minimum=0, required=True)
    status = fields.String(required=True)
    listed_on = LocalDay(required=True)
    golf_promise_id = fields.String(required=True, allow_none=True)


@event("events.golf_lots_changed.v1")
class GolfLotsChangedV1(EventData):
    """Lots listed, bid for, closed, or taken over by the next bidder."""

    entries = entries(GolfLotRow)
