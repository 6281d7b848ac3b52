"""Commands about the scoring of golf: regulations, rounds, cards, signatures, contests."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.events.golf import CONTESTS, MOST_PLAYERS
from contracts.fields import END, Instant, LocalDay, Text, WholeNumber, choice_field, code_field

METHODS = ["scratch", "indexed", "foursomes", "system_36", "peoria", "callaway"]
BASES = ["gross", "net", "stableford"]
CAPS = ["none", "double_par", "over_par"]
SIGNERS = ["player", "marker"]
WITHDRAWALS = ["retired", "disqualified", "absent"]

MOST_ENTRIES = 200
"""Entries that a device sends at once."""

MOST_STROKES = 40
"""On one hole: a guard against slipped keys."""


def hole_field() -> WholeNumber:
    """The number of a hole."""
    return WholeNumber(lowest=1, highest=18, required=True)


def golf_id_field(**kwargs: object) -> fields.String:
    """The id of a player, card, round or contest entry."""
    return fields.String(validate=validate.Length(1, 80), **kwargs)  # type: ignore[arg-type]


class GolfCap(Command):
    """The most strokes that a hole counts: no cap; twice its par; par and ``over_par`` more."""

    kind = choice_field(CAPS, required=True)
    over_par = WholeNumber(lowest=0, highest=10, load_default=0)


class GolfHandicapRule(Command):
    """How a handicap is reckoned.  Each method wants its own parameters, all of them, and no others.

    indexed, foursomes: ``allowance_percent``; system_36: ``at_most_declared`` (System 36 modified);
    peoria: ``hidden_holes``, ``times``, ``allowance_percent``, ``cap`` and, if there is a range, ``lowest`` and
    ``highest``; callaway: ``cap``, ``chart_par``, ``highest``."""

    method = choice_field(METHODS, required=True)
    allowance_percent = WholeNumber(lowest=0, highest=120, load_default=None, allow_none=True)
    at_most_declared = fields.Boolean(load_default=None, allow_none=True)
    hidden_holes = WholeNumber(lowest=1, highest=17, load_default=None, allow_none=True)
    times = fields.String(
        load_default=None, allow_none=True,
        validate=validate.Regexp(rf"^[0-9]{{1,2}}(\.[0-9]{{1,3}})?{END}", error="Viết dạng 1.5."),
    )
    cap = fields.Nested(GolfCap, load_default=None, allow_none=True)
    chart_par = WholeNumber(lowest=54, highest=80, load_default=None, allow_none=True)
    lowest = WholeNumber(lowest=-20, highest=100, load_default=None, allow_none=True)
    highest = WholeNumber(lowest=0, highest=100, load_default=None, allow_none=True)


class SaveGolfRuleSet(Command):
    """State the regulations by which rounds of a tournament are scored; a change makes a new version, and rounds keep
    theirs (natural key: tournament and ``code``).

    ``gross_cap``: the most that a hole counts in the gross; with none, a hole picked up leaves a card without a gross.
    ``last_holes``: the countback.  ``prize_order``: which ranking gives its prizes first."""

    tournament = code_field(required=True)
    code = code_field(longest=40, required=True)
    name = Text(required=True, longest=120)
    handicap = fields.Nested(GolfHandicapRule, required=True)
    gross_cap = fields.Nested(GolfCap, required=True)
    boards = fields.List(choice_field(BASES), required=True, validate=validate.Length(1, 3))
    last_holes = fields.List(
        WholeNumber(lowest=1, highest=18), load_default=lambda: [9, 6, 3, 1], validate=validate.Length(1, 6)
    )
    prize_order = fields.List(
        choice_field(BASES), load_default=lambda: ["gross", "net", "stableford"], validate=validate.Length(3, 3)
    )
    one_main_prize = fields.Boolean(load_default=True)


class GolfPrize(Command):
    """A main prize; ``place`` 1 is the best of ``basis``, within ``group`` if one is named."""

    code = code_field(longest=40, required=True)
    name = Text(required=True, longest=120)
    basis = choice_field(BASES, required=True)
    place = WholeNumber(lowest=1, highest=50, required=True)
    group = code_field(longest=40, load_default=None, allow_none=True)


class PlanGolfRound(Command):
    """Plan a round by the newest version of its regulations, or by ``rule_set_version``."""

    tournament = code_field(required=True)
    number = WholeNumber(lowest=1, highest=9, required=True)
    name = Text(required=True, longest=120)
    play_on = LocalDay(required=True)
    rule_set = code_field(longest=40, required=True)
    rule_set_version = WholeNumber(lowest=1, highest=10_000, load_default=None, allow_none=True)


class OfGolfRound(Command):
    """About a round."""

    golf_round_id = golf_id_field(required=True)


class SetGolfPrizes(OfGolfRound):
    """Name the main prizes of a round, all of them."""

    prizes = fields.List(fields.Nested(GolfPrize), required=True, validate=validate.Length(max=60))


class ChangeGolfRules(OfGolfRound):
    """Score the round by other regulations, as long as nobody knows its result; the reason stands in the result."""

    rule_set = code_field(longest=40, required=True)
    rule_set_version = WholeNumber(lowest=1, highest=10_000, load_default=None, allow_none=True)
    reason = Text(required=True, longest=300)


class CommitGolfHoles(OfGolfRound):
    """Publish the commitment to the hidden holes before play: SHA-256 of ``<round>|<holes>|<salt>``."""

    commitment = fields.String(
        required=True, validate=validate.Regexp(rf"^[0-9a-f]{{64}}{END}", error="Phải là SHA-256, 64 chữ số hex.")
    )


class GolfCardSpec(Command):
    """Who plays on a card and who marks it; ``group``: for prizes of a group."""

    golf_player_id = golf_id_field(required=True)
    partner_id = golf_id_field(load_default=None, allow_none=True)
    marker_id = golf_id_field(load_default=None, allow_none=True)
    group = code_field(longest=40, load_default=None, allow_none=True)


class DealGolfCards(OfGolfRound):
    """Give out cards; with none named, one to each registered player who has none, marked by the next of the flight.
    What is dealt again is brought to the newest index, tees, marker and group while no hole is entered."""

    cards = fields.List(fields.Nested(GolfCardSpec), load_default=list, validate=validate.Length(max=MOST_PLAYERS))


class OpenGolfRound(OfGolfRound):
    """Play begins: the course is fixed, scores are taken."""


class CloseGolfRound(OfGolfRound):
    """Play is over: no more entries and signatures; unsigned cards have no result."""


class ReopenGolfRound(OfGolfRound):
    """Take scores and signatures again, as long as the hidden holes are not revealed."""

    reason = Text(required=True, longest=300)


class RevealGolfHoles(OfGolfRound):
    """Reveal the hidden holes after play."""

    holes = fields.List(WholeNumber(lowest=1, highest=18), required=True, validate=validate.Length(1, 18))
    salt = fields.String(
        required=True,
        validate=validate.Regexp(rf"^[0-9A-Za-z_-]{{16,100}}{END}", error="Chuỗi muối gồm 16 đến 100 chữ và số."),
    )


class GolfEntry(Command):
    """A hole as somebody entered it on a device.  ``strokes`` null: picked up."""

    entry_id = golf_id_field(required=True)
    golf_card_id = golf_id_field(required=True)
    hole = hole_field()
    strokes = WholeNumber(lowest=1, highest=MOST_STROKES, required=True, allow_none=True)
    entered_at = Instant(required=True)


class EnterGolfScores(OfGolfRound):
    """What a device has in its queue; the same entry again changes nothing, each is answered for itself."""

    device = Text(required=True, longest=80)
    entries = fields.List(fields.Nested(GolfEntry), required=True, validate=validate.Length(1, MOST_ENTRIES))


class OfGolfCard(Command):
    """About a card."""

    golf_card_id = golf_id_field(required=True)


class SignGolfCard(OfGolfCard):
    """Sign what was seen (``scores_sha256`` of the card); the second of both signatures locks it."""

    signer = choice_field(SIGNERS, required=True)
    signed_by = golf_id_field(required=True)
    seen_sha256 = fields.String(required=True, validate=validate.Length(equal=64))


class CorrectedHole(Command):
    """A hole as it is right."""

    hole = hole_field()
    strokes = WholeNumber(lowest=1, highest=MOST_STROKES, required=True, allow_none=True)


class CorrectGolfCard(OfGolfCard):
    """Correct a signed card: a new version of it, with the reason and who decided."""

    holes = fields.List(fields.Nested(CorrectedHole), required=True, validate=validate.Length(1, 18))
    reason = Text(required=True, longest=500)
    decided_by = Text(required=True, longest=120)


class WithdrawGolfCard(OfGolfCard):
    """A player retires, is disqualified, or did not come."""

    kind = choice_field(WITHDRAWALS, required=True)
    reason = Text(required=True, longest=300)


class ReturnGolfCard(OfGolfCard):
    """Take a withdrawal back."""

    reason = Text(required=True, longest=300)


class RecordGolfContest(OfGolfRound):
    """Record a try at a contest.  ``measured_cm``: the drive, or the distance to the pin; none for a hole in one."""

    contest = choice_field(CONTESTS, required=True)
    hole = hole_field()
    golf_card_id = golf_id_field(required=True)
    measured_cm = WholeNumber(lowest=0, highest=50_000, load_default=None, allow_none=True)
    witness = Text(required=True, longest=120)


class WithdrawGolfContest(Command):
    """Take a try back that was recorded wrongly."""

    golf_contest_id = golf_id_field(required=True)
    reason = Text(required=True, longest=300)


class ListGolfContests(OfGolfRound):
    """The contests held, each with its tries and who leads."""


class ListGolfCards(OfGolfRound):
    """All cards of a round with who plays and who marks."""


class ReadGolfBoard(OfGolfRound):
    """The leaderboard; by the first ranking of the regulations unless told."""

    by = choice_field(BASES, load_default=None, allow_none=True)


class ReadGolfResult(OfGolfRound):
    """All rankings, prizes and contests of a round that is over."""


class ExplainGolfCard(OfGolfCard):
    """Why the card's figures are what they are."""
