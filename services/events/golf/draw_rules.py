"""Who starts with whom, where and when.  Pure: the lot is a seed that is handed in and kept, so that anybody can draw
again and see that it comes out the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from contracts.refusals import Kind, NotFound, Refusal
from services.events.golf.rules import decimal_of

Json = dict[str, Any]

MOST_DRAWS = 2_000
"""States of the flights of one tournament: each player moved a dozen times."""


class NobodyToDraw(Refusal):
    """No player is registered."""

    kind: Kind = "conflict"


class TooFewStarts(Refusal):
    """More flights than the course can start."""

    kind: Kind = "conflict"


class DrawLocked(Refusal):
    """Flights are fixed."""

    kind: Kind = "conflict"


class NoDrawYet(Refusal):
    """Flights have not been drawn."""

    kind: Kind = "conflict"


class TooManyDraws(Refusal):
    """Flights have been changed as often as they may be."""

    kind: Kind = "conflict"


class DrawNotFound(NotFound):
    """There was no draw of this number."""


class FlightUnknown(Refusal):
    """No flight starts so."""


class FlightFull(Refusal):
    """The flight has as many players as it may have."""

    kind: Kind = "conflict"


class PlayersWithoutFlight(Refusal):
    """Players are registered who start nowhere."""

    kind: Kind = "conflict"


class Entrant(NamedTuple):
    """A player as the draw sees one."""

    id: str
    team: str | None
    handicap_index: str | None


class Start(NamedTuple):
    """Where and when a flight starts; ``flight`` is its name."""

    flight: str
    start_hole: int
    starts_at: str


def shotgun(holes: Sequence[Mapping[str, Any]], starts_at: str) -> list[Start]:
    """All starts of a shotgun: a flight A on each hole, then a flight B where two wait least for each other: on the
    longest holes first."""
    in_order = sorted(holes, key=lambda hole: int(hole["number"]))
    longest_first = sorted(in_order, key=lambda hole: -int(hole["par"]))
    firsts = [Start(f"{hole['number']}A", hole["number"], starts_at) for hole in in_order]
    return firsts + [Start(f"{hole['number']}B", hole["number"], starts_at) for hole in longest_first]


def tee_times(starts_at: str, interval_minutes: int, start_holes: Sequence[int], most: int) -> list[Start]:
    """The first ``most`` starts one after the other, from each of ``start_holes`` at the same times, until midnight."""
    hours, minutes = map(int, starts_at.split(":"))
    found: list[Start] = []
    while len(found) < most and hours * 60 + minutes < 24 * 60:
        at = f"{hours:02}:{minutes:02}"
        found += [Start(f"{at}/{hole}", hole, at) for hole in start_holes]
        hours, minutes = divmod(hours * 60 + minutes + interval_minutes, 60)
    return found[:most]


def deal(entrants: Sequence[Entrant], size: int, order: str, seed: str) -> list[list[str]]:
    """Players in flights of at most ``size``, each player in one.

    ``order``: by lot (``random``), players of like handicap together (``handicap``, those without one last), or teams
    together (``team``: one that fits into a flight is never split)."""
    drawn = sorted(entrants, key=lambda one: _lot(seed, one.id))
    if order == "team":
        return _packed(_team_parts(drawn, size), size)
    if order == "handicap":
        drawn.sort(key=lambda one: (one.handicap_index is None, decimal_of(one.handicap_index or "0")))
    ids = [one.id for one in drawn]
    if not ids:
        return []
    flights = -(-len(ids) // size)
    # As even as can be, so that nobody plays alone: nine are 3, 3, 3 and not 4, 4, 1.
    bounds = [len(ids) * n // flights for n in range(flights + 1)]
    return [ids[a:b] for a, b in pairwise(bounds)]


def start_of_each(flights: Sequence[Sequence[str]], starts: Sequence[Start]) -> list[Json]:
    """Flights at their starts.  Raises :class:`NobodyToDraw`, :class:`TooFewStarts`."""
    if not flights:
        raise NobodyToDraw("Chưa có người chơi nào.", field="tournament", remedy="Đăng ký người chơi trước.")
    if len(flights) > len(starts):
        raise TooFewStarts(
            f"Có {len(flights)} nhóm, chỉ có {len(starts)} chỗ xuất phát.", field="tournament",
            remedy="Tăng số người mỗi nhóm, rút ngắn giãn cách hoặc xuất phát từ hai hố.", flights=len(flights),
            starts=len(starts),
        )
    placed = zip(flights, starts[: len(flights)], strict=True)
    return [{**start._asdict(), "players": list(players)} for players, start in placed]


def moved(flights: Sequence[Json], player: str, to: str | None, size: int, starts: Sequence[Start]) -> list[Json]:
    """The flights with this player in flight ``to`` (None: in none); a start that was free becomes a flight.

    Raises :class:`FlightUnknown`, :class:`FlightFull`."""
    left = without(flights, {player})
    if to is None:
        return left
    found = next((one for one in left if one["flight"] == to), None)
    if found is None:
        start = next((one for one in starts if one.flight == to), None)
        if start is None:
            raise FlightUnknown(
                f"Không có nhóm xuất phát nào tên “{to}”.", field="flight", remedy="Chọn một nhóm trong bảng xuất phát."
            )
        left.append({**start._asdict(), "players": [player]})
        order = [one.flight for one in starts]
        return sorted(left, key=lambda one: order.index(one["flight"]) if one["flight"] in order else len(order))
    if len(found["players"]) >= size:
        raise FlightFull(
            f"Nhóm {to} đã đủ {size} người.", field="flight", remedy="Chuyển bớt một người trước, hoặc chọn nhóm khác.",
            flight_size=size,
        )
    found["players"].append(player)
    return left


def without(flights: Sequence[Json], gone: set[str]) -> list[Json]:
    """The flights without these players, and without a flight that is empty then."""
    left = [{**one, "players": [id for id in one["players"] if id not in gone]} for one in flights]
    return [one for one in left if one["players"]]


def check_open(draw_number: int, locked: bool) -> None:
    """Raises :class:`NoDrawYet`, :class:`DrawLocked`."""
    if not draw_number:
        raise NoDrawYet("Giải chưa bốc thăm nhóm.", field="tournament", remedy="Bốc thăm trước.")
    check_unlocked(locked)


def check_bound(draw_number: int) -> None:
    """Raises :class:`TooManyDraws`."""
    if draw_number >= MOST_DRAWS:
        raise TooManyDraws(
            f"Bảng xuất phát đã đổi {MOST_DRAWS} lần.", field="tournament", remedy="Giữ bảng xuất phát hiện tại."
        )


def check_unlocked(locked: bool) -> None:
    """Raises :class:`DrawLocked`."""
    if locked:
        raise DrawLocked("Bảng xuất phát đã chốt.", field="tournament", remedy="Mở chốt bảng xuất phát rồi sửa.")


def _lot(seed: str, id: str) -> str:
    return hashlib.sha256(f"{seed}:{id}".encode()).hexdigest()


def _team_parts(drawn: Sequence[Entrant], size: int) -> list[list[str]]:
    teams: dict[str, list[str]] = {}
    for one in drawn:
        teams.setdefault(f"team:{one.team}" if one.team else f"alone:{one.id}", []).append(one.id)
    return [members[at : at + size] for members in teams.values() for at in range(0, len(members), size)]


def _packed(parts: Sequence[list[str]], size: int) -> list[list[str]]:
    flights: list[list[str]] = []
    for part in sorted(parts, key=len, reverse=True):
        roomy = next((flight for flight in flights if len(flight) + len(part) <= size), None)
        if roomy is None:
            flights.append(list(part))
        else:
            roomy.extend(part)
    return flights
