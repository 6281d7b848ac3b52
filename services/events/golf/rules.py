"""What a tournament may be, who may play in it, and what a promise still owes.

Sources: Ninh Thuận 2024 (charity golf at ANARA Bình Tiên); slope from 55 to 155, an index of 54.0 at most and a stroke
index for each hole by the World Handicap System.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from contracts.refusals import Kind, NotFound, Refusal
from runtime.text import fold

Json = dict[str, Any]

REGISTERED, WITHDRAWN = "registered", "withdrawn"
PROMISED = "promised"

HIGHEST_INDEX, BEST_INDEX = Decimal("54.0"), Decimal("-10.0")
LOWEST_RATING, HIGHEST_RATING = Decimal(20), Decimal(85)


class GolfTournamentNotFound(NotFound):
    """The activity has no golf tournament."""


class GolfPlayerNotFound(NotFound):
    """No player has this id."""


class ActivityNotGolf(Refusal):
    """Only an activity of kind golf has a golf tournament."""


class CourseIncomplete(Refusal):
    """A course has nine or eighteen holes, numbered from 1 without gaps."""


class StrokeIndicesIncomplete(Refusal):
    """Each stroke index from 1 to the number of holes stands on one hole."""


class CourseRatingOutOfRange(Refusal):
    """No tees are rated so."""


class CodeTwice(Refusal):
    """Two of a kind have one code."""


class HoleUnknown(Refusal):
    """The course has no such hole."""


class StillUsed(Refusal):
    """Something would go that players or sponsors have."""

    kind: Kind = "conflict"


class CourseLocked(Refusal):
    """Flights are fixed: the course is what cards are printed and scores are reckoned by."""

    kind: Kind = "conflict"


class IndexOutOfRange(Refusal):
    """No handicap index is so high or so good."""


class UnknownTee(Refusal):
    """The tournament has no such tees."""


class UnknownTeam(Refusal):
    """The tournament has no such team."""


class TournamentFull(Refusal):
    """As many players are registered as may play."""

    kind: Kind = "conflict"


class TeamFull(Refusal):
    """The team has as many players as it may have."""

    kind: Kind = "conflict"


class GolfPlayerWithdrawn(Refusal):
    """The player has withdrawn."""

    kind: Kind = "conflict"


def check_tournament(plan: Mapping[str, Any]) -> None:
    """Refuse a tournament that contradicts itself.

    Raises :class:`CourseIncomplete`, :class:`StrokeIndicesIncomplete`, :class:`CourseRatingOutOfRange`,
    :class:`CodeTwice`, :class:`HoleUnknown`."""
    _check_course(plan["holes"])
    for tee in plan["tees"]:
        if not LOWEST_RATING <= decimal_of(tee["course_rating"]) <= HIGHEST_RATING:
            raise CourseRatingOutOfRange(
                f"Course rating {tee['course_rating']} của tee {tee['name']} không hợp lệ.", field="tees",
                remedy=f"Nhập số từ {LOWEST_RATING} đến {HIGHEST_RATING} như in trên phiếu điểm.",
            )
    for of, what in (("tees", "tee"), ("packages", "gói tài trợ"), ("teams", "đội")):
        _refuse_twice([one["code"] for one in plan[of]], of, what)
    _refuse_twice([f"{one['kind']} hố {one['hole']}" for one in plan["contests"]], "contests", "cuộc thi phụ")
    for contest in plan["contests"]:
        check_hole(len(plan["holes"]), contest["hole"], "contests")


def _check_course(holes: Sequence[Mapping[str, Any]]) -> None:
    count = len(holes)
    in_order = list(range(1, count + 1))
    if count not in (9, 18) or sorted(hole["number"] for hole in holes) != in_order:
        raise CourseIncomplete(
            "Sân phải có 9 hoặc 18 hố, đánh số từ 1, không thiếu và không trùng.", field="holes",
            remedy="Nhập đủ các hố theo phiếu điểm của sân.",
        )
    indices = sorted(hole["stroke_index"] for hole in holes)
    if indices != in_order:
        missing = sorted(set(in_order) - set(indices))
        raise StrokeIndicesIncomplete(
            f"Chỉ số khó phải gồm đủ các số từ 1 đến {count}, mỗi số một hố.", field="holes",
            remedy=f"Còn thiếu: {', '.join(map(str, missing))}.", missing=missing,
        )


def check_hole(holes: int, hole: int, field: str) -> None:
    """Raises :class:`HoleUnknown`."""
    if not 1 <= hole <= holes:
        raise HoleUnknown(f"Sân không có hố {hole}.", field=field, remedy=f"Chọn hố từ 1 đến {holes}.")


def check_still_there(kind: str, wanted: Iterable[str], used: Iterable[str]) -> None:
    """Refuse to let go of what is used.  Raises :class:`StillUsed`."""
    gone = sorted(set(used) - set(wanted))
    if gone:
        raise StillUsed(
            f"Đang có người dùng {', '.join(gone)}.", field=kind, remedy="Giữ lại mã này.", used=gone,
        )


def check_course_unlocked(locked: bool, before: Mapping[str, Any], after: Mapping[str, Any]) -> None:
    """Raises :class:`CourseLocked`."""
    if locked and any(before[part] != after[part] for part in ("holes", "tees")):
        raise CourseLocked(
            "Bảng xuất phát đã chốt, không sửa được sân.", field="holes", remedy="Mở chốt bảng xuất phát rồi sửa."
        )


def decimal_of(text: str) -> Decimal:
    """A number as people write it, ``72,4`` or ``72.4``; ``+1.3`` of an index is better than scratch, so below zero."""
    number = Decimal(text.lstrip("+").replace(",", "."))
    return -number if text.startswith("+") else number


def index_text(text: str | None) -> str | None:
    """A handicap index in one way of writing.  Raises :class:`IndexOutOfRange`."""
    if text is None:
        return None
    number = decimal_of(text)
    if not BEST_INDEX <= number <= HIGHEST_INDEX:
        raise IndexOutOfRange(
            f"Handicap index {text} không hợp lệ.", field="handicap_index",
            remedy=f"Nhập số từ +{-BEST_INDEX} đến {HIGHEST_INDEX}; chưa có thì bỏ trống.",
        )
    return f"+{-number:.1f}" if number < 0 else f"{number:.1f}"


def check_room(playing: int, most: int) -> None:
    """Raises :class:`TournamentFull`."""
    if playing >= most:
        raise TournamentFull(
            f"Giải đã đủ {most} người chơi.", field="tournament", remedy="Tăng số người chơi tối đa nếu sân còn chỗ.",
            most_players=most,
        )


def tee_of(tees: Sequence[Mapping[str, Any]], wanted: str | None) -> str:
    """The code of a player's tees; the first ones unless others are wanted.  Raises :class:`UnknownTee`."""
    known = [str(tee["code"]) for tee in tees]
    if wanted is None:
        return known[0]
    if wanted not in known:
        raise UnknownTee(
            f"Giải không có tee mã “{wanted}”.", field="tee", remedy=f"Các mã đang có: {', '.join(known)}.", known=known
        )
    return wanted


def check_team(teams: Sequence[Mapping[str, Any]], wanted: str | None, members: int, most: int | None) -> None:
    """Raises :class:`UnknownTeam`, :class:`TeamFull`."""
    if wanted is None:
        return
    known = [str(team["code"]) for team in teams]
    if wanted not in known:
        raise UnknownTeam(
            f"Giải không có đội mã “{wanted}”.", field="team",
            remedy=f"Các mã đang có: {', '.join(known)}." if known else "Giải này không chia đội.", known=known,
        )
    if most is not None and members >= most:
        raise TeamFull(f"Đội đã đủ {most} người.", field="team", remedy="Chọn đội khác.", most_per_team=most)


def check_playing(status: str) -> None:
    """Raises :class:`GolfPlayerWithdrawn`."""
    if status == WITHDRAWN:
        raise GolfPlayerWithdrawn(
            "Người chơi này đã rút khỏi giải.", field="golf_player_id", remedy="Đăng ký lại nếu người này chơi."
        )


def player_key(name: str, club: str) -> str:
    """Equal for players who may be one person: same name and club but for diacritics and case."""
    return f"{fold(name)}|{fold(club)}"


def owed_vnd(status: str, pledge_status: str | None, amount_vnd: int, paid_vnd: int) -> int:
    """What is still expected of a promise: nothing once it is withdrawn or its pledge has lapsed."""
    if status == WITHDRAWN or pledge_status == "lapsed":
        return 0
    return max(0, amount_vnd - paid_vnd)


def _refuse_twice(codes: Sequence[str], field: str, what: str) -> None:
    for code in codes:
        if codes.count(code) > 1:
            raise CodeTwice(f"Có hai {what} cùng mã “{code}”.", field=field, remedy="Mỗi mã một lần.", code=code)
