"""Mulligans of players: sold, taken back while unpaid, promised to the Fund."""

from __future__ import annotations

from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from services.events.golf import players, promises, sponsor_rules
from services.events.golf.documents import GolfPromise

Json = dict[str, Any]


@once
def sell_golf_mulligans(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """A player takes mulligans, whose price is promised to the Fund.

    Raises GolfPlayerNotFound, GolfPlayerWithdrawn, MulligansNotSold, TooManyMulligans, DayInFuture, DayTooEarly."""
    player, tournament = players.take(command["golf_player_id"])
    count = command["count"]
    sponsor_rules.check_mulligans(tournament.mulligan_vnd, tournament.most_mulligans, player.mulligans, count)
    promises.promise(
        uow, tournament, context.actor, promises.Payer(player.player_name, player.name_display, "individual"),
        source="mulligan", reference=f"{count} mulligan, người chơi số {player.number}", pieces=count,
        amount_vnd=count * tournament.mulligan_vnd, on=promises.day_of(uow, command["promised_on"]),
        golf_player_id=player.id,
    )
    player.mulligans += count
    return players.advance(uow, player)


@once
def withdraw_golf_mulligans(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take mulligans back that are not paid.

    Raises GolfPromiseNotFound, GolfPlayerWithdrawn, GolfPromiseWithdrawn, GolfPromisePaid."""
    player, _ = players.take(_mulligans(command["golf_promise_id"]).golf_player_id)
    promised = _mulligans(command["golf_promise_id"])
    sponsor_rules.check_unpaid(promised.status, promised.paid_vnd)
    promises.withdraw(uow, [promised], command["reason"])
    player.mulligans -= promised.pieces
    players.advance(uow, player)
    return promises.promise_row(promised)


def get_golf_promise(promise_id: str) -> Json:
    """What was promised and what has come of it.  Raises GolfPromiseNotFound."""
    found: GolfPromise | None = GolfPromise.objects(id=promise_id).first()
    if found is None:
        raise _no_promise()
    return promises.promise_row(found)


def _mulligans(promise_id: str) -> GolfPromise:
    found: GolfPromise | None = GolfPromise.objects(id=promise_id, source="mulligan").first()
    if found is None:
        raise _no_promise()
    return found


def _no_promise() -> sponsor_rules.GolfPromiseNotFound:
    return sponsor_rules.GolfPromiseNotFound(
        "Không có cam kết nào mang mã này.", field="golf_promise_id", remedy="Chọn lại trong danh sách cam kết."
    )
