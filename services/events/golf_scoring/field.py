"""Who plays, as the tournament knows them, and the course of a card."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

from runtime.text import public_name
from services.events.golf import flights, tournaments
from services.events.golf.documents import GolfPlayer, GolfTournament
from services.events.golf.rules import REGISTERED, decimal_of
from services.events.golf_scoring.documents import GolfCard
from services.events.golf_scoring.rules.course import Course, Hole, course_of
from services.events.golf_scoring.rules.rounds import PlayerNotInTournament

Json = dict[str, Any]

find_tournament = tournaments.find


def players(tournament: str, wanted: Iterable[str], field: str) -> dict[str, GolfPlayer]:
    """Registered players of the tournament by id.  Raises PlayerNotInTournament for the first who isn't one."""
    ids = list(dict.fromkeys(wanted))
    found = {one.id: one for one in GolfPlayer.objects(id__in=ids, tournament=tournament, status=REGISTERED)}
    for one in ids:
        if one not in found:
            raise PlayerNotInTournament(
                f"Không có người chơi nào của giải mang mã {one}, hoặc người ấy đã rút.", field=field,
                remedy="Chọn trong danh sách người chơi đang đăng ký.",
            )
    return found


def all_players(tournament: str) -> list[GolfPlayer]:
    """Registered players in the order of their numbers."""
    return list(GolfPlayer.objects(tournament=tournament, status=REGISTERED).order_by("number"))


def markers(tournament: GolfTournament) -> dict[str, str]:
    """Who marks whose card unless somebody says otherwise: in each flight of the draw the next player."""
    if not tournament.draw_number:
        return {}
    of: dict[str, str] = {}
    for flight in flights.current(tournament).flights:
        together = list(flight["players"])
        if len(together) > 1:
            of.update(zip(together, together[1:] + together[:1], strict=True))
    return of


def names(ids: Iterable[str]) -> dict[str, Json]:
    """Number, team and the name that may be shown, by player: what the player consents to, else the number alone."""
    return {
        one.id: {
            "golf_player_id": one.id, "number": one.number, "team": one.team,
            "player_name": public_name(one.player_name, one.name_display) or f"Người chơi số {one.number}",
        }
        for one in GolfPlayer.objects(id__in=list(dict.fromkeys(ids)))
    }


def tee_of(tournament: GolfTournament, code: str) -> Json:
    """Course rating and slope of these tees."""
    return next(dict(tee) for tee in tournament.tees if tee["code"] == code)


def contests_of(tournament: GolfTournament) -> list[tuple[str, int]]:
    """Kind and hole of each contest held, in order."""
    return sorted(((one["kind"], one["hole"]) for one in tournament.contests), key=lambda one: (one[1], one[0]))


def course_of_card(holes: Sequence[Json], card: GolfCard) -> Course:
    """The holes as from the tees of this card.  Raises CourseNotScorable."""
    return course(holes, card.course_rating, card.slope)


def course(holes: Sequence[Json], rating: str, slope: int) -> Course:
    """Raises CourseNotScorable."""
    numbered = [Hole(hole["number"], hole["par"], hole["stroke_index"]) for hole in holes]
    return course_of(numbered, Fraction(decimal_of(rating)), slope)


def index_of(text: str | None) -> Fraction | None:
    """A handicap index exactly; better than scratch (``+1.3``) is below zero."""
    return None if text is None else Fraction(decimal_of(text))
