"""Commands about a golf tournament: its course and prices, its players, who starts where."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.donations.intake import NAME_DISPLAYS
from contracts.fields import END, LocalDay, Text, Vnd, WholeNumber, choice_field, code_field, entry_mark_field

MOST_PLAYERS = 144
"""Two flights of four on each of eighteen holes."""

CONTESTS = ["hole_in_one", "longest_drive", "nearest_pin"]

DRAW_ORDERS = ["random", "handicap", "team"]
STARTS = ["shotgun", "tee_times"]


def index_field(**kwargs: object) -> fields.String:
    """A handicap index as people write it: ``12.4``, ``12,4``, ``+1.3`` (better than scratch)."""
    shape = validate.Regexp(rf"^\+?[0-9]{{1,2}}([.,][0-9])?{END}", error="Viết dạng 12.4, hoặc +1.3.")
    return fields.String(validate=shape, **kwargs)  # type: ignore[arg-type]


def page_number_field(*, lowest: int, highest: int, load_default: int) -> fields.Integer:
    """A number that also comes in the query of an address, as digits."""
    return fields.Integer(load_default=load_default, validate=validate.Range(lowest, highest))


class GolfHole(Command):
    """A hole of the course."""

    number = WholeNumber(lowest=1, highest=18, required=True)
    par = WholeNumber(lowest=3, highest=6, required=True)
    stroke_index = WholeNumber(lowest=1, highest=18, required=True)


class GolfTee(Command):
    """Tees to play from; ``course_rating`` with one decimal, as printed on the score card."""

    code = code_field(required=True)
    name = Text(required=True, longest=60)
    course_rating = fields.String(
        required=True, validate=validate.Regexp(rf"^[0-9]{{2}}([.,][0-9])?{END}", error="Viết dạng 72.4.")
    )
    slope = WholeNumber(lowest=55, highest=155, required=True)


class GolfPackage(Command):
    """What a sponsor may buy as one: places for players, sponsored holes, and what else it says.

    ``most``: sold at most so often, or without a limit."""

    code = code_field(required=True)
    name = Text(required=True, longest=60)
    price_vnd = Vnd(required=True)
    players = WholeNumber(lowest=0, highest=MOST_PLAYERS, load_default=0)
    holes = WholeNumber(lowest=0, highest=18, load_default=0)
    most = WholeNumber(lowest=1, highest=MOST_PLAYERS, load_default=None, allow_none=True)
    contents = Text(longest=500, load_default="", shortest=0)


class GolfContest(Command):
    """A contest on a hole; its results are recorded with the scores."""

    hole = WholeNumber(lowest=1, highest=18, required=True)
    kind = choice_field(CONTESTS, required=True)


class GolfTeam(Command):
    """A team."""

    code = code_field(required=True)
    name = Text(required=True, longest=120)


class SaveGolfTournament(Command):
    """Make the tournament of an activity of kind golf, or bring it to this state (natural key: the activity).

    Prices of 0: there is none of it."""

    tournament = code_field(required=True)
    course_name = Text(required=True, longest=200)
    holes = fields.List(fields.Nested(GolfHole), required=True, validate=validate.Length(9, 18))
    tees = fields.List(fields.Nested(GolfTee), required=True, validate=validate.Length(1, 10))
    fee_vnd = Vnd(minimum=0, load_default=0)
    most_players = WholeNumber(lowest=1, highest=MOST_PLAYERS, load_default=MOST_PLAYERS)
    flight_size = WholeNumber(lowest=2, highest=4, load_default=4)
    mulligan_vnd = Vnd(minimum=0, load_default=0)
    most_mulligans = WholeNumber(lowest=0, highest=18, load_default=0)
    hole_sponsor_vnd = Vnd(minimum=0, load_default=0)
    packages = fields.List(fields.Nested(GolfPackage), load_default=list, validate=validate.Length(max=20))
    contests = fields.List(fields.Nested(GolfContest), load_default=list, validate=validate.Length(max=54))
    teams = fields.List(fields.Nested(GolfTeam), load_default=list, validate=validate.Length(max=MOST_PLAYERS))
    most_per_team = WholeNumber(lowest=1, highest=MOST_PLAYERS, load_default=None, allow_none=True)


class OfTournament(Command):
    """About a tournament."""

    tournament = code_field(required=True)


class RegisterGolfPlayer(OfTournament):
    """Register a player.  ``sponsor_id``: on a place of this sponsor's package, without a fee; ``promised_on``: the day
    of registration, today unless told."""

    player_name = Text(required=True, longest=120)
    name_display = choice_field(NAME_DISPLAYS, load_default="masked")
    handicap_index = index_field(load_default=None, allow_none=True)
    tee = code_field(load_default=None, allow_none=True)
    team = code_field(load_default=None, allow_none=True)
    club = Text(longest=200, load_default="", shortest=0)
    phone = fields.String(
        load_default="",
        validate=validate.Regexp(rf"^(\+?[0-9][0-9 .]{{6,16}})?{END}", error="Số điện thoại chỉ gồm chữ số."),
    )
    sponsor_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    promised_on = LocalDay(load_default=None, allow_none=True)


class OfGolfPlayer(Command):
    """About a player."""

    golf_player_id = fields.String(required=True, validate=validate.Length(max=40))


class ChangeGolfPlayer(OfGolfPlayer):
    """Correct what is known of a player; what is left out stays.  The name as it may be shown holds from now on."""

    name_display = choice_field(NAME_DISPLAYS)
    handicap_index = index_field(allow_none=True)
    tee = code_field()
    team = code_field(allow_none=True)


class WithdrawGolfPlayer(OfGolfPlayer):
    """A player does not play: the place is free, what is still owed is not expected."""

    reason = Text(required=True, longest=300)


class ListGolfPlayers(OfTournament):
    """A page of players with names, in the order of their numbers; who looked is kept."""

    after = page_number_field(lowest=0, highest=10**6, load_default=0)
    limit = page_number_field(lowest=1, highest=200, load_default=50)


class ListGolfLooks(OfTournament):
    """A page of who saw names of a tournament, newest first; ``before`` is the id of the last one seen."""

    before = entry_mark_field()
    limit = page_number_field(lowest=1, highest=200, load_default=50)


class DrawGolfFlights(OfTournament):
    """Put all players into flights: on all holes at once (shotgun), or one flight after the other (tee times), by lot,
    by handicap or team by team.  ``starts_at``: local time of the first start."""

    start = choice_field(STARTS, load_default="shotgun")
    order = choice_field(DRAW_ORDERS, load_default="random")
    starts_at = fields.String(
        required=True,
        validate=validate.Regexp(rf"^([01][0-9]|2[0-3]):[0-5][0-9]{END}", error="Viết giờ dạng 07:30."),
    )
    interval_minutes = WholeNumber(lowest=5, highest=30, load_default=10)
    start_holes = fields.List(
        WholeNumber(lowest=1, highest=18), load_default=lambda: [1], validate=validate.Length(1, 2)
    )


class MoveGolfPlayer(OfGolfPlayer):
    """Put a player into another flight; null: into none."""

    flight = Text(required=True, longest=20, allow_none=True)


class RestoreGolfDraw(OfTournament):
    """Go back to the flights as they stood under an earlier number."""

    draw_number = WholeNumber(lowest=1, highest=10**6, required=True)


class LockGolfDraw(OfTournament):
    """Fix the flights (cards are printed by them), or open them again."""

    locked = fields.Boolean(required=True)
