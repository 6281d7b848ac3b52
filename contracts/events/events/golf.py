"""Events about golf tournaments."""

from marshmallow import fields

from contracts.events import EventData, Row, entries, event
from contracts.fields import MAX_SUM_VND, LocalDay, Vnd


@event("events.golf_tournament_saved.v1")
class GolfTournamentSavedV1(EventData):
    """A tournament as it is announced: course, prices and how many play at most."""

    tournament = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    course_name = fields.String(required=True)
    holes = fields.Integer(required=True)
    par = fields.Integer(required=True)
    played_on = LocalDay(required=True, allow_none=True)
    fee_vnd = Vnd(minimum=0, required=True)
    most_players = fields.Integer(required=True)


class GolfPlayerRow(Row):
    """A player: the name as the player consents.  ``status``: registered or withdrawn."""

    golf_player_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    activity = fields.String(required=True)
    number = fields.Integer(required=True)
    player_name = fields.String(required=True)
    tee = fields.String(required=True)
    team = fields.String(required=True, allow_none=True)
    mulligans = fields.Integer(required=True)
    status = fields.String(required=True)
    registered_on = LocalDay(required=True)


@event("events.golf_players_changed.v1")
class GolfPlayersChangedV1(EventData):
    """Players registered, changed or withdrawn."""

    entries = entries(GolfPlayerRow)


class GolfPromiseRow(Row):
    """Money promised to the Fund at a tournament; donations keeps a pledge of the same id for it.

    ``source``: fee, hole_sponsor, package, mulligan or auction; ``payer_name``: as the payer consents, else empty;
    ``status``: promised or withdrawn.  What donations said last of its pledge: ``memo_code`` and ``pledge_status``
    (none yet), ``paid_vnd``, and ``owed_vnd`` of what is still expected.  For which player,
    sponsor or lot it is (absent in old messages)."""

    golf_promise_id = fields.String(required=True)
    version = fields.Integer(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    activity = fields.String(required=True)
    source = fields.String(required=True)
    reference = fields.String(required=True)
    amount_vnd = Vnd(required=True)
    payer_name = fields.String(required=True)
    name_display = fields.String(required=True)
    donor_kind = fields.String(required=True, allow_none=True)
    status = fields.String(required=True)
    promised_on = LocalDay(required=True)
    withdrawn_on = LocalDay(required=True, allow_none=True)
    memo_code = fields.String(required=True, allow_none=True)
    pledge_status = fields.String(required=True, allow_none=True)
    paid_vnd = Vnd(minimum=0, maximum=MAX_SUM_VND, required=True)
    owed_vnd = Vnd(minimum=0, required=True)
    golf_player_id = fields.String(allow_none=True)
    golf_sponsor_id = fields.String(allow_none=True)
    golf_lot_id = fields.String(allow_none=True)


@event("events.golf_promises_changed.v1")
class GolfPromisesChangedV1(EventData):
    """Money promised or withdrawn, or what became of its pledge."""

    entries = entries(GolfPromiseRow)
