"""A round's set of rules, put together from what its regulations state: every parameter is there, none is implied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from contracts.refusals import Refusal
from services.events.golf_scoring.rules.countback import Countback
from services.events.golf_scoring.rules.course import HOLES, Cap, Course, Scores
from services.events.golf_scoring.rules.day_handicaps import Callaway, Peoria, System36
from services.events.golf_scoring.rules.handicaps import (
    Foursomes,
    Handicap,
    Indexed,
    Scratch,
    course_handicap,
)
from services.events.golf_scoring.rules.numbers import half_up
from services.events.golf_scoring.rules.play import Stableford, StrokePlay
from services.events.golf_scoring.rules.prizes import Basis, PrizeRule

Method = Scratch | Indexed | Foursomes | System36 | Peoria | Callaway

NEEDED: dict[str, frozenset[str]] = {
    "scratch": frozenset(),
    "indexed": frozenset({"allowance_percent"}),
    "foursomes": frozenset({"allowance_percent"}),
    "system_36": frozenset({"at_most_declared"}),
    "peoria": frozenset({"hidden_holes", "times", "allowance_percent", "cap"}),
    "callaway": frozenset({"cap", "chart_par", "highest"}),
}
"""What each way of reckoning handicaps must be told."""

MAY: dict[str, frozenset[str]] = {"peoria": frozenset({"lowest", "highest"})}


class ParameterMissing(Refusal):
    """The handicap rule must be told this parameter."""


class ParameterNotUsed(Refusal):
    """The handicap rule has no such parameter."""


class RangeUpsideDown(Refusal):
    """The lowest handicap is above the highest."""


class LastHolesNotDescending(Refusal):
    """Ties are broken by ever fewer last holes."""


class BasisTwice(Refusal):
    """A ranking is named twice."""


@dataclass(frozen=True)
class RuleSet:
    """All that decides the results of a round."""

    handicap: Method
    play: StrokePlay
    stableford: Stableford
    countback: Countback
    prizes: PrizeRule
    boards: tuple[Basis, ...]

    @property
    def hidden_holes(self) -> int:
        """How many holes are hidden; 0: none."""
        return self.handicap.hidden_holes if isinstance(self.handicap, Peoria) else 0

    @property
    def known_before(self) -> bool:
        """Handicaps are known before play."""
        return isinstance(self.handicap, Scratch | Indexed | Foursomes)

    @property
    def players_per_card(self) -> int:
        """Two for foursomes."""
        return 2 if isinstance(self.handicap, Foursomes) else 1

    @property
    def needs_index(self) -> bool:
        """Nobody plays without a handicap index."""
        return isinstance(self.handicap, Indexed | Foursomes)


def rule_set_of(plan: Mapping[str, Any]) -> RuleSet:
    """The rules that a plan states, in the shape of the command ``SaveGolfRuleSet``.

    Raises ParameterMissing, ParameterNotUsed, RangeUpsideDown, LastHolesNotDescending, BasisTwice."""
    last = tuple(plan["last_holes"])
    if list(last) != sorted(set(last), reverse=True) or not all(1 <= one <= HOLES for one in last):
        raise LastHolesNotDescending(
            "Số hố cuối để so phải giảm dần, ví dụ 9, 6, 3, 1.", field="last_holes", remedy="Sửa lại thứ tự.",
        )
    for field in ("boards", "prize_order"):
        if len(set(plan[field])) != len(plan[field]):
            raise BasisTwice("Có bảng xếp hạng nêu hai lần.", field=field, remedy="Mỗi bảng nêu một lần.")
    return RuleSet(
        handicap=_method(plan["handicap"]), play=StrokePlay(_cap(plan["gross_cap"])),
        stableford=Stableford(), countback=Countback(last),
        prizes=PrizeRule(tuple(plan["prize_order"]), plan["one_main_prize"]), boards=tuple(plan["boards"]),
    )


def handicap_of(
    rules: RuleSet, course: Course, scores: Scores, indexes: tuple[Fraction | None, ...],
    hidden: tuple[int, ...] | None,
) -> Handicap | None:
    """A card's handicap; None while it can't be known: holes are missing or still hidden, or a ball was picked up where
    no cap says what that counts."""
    method, first = rules.handicap, indexes[0]
    if isinstance(method, Scratch):
        return method.of()
    if isinstance(method, Indexed):
        return None if first is None else method.of(first, course)
    if isinstance(method, Foursomes):
        both = indexes[0], indexes[-1]
        return None if both[0] is None or both[1] is None else method.of(both[0], both[1], course)
    if len(scores) < HOLES:
        return None
    if isinstance(method, System36):
        declared = None if first is None else Fraction(half_up(course_handicap(first, course)))
        return method.of(course, scores, declared)
    if isinstance(method, Callaway):
        return method.of(course, scores)
    return None if hidden is None else method.of(course, scores, hidden)


def _method(told: Mapping[str, Any]) -> Method:
    name = str(told["method"])
    given = {parameter for parameter, value in told.items() if value is not None and parameter != "method"}
    _check_parameters(name, given)
    if name == "scratch":
        return Scratch()
    if name == "indexed":
        return Indexed(told["allowance_percent"])
    if name == "foursomes":
        return Foursomes(told["allowance_percent"])
    if name == "system_36":
        return System36(at_most_declared=told["at_most_declared"])
    if name == "callaway":
        return Callaway(chart_par=told["chart_par"], cap=_cap(told["cap"]), highest=told["highest"])
    lowest, highest = told["lowest"], told["highest"]
    if lowest is not None and highest is not None and lowest > highest:
        raise RangeUpsideDown(
            f"Handicap thấp nhất {lowest} lớn hơn cao nhất {highest}.", field="handicap.lowest",
            remedy="Đổi lại hai số.",
        )
    return Peoria(
        told["hidden_holes"], Fraction(told["times"]), told["allowance_percent"], _cap(told["cap"]), lowest, highest
    )


def _check_parameters(method: str, given: set[str]) -> None:
    for missing in sorted(NEEDED[method] - given):
        raise ParameterMissing(
            f"Cách tính handicap “{method}” cần nêu {missing}.", field=f"handicap.{missing}",
            remedy="Nêu đủ các tham số trong điều lệ.", needed=sorted(NEEDED[method]),
        )
    for unused in sorted(given - NEEDED[method] - MAY.get(method, frozenset())):
        raise ParameterNotUsed(
            f"Cách tính handicap “{method}” không có tham số {unused}.", field=f"handicap.{unused}",
            remedy="Bỏ tham số này.",
        )


def _cap(told: Mapping[str, Any]) -> Cap:
    return Cap(told["kind"], told["over_par"])
