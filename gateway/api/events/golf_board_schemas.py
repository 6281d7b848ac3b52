"""What anybody may see of a round of golf: board, result, and how a card was reckoned."""

from __future__ import annotations

from marshmallow import Schema, fields

from contracts.commands.events import golf_scoring as asked
from contracts.commands.events.golf import CONTESTS
from contracts.fields import Instant, LocalDay, choice_field
from gateway.api.events.golf_scoring_schemas import CardsByStatus, HoleCorrected, HoleScore, RoundRules


class RuleChange(Schema):
    """That the round is scored by other regulations than were planned, and why."""

    at = Instant(required=True)
    reason = fields.String(required=True)


class RoundShown(Schema):
    """A round as anybody may see it."""

    golf_round_id = fields.String(required=True)
    activity = fields.String(required=True)
    number = fields.Integer(required=True)
    name = fields.String(required=True)
    play_on = LocalDay(required=True)
    status = fields.String(required=True)
    rule_set = fields.String(required=True)
    rule_set_version = fields.Integer(required=True)
    rules = fields.Nested(RoundRules, required=True)
    rule_changes = fields.List(fields.Nested(RuleChange), required=True)
    cards = fields.Nested(CardsByStatus, required=True)
    commitment = fields.String(required=True, allow_none=True)
    commitment_of = fields.String(required=True)
    hidden_holes = fields.List(fields.Integer(), required=True, allow_none=True)
    salt = fields.String(required=True, allow_none=True)


class Line(Schema):
    """A line; ``rank`` null: not ranked, for the ``reason``.  ``to_par``, ``handicap``, ``net``: exact decimals."""

    rank = fields.Integer(required=True, allow_none=True)
    golf_card_id = fields.String(required=True)
    number = fields.Integer(required=True)
    player_name = fields.String(required=True)
    team = fields.String(required=True, allow_none=True)
    holes_done = fields.Integer(required=True)
    to_par = fields.String(required=True, allow_none=True)
    gross = fields.Integer(required=True, allow_none=True)
    handicap = fields.String(required=True, allow_none=True)
    net = fields.String(required=True, allow_none=True)
    points = fields.Integer(required=True, allow_none=True)
    is_signed = fields.Boolean(required=True)
    is_withdrawn = fields.Boolean(required=True)
    is_corrected = fields.Boolean(required=True)
    reason = fields.String(required=True)


class Leaderboard(Schema):
    """The board of a round by one ranking; official once the round is over."""

    round = fields.Nested(RoundShown, required=True)
    by = choice_field(asked.BASES, required=True)
    by_name = fields.String(required=True)
    boards = fields.List(fields.String(), required=True)
    is_official = fields.Boolean(required=True)
    lines = fields.List(fields.Nested(Line), required=True)


class Winner(Schema):
    golf_card_id = fields.String(required=True)
    number = fields.Integer(required=True)
    player_name = fields.String(required=True)


class MeasuredWinner(Winner):
    measured_cm = fields.Integer(required=True, allow_none=True)


class Award(Schema):
    code = fields.String(required=True)
    name = fields.String(required=True)
    basis = choice_field(asked.BASES, required=True)
    group = fields.String(required=True, allow_none=True)
    winners = fields.List(fields.Nested(Winner), required=True)
    reason = fields.String(required=True)


class ContestWon(Schema):
    contest = choice_field(CONTESTS, required=True)
    contest_name = fields.String(required=True)
    hole = fields.Integer(required=True)
    winners = fields.List(fields.Nested(MeasuredWinner), required=True)


class Corrected(Schema):
    number = fields.Integer(required=True)
    player_name = fields.String(required=True)
    holes = fields.List(fields.Nested(HoleCorrected), required=True)


class GolfResult(Schema):
    """All rankings of a round that is over, its prizes and contests, and which signed cards were corrected."""

    round = fields.Nested(RoundShown, required=True)
    course_name = fields.String(required=True)
    boards = fields.List(fields.Nested(Leaderboard), required=True)
    awards = fields.List(fields.Nested(Award), required=True)
    contests = fields.List(fields.Nested(ContestWon), required=True)
    corrected = fields.List(fields.Nested(Corrected), required=True)


class HoleOnCard(HoleScore):
    par = fields.Integer(required=True)
    stroke_index = fields.Integer(required=True)
    is_played = fields.Boolean(required=True)


class Rank(Schema):
    by = choice_field(asked.BASES, required=True)
    by_name = fields.String(required=True)
    rank = fields.Integer(required=True, allow_none=True)
    reason = fields.String(required=True)


class CardExplanation(Schema):
    """How a card's figures came about, in steps with their numbers."""

    golf_card_id = fields.String(required=True)
    golf_round_id = fields.String(required=True)
    number = fields.Integer(required=True)
    player_name = fields.String(required=True)
    rule_set = fields.String(required=True)
    rule_set_version = fields.Integer(required=True)
    is_official = fields.Boolean(required=True)
    steps = fields.List(fields.String(), required=True)
    ranks = fields.List(fields.Nested(Rank), required=True)
    scores = fields.List(fields.Nested(HoleOnCard), required=True)
