"""The auction: lots, bidders, bids; what the winner bid is promised to the Fund."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, wire_instant
from services.events.golf import auction_rules, promises, sponsor_rules, tournaments
from services.events.golf.auction_rules import Bid
from services.events.golf.documents import GolfBid, GolfBidder, GolfLook, GolfLot, GolfPromise, GolfTournament
from services.events.golf.rules import PROMISED

Json = dict[str, Any]


@once
def add_golf_lot(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """List a lot.  Raises GolfTournamentNotFound."""
    tournament = tournaments.take(command["tournament"])
    tournament.last_lot_number += 1
    tournament.save()
    lot = GolfLot(
        id=uuid.uuid4().hex, version=0, tournament=tournament.id, campaign=tournament.campaign, unit=tournament.unit,
        number=tournament.last_lot_number, status="open", listed_on=local_day(uow.now), listed_by=context.actor,
        **{name: command[name] for name in ("title", "description", "opening_vnd", "increment_vnd")},
    )
    return _advance(uow, lot)


@once
def register_golf_bidder(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Give a bidder a number.  Raises GolfTournamentNotFound."""
    tournament = tournaments.take(command["tournament"])
    tournament.last_bidder_number += 1
    tournament.save()
    bidder = GolfBidder(
        id=f"{tournament.id}:{tournament.last_bidder_number}", tournament=tournament.id,
        number=tournament.last_bidder_number, registered_by=context.actor,
        **{name: command[name] for name in ("bidder_name", "name_display", "donor_kind", "phone")},
    )
    bidder.save(force_insert=True)
    return _bidder(bidder)


@once
def show_golf_bidder(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Show the bidder's name as the bidder now wishes, on what was won too.

    Raises GolfTournamentNotFound, BidderUnknown."""
    tournament = tournaments.take(command["tournament"])
    bidder = _find_bidder(tournament, command["bidder"])
    bidder.name_display = command["name_display"]
    bidder.save()
    won = GolfPromise.objects(tournament=tournament.id, source="auction", bidder=bidder.number)
    promises.show_otherwise(uow, list(won), bidder.name_display)
    return _bidder(bidder)


@once
def place_golf_bid(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take a bid.  Raises GolfLotNotFound, BidderUnknown and what ``auction_rules.check_bid`` raises."""
    lot, tournament = _take(command["golf_lot_id"])
    wanted = Bid(_find_bidder(tournament, command["bidder"]).number, command["amount_vnd"])
    auction_rules.check_bid(lot.status, lot.opening_vnd, lot.increment_vnd, standing(lot), len(lot.bids), wanted)
    lot.bids.append(GolfBid(**wanted._asdict(), bid_at=uow.now, taken_by=context.actor, stands=True))
    return _advance(uow, lot)


@once
def close_golf_lot(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """No further bids: the highest that stands wins and is promised to the Fund; without one the lot is unsold.

    Raises GolfLotNotFound, LotClosed."""
    lot, tournament = _take(command["golf_lot_id"])
    auction_rules.check_open(lot.status)
    _award(uow, lot, tournament, context.actor)
    return _advance(uow, lot)


@once
def withdraw_golf_bids(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """A bidder steps back from a lot, or one bid was wrong.  If that bid had won, its promise is withdrawn and the next
    highest bid takes over; without one the lot is unsold.

    Raises GolfLotNotFound, NoBidStands, GolfPromisePaid."""
    lot, tournament = _take(command["golf_lot_id"])
    bidder, amount_vnd = command["bidder"], command["amount_vnd"]
    auction_rules.check_stands(standing(lot), bidder, amount_vnd)
    won = auction_rules.highest(standing(lot))
    for bid in lot.bids:
        if bid.stands and bid.bidder == bidder and amount_vnd in (None, bid.amount_vnd):
            bid.stands, bid.withdrawn_reason = False, command["reason"]
    if lot.status == "sold" and won != auction_rules.highest(standing(lot)):
        promised = GolfPromise.objects(id=lot.promise_id).get()
        sponsor_rules.check_unpaid(promised.status, promised.paid_vnd)
        promises.withdraw(uow, [promised], command["reason"])
        _award(uow, lot, tournament, context.actor)
    return _advance(uow, lot)


def get_golf_lot(lot_id: str) -> Json:
    """The lot with its bids, by the bidders' numbers.  Raises GolfLotNotFound."""
    return _resource(_find(lot_id))


def list_golf_bidders(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """A page of bidders with names and phones, and what each won and owes; that somebody looked is kept.

    Raises GolfTournamentNotFound."""
    tournament = tournaments.find(command["tournament"])
    GolfLook.remember(tournament.id, "bidders", context.actor, uow.now)
    wanted = GolfBidder.objects(tournament=tournament.id, number__gt=command["after"]).order_by("number")
    found = list(wanted.limit(command["limit"] + 1))
    page = found[: command["limit"]]
    won = _won(tournament, [one.number for one in page])
    return {
        "bidders": [{**_bidder(one), "won": won[one.number]} for one in page],
        "next_after": page[-1].number if len(found) > len(page) else None,
    }


def _won(tournament: GolfTournament, numbers: Sequence[int]) -> dict[int, list[Json]]:
    """What each of these bidders won and promised for it."""
    of: dict[int, list[Json]] = {number: [] for number in numbers}
    found = GolfPromise.objects(
        tournament=tournament.id, source="auction", status=PROMISED, bidder__in=list(numbers)
    )
    for one in found.order_by("promised_on", "id"):
        of[one.bidder].append(promises.promise_row(one))
    return of


def standing(lot: GolfLot) -> list[Bid]:
    """The bids on a lot that were not withdrawn."""
    return [Bid(one.bidder, one.amount_vnd) for one in lot.bids if one.stands]


def lot_row(lot: GolfLot) -> Json:
    """As it is said: no bidder is named."""
    stand: Sequence[Bid] = standing(lot)
    top = auction_rules.highest(stand)
    return {
        "golf_lot_id": lot.id, "version": lot.version, "campaign": lot.campaign, "unit": lot.unit,
        "activity": lot.tournament, "number": lot.number, "title": lot.title, "opening_vnd": lot.opening_vnd,
        "increment_vnd": lot.increment_vnd, "bids": len(stand), "highest_vnd": top.amount_vnd if top else 0,
        "status": lot.status, "listed_on": lot.listed_on.isoformat(), "golf_promise_id": lot.promise_id,
    }


def _award(uow: UnitOfWork, lot: GolfLot, tournament: GolfTournament, actor: str) -> None:
    top = auction_rules.highest(standing(lot))
    if top is None:
        lot.status, lot.promise_id = "unsold", None
        return
    winner = _find_bidder(tournament, top.bidder)
    promised = promises.promise(
        uow, tournament, actor, promises.Payer(winner.bidder_name, winner.name_display, winner.donor_kind),
        source="auction", reference=f"Đấu giá lô {lot.number}, thẻ số {winner.number}", amount_vnd=top.amount_vnd,
        on=local_day(uow.now), lot_id=lot.id, bidder=winner.number,
    )
    lot.status, lot.promise_id = "sold", promised.id


def _take(lot_id: str) -> tuple[GolfLot, GolfTournament]:
    tournament = tournaments.take(_find(lot_id).tournament)
    return _find(lot_id), tournament


def _find(lot_id: str) -> GolfLot:
    lot: GolfLot | None = GolfLot.objects(id=lot_id).first()
    if lot is None:
        raise auction_rules.GolfLotNotFound(
            "Không có lô đấu giá nào mang mã này.", field="golf_lot_id", remedy="Chọn lại trong danh sách lô."
        )
    return lot


def _find_bidder(tournament: GolfTournament, number: int) -> GolfBidder:
    bidder: GolfBidder | None = GolfBidder.objects(id=f"{tournament.id}:{number}").first()
    if bidder is None:
        raise auction_rules.BidderUnknown(
            f"Không có thẻ đấu giá số {number}.", field="bidder", remedy="Cấp thẻ đấu giá trước."
        )
    return bidder


def _bidder(one: GolfBidder) -> Json:
    return {
        "tournament": one.tournament, "number": one.number, "bidder_name": one.bidder_name,
        "name_display": one.name_display, "donor_kind": one.donor_kind, "phone": one.phone,
    }


def _resource(lot: GolfLot) -> Json:
    told = [
        {
            "bidder": one.bidder, "amount_vnd": one.amount_vnd, "bid_at": wire_instant(one.bid_at),
            "taken_by": one.taken_by, "stands": one.stands, "withdrawn_reason": one.withdrawn_reason,
        }
        for one in lot.bids
    ]
    least = auction_rules.least_vnd(lot.opening_vnd, lot.increment_vnd, standing(lot))
    return {
        **lot_row(lot), "description": lot.description, "bid_list": told,
        "least_vnd": least if lot.status == "open" else None,
    }


def _advance(uow: UnitOfWork, lot: GolfLot) -> Json:
    lot.version += 1
    lot.save()
    uow.publish("events.golf_lots_changed.v1", subject=lot.tournament, data={"entries": [lot_row(lot)]})
    return _resource(lot)
