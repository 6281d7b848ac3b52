"""Flights: drawn, drawn again, changed by hand, taken back to an earlier state, fixed.

Each state is a document of its own, so that nothing is lost on the way back; the tournament says which one holds.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant
from services.events.golf import draw_rules, rules, tournaments
from services.events.golf.documents import GolfDraw, GolfLook, GolfPlayer, GolfTournament

Json = dict[str, Any]

STATED = ("start", "order", "starts_at", "interval_minutes", "start_holes")
"""What a draw was asked for, by the names of the command and the document alike."""


@once
def draw_golf_flights(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Put all players who play into flights, by a new lot; the draw before stays to go back to.

    Raises GolfTournamentNotFound, HoleUnknown, DrawLocked, NobodyToDraw, TooFewStarts."""
    tournament = tournaments.take(command["tournament"])
    draw_rules.check_unlocked(tournament.draw_locked)
    for hole in command["start_holes"]:
        rules.check_hole(len(tournament.holes), hole, "start_holes")
    playing = GolfPlayer.objects(tournament=tournament.id, status=rules.REGISTERED).order_by("number")
    entrants = [draw_rules.Entrant(one.id, one.team, one.handicap_index) for one in playing]
    asked = {name: command[name] for name in STATED}
    seed = secrets.token_hex(8)
    dealt = draw_rules.deal(entrants, tournament.flight_size, command["order"], seed)
    flights = draw_rules.start_of_each(dealt, starts(tournament, asked))
    return _hold(uow, tournament, context.actor, "drawn", flights, asked, seed)


@once
def move_golf_player(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Put a player into another flight, or out of all.

    Raises GolfPlayerNotFound, GolfPlayerWithdrawn, NoDrawYet, DrawLocked, FlightUnknown, FlightFull."""
    tournament = tournaments.take(_player(command["golf_player_id"]).tournament)
    player = _player(command["golf_player_id"])
    rules.check_playing(player.status)
    draw_rules.check_open(tournament.draw_number, tournament.draw_locked)
    draw = current(tournament)
    asked = {name: getattr(draw, name) for name in STATED}
    flights = draw_rules.moved(
        _flights(draw), player.id, command["flight"], tournament.flight_size, starts(tournament, asked)
    )
    return _hold(uow, tournament, context.actor, "moved", flights, asked, draw.seed)


@once
def restore_golf_draw(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Go back to the flights of an earlier number, without players who have withdrawn since.

    Raises GolfTournamentNotFound, NoDrawYet, DrawLocked, DrawNotFound."""
    tournament = tournaments.take(command["tournament"])
    draw_rules.check_open(tournament.draw_number, tournament.draw_locked)
    draw = _draw(tournament.id, command["draw_number"])
    placed = {id for one in _flights(draw) for id in one["players"]}
    flights = draw_rules.without(_flights(draw), placed - _playing(tournament))
    asked = {name: getattr(draw, name) for name in STATED}
    return _hold(uow, tournament, context.actor, "restored", flights, asked, draw.seed)


@once
def lock_golf_draw(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Fix the flights, or open them again.

    Raises GolfTournamentNotFound, NoDrawYet, PlayersWithoutFlight."""
    tournament = tournaments.take(command["tournament"])
    draw_rules.check_open(tournament.draw_number, locked=False)
    draw = current(tournament)
    told = _resource(tournament, draw)
    if command["locked"] and told["unplaced"]:
        raise draw_rules.PlayersWithoutFlight(
            f"Còn {len(told['unplaced'])} người chưa có nhóm.", field="tournament",
            remedy="Xếp họ vào nhóm hoặc bốc thăm lại, rồi chốt.", golf_player_ids=told["unplaced"][:20],
        )
    tournament.draw_locked = command["locked"]
    tournament.save()
    return {**told, "draw_locked": tournament.draw_locked}


def list_golf_flights(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """The flights with names; that somebody looked is kept.  Raises GolfTournamentNotFound, NoDrawYet."""
    tournament = tournaments.find(command["tournament"])
    draw_rules.check_open(tournament.draw_number, locked=False)
    GolfLook.remember(tournament.id, "flights", context.actor, uow.now)
    told = _resource(tournament, current(tournament))
    named = {one.id: _named(one) for one in GolfPlayer.objects(tournament=tournament.id)}
    flights = [{**one, "players": [named[id] for id in one["players"]]} for one in told["flights"]]
    return {**told, "flights": flights, "unplaced": [named[id] for id in told["unplaced"]]}


def take_out(uow: UnitOfWork, tournament: GolfTournament, player: str, actor: str) -> None:
    """Take a player who has withdrawn out of the flights, whether they are fixed or not."""
    if not tournament.draw_number:
        return
    draw = current(tournament)
    flights = draw_rules.without(_flights(draw), {player})
    if flights != _flights(draw):
        asked = {name: getattr(draw, name) for name in STATED}
        _hold(uow, tournament, actor, "withdrawn", flights, asked, draw.seed)


def current(tournament: GolfTournament) -> GolfDraw:
    """The draw that holds.  Raises DrawNotFound."""
    return _draw(tournament.id, tournament.draw_number)


def starts(tournament: GolfTournament, asked: Json) -> list[draw_rules.Start]:
    """Where and when flights can start."""
    if asked["start"] == "shotgun":
        return draw_rules.shotgun(tournament.holes, asked["starts_at"])
    return draw_rules.tee_times(
        asked["starts_at"], asked["interval_minutes"], asked["start_holes"], tournament.most_players
    )


def _hold(
    uow: UnitOfWork, tournament: GolfTournament, actor: str, cause: str, flights: list[Json], asked: Json, seed: str
) -> Json:
    if cause != "withdrawn":  # who is ill must be able to leave
        draw_rules.check_bound(tournament.draw_number)
    tournament.draw_number += 1
    draw = GolfDraw(
        id=f"{tournament.id}:{tournament.draw_number}", tournament=tournament.id, number=tournament.draw_number,
        cause=cause, flights=flights, seed=seed, made_by=actor, made_at=uow.now, **asked,
    )
    draw.save(force_insert=True)
    tournament.save()
    return _resource(tournament, draw)


def _resource(tournament: GolfTournament, draw: GolfDraw) -> Json:
    placed = {id for one in draw.flights for id in one["players"]}
    return {
        "tournament": tournament.id, "unit": tournament.unit, "draw_number": draw.number,
        "draw_locked": tournament.draw_locked, "cause": draw.cause,
        "made_by": draw.made_by, "made_at": wire_instant(draw.made_at), "seed": draw.seed,
        **{name: getattr(draw, name) for name in STATED if name != "start_holes"},
        "start_holes": list(draw.start_holes), "flights": _flights(draw),
        "unplaced": sorted(_playing(tournament) - placed),
    }


def _named(one: GolfPlayer) -> Json:
    return {
        "golf_player_id": one.id, "number": one.number, "full_name": one.player_name, "club": one.club,
        "team": one.team, "tee": one.tee, "handicap_index": one.handicap_index,
    }


def _flights(draw: GolfDraw) -> list[Json]:
    return [{**one, "players": list(one["players"])} for one in draw.flights]


def _playing(tournament: GolfTournament) -> set[str]:
    found: Iterable[str] = GolfPlayer.objects(tournament=tournament.id, status=rules.REGISTERED).scalar("id")
    return set(found)


def _draw(tournament: str, number: int) -> GolfDraw:
    draw: GolfDraw | None = GolfDraw.objects(id=f"{tournament}:{number}").first()
    if draw is None:
        raise draw_rules.DrawNotFound(
            f"Không có lần bốc thăm số {number}.", field="draw_number", remedy="Chọn số từ 1 đến số hiện tại."
        )
    return draw


def _player(player_id: str) -> GolfPlayer:
    return tournaments.find_player(player_id)
