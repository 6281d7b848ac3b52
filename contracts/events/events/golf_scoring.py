"""Events about the scoring of golf.  No names, and no scores: who plays well is nobody's business but the board's."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import LocalDay


class GolfRoundRow(Row):
    """A round.  ``status``: planned, open or closed; ``hidden_holes`` and ``salt`` once they are revealed."""

    golf_round_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    activity = fields.String(required=True)
    number = fields.Integer(required=True)
    name = fields.String(required=True)
    play_on = LocalDay(required=True)
    status = fields.String(required=True)
    rule_set = fields.String(required=True)
    rule_set_version = fields.Integer(required=True)
    commitment = fields.String(required=True, allow_none=True)
    hidden_holes = fields.List(fields.Integer(), required=True, allow_none=True)
    salt = fields.String(required=True, allow_none=True)


@event("events.golf_rounds_changed.v1")
class GolfRoundsChangedV1(EventData):
    """Rounds planned, opened, closed, revealed."""

    entries = entries(GolfRoundRow)


class GolfCardRow(Row):
    """A card.  ``status``: open, signed or withdrawn; ``players``: one, or two of a foursome."""

    golf_card_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    activity = fields.String(required=True)
    golf_round_id = fields.String(required=True)
    play_on = LocalDay(required=True)
    status = fields.String(required=True)
    players = fields.Integer(required=True)
    holes_done = fields.Integer(required=True)
    corrections = fields.Integer(required=True)


@event("events.golf_cards_changed.v1")
class GolfCardsChangedV1(EventData):
    """Cards dealt, entered, signed, corrected, withdrawn."""

    entries = entries(GolfCardRow)
