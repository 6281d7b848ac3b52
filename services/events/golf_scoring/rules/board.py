"""The leaderboard of a round: each card's result, and everybody's rank with its reason.

While the round is open every card with a hole counts, by how it stands to par on the holes played; once it is closed
only signed cards do, by the whole card.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from services.events.golf_scoring.rules.cards import SIGNED, WITHDRAWN, holes_done
from services.events.golf_scoring.rules.countback import Entrant, Standing, ranked
from services.events.golf_scoring.rules.course import HOLES, Course, Scores, counted
from services.events.golf_scoring.rules.handicaps import Handicap, strokes_on_hole
from services.events.golf_scoring.rules.numbers import Number, half_up, vn
from services.events.golf_scoring.rules.play import told_by_hole
from services.events.golf_scoring.rules.prizes import Basis
from services.events.golf_scoring.rules.rule_set import RuleSet, handicap_of


@dataclass(frozen=True)
class Card:
    """A card as the rules know it.  ``indexes``: one, or two of a foursome; ``group``: for prizes of a group."""

    key: str
    course: Course
    scores: Scores
    status: str
    indexes: tuple[Fraction | None, ...]
    group: str = ""


@dataclass(frozen=True)
class Result:
    """What a card comes to.  ``strokes``: of the holes played as they count, None when a ball was picked up and no cap
    says what that counts; ``points``: Stableford by hole, None while the handicap isn't known."""

    card: Card
    handicap: Handicap | None
    strokes: dict[int, int] | None
    points: dict[int, int] | None
    waits_for_hidden: bool = False

    @property
    def is_complete(self) -> bool:
        """All holes are played."""
        return holes_done(self.card.scores) == HOLES

    @property
    def gross(self) -> int | None:
        """Of the whole card."""
        return sum(self.strokes.values()) if self.strokes is not None and self.is_complete else None

    @property
    def net(self) -> Fraction | None:
        """Gross less handicap."""
        gross, handicap = self.gross, self.handicap
        return None if gross is None or handicap is None else gross - handicap.value

    def to_par(self, basis: Basis) -> Number | None:
        """Strokes over par on the holes played, less the strokes given there for ``net``; None when unknown."""
        if self.strokes is None or not self.strokes:
            return None
        over = sum(strokes - self.card.course.hole(hole).par for hole, strokes in self.strokes.items())
        if basis == "gross":
            return over
        if self.handicap is None:
            return None
        if self.is_complete:
            return over - self.handicap.value
        whole, course = half_up(self.handicap.value), self.card.course
        return over - sum(strokes_on_hole(whole, course.hole(hole).stroke_index) for hole in self.strokes)


@dataclass(frozen=True)
class Line:
    """A line of the board: ranked, or unranked for the ``reason``."""

    result: Result
    rank: int | None
    reason: str


def result_of(rules: RuleSet, card: Card, hidden: tuple[int, ...] | None) -> Result:
    """What the card comes to under these rules.  ``hidden``: None while they are."""
    handicap = handicap_of(rules, card.course, card.scores, card.indexes, hidden)
    points = None
    if handicap is not None:
        points = rules.stableford.points(card.course, card.scores, half_up(handicap.value))
    strokes = counted(card.course, card.scores, rules.play.cap, sorted(card.scores))
    return Result(card, handicap, strokes, points, waits_for_hidden=rules.hidden_holes > 0 and hidden is None)


def board(rules: RuleSet, basis: Basis, results: Sequence[Result], official: bool) -> list[Line]:
    """Everybody, the ranked first."""
    why_not = {one.card.key: _why_not(one, basis, official) for one in results}
    by_key = {one.card.key: one for one in results}
    standings = ranked(
        [_entrant(rules, one, basis) for one in results if not why_not[one.card.key]],
        rules.countback, lowest_wins=basis != "stableford",
    )
    lines = [Line(by_key[one.key], one.rank, one.reason) for one in standings]
    return lines + [Line(one, None, why_not[one.card.key]) for one in results if why_not[one.card.key]]


def standings_of(lines: Sequence[Line]) -> list[Standing]:
    """The ranked lines, as prizes are given by them."""
    return [Standing(one.result.card.key, one.rank, 0, one.reason) for one in lines if one.rank is not None]


def explained(rules: RuleSet, result: Result) -> list[str]:
    """The reckoning of a card in Vietnamese steps, with its numbers."""
    card, told = result.card, []
    done = holes_done(card.scores)
    if done < HOLES:
        told.append(f"Đã chơi {done} trong {HOLES} hố.")
    picked_up = [str(hole) for hole in sorted(card.scores) if card.scores[hole] is None]
    if picked_up:
        told.append(f"Nhặt bóng ở hố {', '.join(picked_up)} ({rules.play.cap.words}).")
    if result.gross is not None and result.strokes is not None:
        holes = list(result.strokes.values())
        told.append(f"Tổng gậy = {sum(holes[:9])} (hố 1–9) + {sum(holes[9:])} (hố 10–18) = {result.gross}.")
    if result.handicap is None:
        told.append(_why_no_handicap(result))
    else:
        told.extend(result.handicap.steps)
        if result.net is not None:
            told.append(f"Net = {result.gross} − {vn(result.handicap.value)} = {vn(result.net)}.")
        if result.points:
            whole = half_up(result.handicap.value)
            points = told_by_hole(card.course, card.scores, whole, result.points)
            told.append(f"Stableford, handicap {vn(whole)}: {points}")
    return told


def _entrant(rules: RuleSet, one: Result, basis: Basis) -> Entrant:
    if basis == "stableford":
        points = one.points or {}
        return Entrant(
            one.card.key, sum(points.values()), rules.countback.values(points) if one.is_complete else None
        )
    strokes, given = one.strokes or {}, one.handicap.value if basis == "net" and one.handicap else Fraction(0)
    to_par = one.to_par(basis)
    return Entrant(
        one.card.key, 0 if to_par is None else to_par,
        rules.countback.values(strokes, given) if one.is_complete else None,
    )


def _why_not(one: Result, basis: Basis, official: bool) -> str:
    """Why a card has no rank; "" when it has one."""
    if one.card.status == WITHDRAWN:
        return "Bỏ cuộc hoặc bị loại."
    if official and one.card.status != SIGNED:
        return "Thẻ chưa đủ hai chữ ký nên không có trong kết quả."
    if not one.card.scores:
        return "Chưa nhập hố nào."
    if basis != "gross" and one.handicap is None:
        return _why_no_handicap(one)
    if basis != "stableford" and one.strokes is None:
        return "Có hố nhặt bóng nên không có tổng gậy."
    return ""


def _why_no_handicap(one: Result) -> str:
    if one.waits_for_hidden:
        return "Chờ mở hố ẩn."
    return "Không tính được handicap vì có hố nhặt bóng." if one.is_complete else "Handicap tính khi đánh xong 18 hố."
