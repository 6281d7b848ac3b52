"""What the API answers about the scoring of golf."""

from __future__ import annotations

from marshmallow import Schema, fields

from contracts.commands.events import golf_scoring as asked
from contracts.commands.events.golf import CONTESTS
from contracts.events.events.golf_scoring import GolfCardRow, GolfRoundRow
from contracts.fields import Instant, choice_field
from gateway.api.resource_schemas import Whole


class RoundRules(asked.SaveGolfRuleSet):
    """Regulations as a round holds them."""

    class Meta(asked.SaveGolfRuleSet.Meta):
        exclude = ("tournament", "code")


class GolfRuleSet(asked.SaveGolfRuleSet):
    """A version of regulations."""

    golf_rule_set_id = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    version = fields.Integer(required=True)
    saved_by = fields.String(required=True)
    saved_at = Instant(required=True)


class CardsByStatus(Schema):
    open = fields.Integer(required=True)
    signed = fields.Integer(required=True)
    withdrawn = fields.Integer(required=True)


class Step(Schema):
    what = fields.String(required=True)
    by = fields.String(required=True)
    at = Instant(required=True)
    reason = fields.String(required=True)


class Hole(Schema):
    number = fields.Integer(required=True)
    par = fields.Integer(required=True)
    stroke_index = fields.Integer(required=True)


class GolfRound(Whole, GolfRoundRow):
    """A round, with its rules, prizes and what was done with it; ``commitment_of``: the text whose SHA-256 the
    commitment is."""

    rules = fields.Nested(RoundRules, required=True)
    prizes = fields.List(fields.Nested(asked.GolfPrize), required=True)
    holes = fields.List(fields.Nested(Hole), required=True)
    cards = fields.Nested(CardsByStatus, required=True)
    commitment_of = fields.String(required=True)
    steps = fields.List(fields.Nested(Step), required=True)


class Dealt(Schema):
    """Cards given out."""

    golf_round_id = fields.String(required=True)
    unit = fields.String(required=True)
    dealt = fields.Integer(required=True)
    changed = fields.Integer(required=True)
    golf_card_ids = fields.List(fields.String(), required=True)


class EntryTaken(Schema):
    """What became of an entry: accepted; older (kept, a newer one counts); known; refused."""

    entry_id = fields.String(required=True)
    golf_card_id = fields.String(required=True)
    hole = fields.Integer(required=True)
    outcome = choice_field(["accepted", "older", "known", "refused"], required=True)
    refusal = fields.Dict(required=True, allow_none=True)


class CardSeen(Schema):
    golf_card_id = fields.String(required=True)
    scores_sha256 = fields.String(required=True)


class EntriesTaken(Schema):
    """Each entry's outcome, and what there is to sign now on each card that changed."""

    golf_round_id = fields.String(required=True)
    entries = fields.List(fields.Nested(EntryTaken), required=True)
    cards = fields.List(fields.Nested(CardSeen), required=True)


class PlayerShown(Schema):
    """A player under the name that may be shown."""

    golf_player_id = fields.String(required=True)
    number = fields.Integer(required=True)
    team = fields.String(required=True, allow_none=True)
    player_name = fields.String(required=True)


class HoleScore(Schema):
    hole = fields.Integer(required=True)
    strokes = fields.Integer(required=True, allow_none=True)


class EntryKept(HoleScore):
    entry_id = fields.String(required=True)
    at = Instant(required=True)
    received_at = Instant(required=True)
    device = fields.String(required=True)
    by = fields.String(required=True)


class Signature(Schema):
    signer = choice_field(asked.SIGNERS, required=True)
    signed_by = fields.String(required=True)
    seen_sha256 = fields.String(required=True)
    taken_by = fields.String(required=True)
    at = Instant(required=True)
    voided = fields.Boolean(required=True)


class HoleCorrected(HoleScore):
    before = fields.Integer(required=True, allow_none=True)


class Correction(Schema):
    holes = fields.List(fields.Nested(HoleCorrected), required=True)
    reason = fields.String(required=True)
    decided_by = fields.String(required=True)
    corrected_by = fields.String(required=True)
    at = Instant(required=True)


class GolfCard(Whole, GolfCardRow):
    """A card with its whole history."""

    number = fields.Integer(required=True)
    players_on_card = fields.List(fields.Nested(PlayerShown), required=True)
    marker = fields.Nested(PlayerShown, required=True, allow_none=True)
    group = fields.String(required=True, allow_none=True)
    tee = fields.String(required=True)
    indexes = fields.List(fields.String(allow_none=True), required=True)
    scores = fields.List(fields.Nested(HoleScore), required=True)
    scores_sha256 = fields.String(required=True)
    history = fields.List(fields.Nested(EntryKept), required=True)
    signatures = fields.List(fields.Nested(Signature), required=True)
    correction_list = fields.List(fields.Nested(Correction), required=True)
    changes = fields.List(fields.Nested(Step), required=True)


class ContestTry(Schema):
    """A try at a contest."""

    golf_contest_id = fields.String(required=True)
    version = fields.Integer(required=True)
    golf_round_id = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    contest = choice_field(CONTESTS, required=True)
    hole = fields.Integer(required=True)
    golf_card_id = fields.String(required=True)
    measured_cm = fields.Integer(required=True, allow_none=True)
    witness = fields.String(required=True)
    status = fields.String(required=True)
    recorded_by = fields.String(required=True)
    recorded_at = Instant(required=True)
    withdrawn_reason = fields.String(required=True, allow_none=True)


class TryShown(ContestTry):
    """A try, under the name that may be shown."""

    number = fields.Integer(required=True)
    player_name = fields.String(required=True)
    leads = fields.Boolean(required=True)


class ContestOfRound(Schema):
    """A contest with its tries, the newest first."""

    contest = choice_field(CONTESTS, required=True)
    contest_name = fields.String(required=True)
    hole = fields.Integer(required=True)
    is_held = fields.Boolean(required=True)
    tries = fields.List(fields.Nested(TryShown), required=True)


class ContestsOfRound(Schema):
    """All contests of a round."""

    golf_round_id = fields.String(required=True)
    unit = fields.String(required=True)
    contests = fields.List(fields.Nested(ContestOfRound), required=True)
