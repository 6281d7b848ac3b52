"""Players: registered, corrected, withdrawn; their names shown to those who may see them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from bson import ObjectId

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant
from runtime.text import public_name
from services.events.golf import flights, promises, rules, sponsors, tournaments
from services.events.golf.documents import GolfLook, GolfPlayer, GolfPromise, GolfTournament

Json = dict[str, Any]

MOST_HOMONYMS = 20


@once
def register_golf_player(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Register a player; the fee, if there is one, is promised to the Fund.

    Answers the player with ``homonyms``: numbers of players of the same name and club, flagged and never merged.
    Raises GolfTournamentNotFound, TournamentFull, UnknownTee, UnknownTeam, TeamFull, IndexOutOfRange, DayInFuture,
    DayTooEarly, and what ``sponsors.place_in_package`` raises."""
    tournament = tournaments.take(command["tournament"])
    rules.check_room(tournament.playing, tournament.most_players)
    rules.check_team(tournament.teams, command["team"], _members(tournament, command["team"]), tournament.most_per_team)
    on = promises.day_of(uow, command["promised_on"])
    if command["sponsor_id"] is not None:
        sponsors.place_in_package(tournament, command["sponsor_id"])
    tournament.playing += 1
    tournament.last_player_number += 1
    tournament.save()
    player = GolfPlayer(
        id=uuid.uuid4().hex, version=1, tournament=tournament.id, campaign=tournament.campaign, unit=tournament.unit,
        number=tournament.last_player_number, status=rules.REGISTERED, registered_on=on,
        registered_by=context.actor, homonym_key=rules.player_key(command["player_name"], command["club"]),
        handicap_index=rules.index_text(command["handicap_index"]),
        tee=rules.tee_of(tournament.tees, command["tee"]),
        **{name: command[name] for name in ("player_name", "name_display", "team", "club", "phone", "sponsor_id")},
    )
    player.save(force_insert=True)
    _promise_fee(uow, tournament, player, context.actor)
    sponsors.say_places(uow, player.sponsor_id)
    say(uow, [player])
    return resource(player)


@once
def change_golf_player(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Correct what is known of a player; the name is shown otherwise from the next event on, on promises too.

    Raises GolfPlayerNotFound, GolfPlayerWithdrawn, UnknownTee, UnknownTeam, TeamFull, IndexOutOfRange."""
    player, tournament = take(command["golf_player_id"])
    told = {name: value for name, value in command.items() if name != "golf_player_id"}
    if "handicap_index" in told:
        told["handicap_index"] = rules.index_text(told["handicap_index"])
    if "tee" in told:
        rules.tee_of(tournament.tees, told["tee"])
    if told.get("team", player.team) != player.team:
        members = _members(tournament, told["team"])
        rules.check_team(tournament.teams, told["team"], members, tournament.most_per_team)
    for name, value in told.items():
        setattr(player, name, value)
    advance(uow, player)
    promises.show_otherwise(uow, _promises_of(player), player.name_display)
    return resource(player)


@once
def withdraw_golf_player(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """A player does not play: the place is free, and what was promised for this player and has not been paid is not
    expected any more.

    Raises GolfPlayerNotFound, GolfPlayerWithdrawn."""
    player, tournament = take(command["golf_player_id"])
    tournament.playing -= 1
    tournament.save()
    player.status, player.withdrawn_reason = rules.WITHDRAWN, command["reason"]
    advance(uow, player)
    sponsors.say_places(uow, player.sponsor_id)
    flights.take_out(uow, tournament, player.id, context.actor)
    promises.withdraw(uow, _promises_of(player), command["reason"])
    return resource(player)


def get_golf_player(player_id: str) -> Json:
    """The player without what only those may see who look at the list.  Raises GolfPlayerNotFound."""
    return player_row(tournaments.find_player(player_id))


def list_golf_players(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """A page of players with names, phones and what they promised, paid and owe; that somebody looked is kept.

    Raises GolfTournamentNotFound."""
    tournament = tournaments.find(command["tournament"])
    GolfLook.remember(tournament.id, "players", context.actor, uow.now)
    wanted = GolfPlayer.objects(tournament=tournament.id, number__gt=command["after"]).order_by("number")
    found = list(wanted.limit(command["limit"] + 1))
    page = found[: command["limit"]]
    money = promises.money_of([one.id for one in page])
    return {
        "players": [{**resource(one), **money[one.id]} for one in page],
        "next_after": page[-1].number if len(found) > len(page) else None,
    }


def list_golf_looks(_uow: UnitOfWork, command: Json) -> Json:
    """A page of who saw names of a tournament, newest first.  Raises GolfTournamentNotFound."""
    looks = GolfLook.objects(tournament=tournaments.find(command["tournament"]).id)
    if command["before"]:
        looks = looks.filter(id__lt=ObjectId(command["before"]))
    found = list(looks.order_by("-id").limit(command["limit"] + 1))
    page = found[: command["limit"]]
    return {
        "looks": [
            {
                "look_id": str(one.id), "what": one.what, "looked_by": one.looked_by,
                "looked_at": wire_instant(one.looked_at),
            }
            for one in page
        ],
        "next": str(page[-1].id) if len(found) > len(page) else None,
    }


def say(uow: UnitOfWork, players: Sequence[GolfPlayer]) -> None:
    """Publish the state of these players."""
    rows = [player_row(one) for one in players]
    uow.publish("events.golf_players_changed.v1", subject=players[0].tournament, data={"entries": rows})


def player_row(one: GolfPlayer) -> Json:
    """As it is said: the name as the player consents, no phone and no handicap."""
    return {
        "golf_player_id": one.id, "version": one.version, "campaign": one.campaign, "unit": one.unit,
        "activity": one.tournament, "number": one.number,
        "player_name": public_name(one.player_name, one.name_display), "tee": one.tee, "team": one.team,
        "mulligans": one.mulligans, "status": one.status, "registered_on": one.registered_on.isoformat(),
    }


def resource(one: GolfPlayer) -> Json:
    """The full resource, with the name."""
    namesakes = (
        GolfPlayer.objects(
            tournament=one.tournament, homonym_key=one.homonym_key, status=rules.REGISTERED, id__ne=one.id
        ).order_by("number").limit(MOST_HOMONYMS).scalar("number")
    )
    return {
        **player_row(one), "full_name": one.player_name, "name_display": one.name_display,
        "handicap_index": one.handicap_index, "club": one.club, "phone": one.phone, "sponsor_id": one.sponsor_id,
        "withdrawn_reason": one.withdrawn_reason, "homonyms": [int(number) for number in namesakes],
    }


def take(player_id: str) -> tuple[GolfPlayer, GolfTournament]:
    """A player who plays, with the tournament, for a change.  Raises GolfPlayerNotFound, GolfPlayerWithdrawn."""
    tournament = tournaments.take(tournaments.find_player(player_id).tournament)
    player = tournaments.find_player(player_id)
    rules.check_playing(player.status)
    return player, tournament


def _promise_fee(uow: UnitOfWork, tournament: GolfTournament, player: GolfPlayer, actor: str) -> None:
    if not tournament.fee_vnd or player.sponsor_id is not None:
        return
    payer = promises.Payer(player.player_name, player.name_display, "individual")
    promises.promise(
        uow, tournament, actor, payer, source="fee", reference=f"Lệ phí người chơi số {player.number}",
        amount_vnd=tournament.fee_vnd, on=player.registered_on, golf_player_id=player.id,
    )


def _promises_of(player: GolfPlayer) -> list[GolfPromise]:
    return list(GolfPromise.objects(golf_player_id=player.id))


def _members(tournament: GolfTournament, team: str | None) -> int:
    if team is None:
        return 0
    return int(GolfPlayer.objects(tournament=tournament.id, team=team, status=rules.REGISTERED).count())


def advance(uow: UnitOfWork, player: GolfPlayer) -> Json:
    """Save a change of a player and say so."""
    player.version += 1
    player.save()
    say(uow, [player])
    return resource(player)
