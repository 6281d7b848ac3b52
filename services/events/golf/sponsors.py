"""Sponsors with their packages and holes, promised to the Fund."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.text import public_name
from services.events.golf import promises, rules, sponsor_rules, tournaments
from services.events.golf.documents import GolfLook, GolfPlayer, GolfPromise, GolfSponsor, GolfTournament

Json = dict[str, Any]

MOST_LISTED = 500
"""Far above the holes and packages of a tournament, those withdrawn included."""


@once
def add_golf_sponsor(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Write a sponsor down; the price is promised to the Fund.

    Raises GolfTournamentNotFound, HoleUnknown, DayInFuture, DayTooEarly and what ``sponsor_rules.package_of``,
    ``price_of_holes`` and ``check_holes`` raise."""
    tournament = tournaments.take(command["tournament"])
    on = promises.day_of(uow, command["promised_on"])
    holes = sorted(command["holes"])
    if command["package"] is not None:
        sold = GolfSponsor.objects(tournament=tournament.id, package=command["package"], status="active").count()
        package = sponsor_rules.package_of(tournament.packages, command["package"], sold, command["amount_vnd"])
        amount_vnd, source, what = package["price_vnd"], "package", f"Gói {package['name']}"
        holes_taken, places, package_name = package["holes"], package["players"], package["name"]
    else:
        amount_vnd = sponsor_rules.price_of_holes(holes, tournament.hole_sponsor_vnd, command["amount_vnd"])
        source, what = "hole_sponsor", f"Tài trợ hố {', '.join(map(str, holes))}"
        holes_taken, places, package_name = len(holes), 0, None
    sponsor_rules.check_holes(holes, len(tournament.holes), holes_taken, _taken(tournament))
    sponsor_id = uuid.uuid4().hex
    payer = promises.Payer(command["sponsor_name"], command["name_display"], command["donor_kind"])
    promised = promises.promise(
        uow, tournament, context.actor, payer, source=source, reference=what, amount_vnd=amount_vnd, on=on,
        sponsor_id=sponsor_id,
    )
    sponsor = GolfSponsor(
        id=sponsor_id, version=0, tournament=tournament.id, campaign=tournament.campaign, unit=tournament.unit,
        package_name=package_name, holes=holes, holes_taken=holes_taken, players=places, status="active",
        promised_on=on, promise_id=promised.id, added_by=context.actor,
        **{name: command[name] for name in ("sponsor_name", "name_display", "donor_kind", "phone", "package")},
    )
    return _advance(uow, sponsor)


@once
def name_golf_holes(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Say which holes bear the sponsor's name.

    Raises GolfSponsorNotFound, GolfSponsorWithdrawn, HoleUnknown, TooManyHoles, HoleTaken."""
    sponsor, tournament = _take(command["golf_sponsor_id"])
    others = _taken(tournament) - set(sponsor.holes)
    sponsor_rules.check_holes(command["holes"], len(tournament.holes), sponsor.holes_taken, others)
    sponsor.holes = sorted(command["holes"])
    return _advance(uow, sponsor)


@once
def show_golf_sponsor(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Show the sponsor's name as the sponsor now wishes, from the next event on, on the promise too.

    Raises GolfSponsorNotFound."""
    tournaments.take(_find(command["golf_sponsor_id"]).tournament)
    sponsor = _find(command["golf_sponsor_id"])
    sponsor.name_display = command["name_display"]
    promises.show_otherwise(uow, list(GolfPromise.objects(id=sponsor.promise_id)), sponsor.name_display)
    return _advance(uow, sponsor)


@once
def withdraw_golf_sponsor(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """A sponsor steps back: holes and package are free again, and what was promised and has not been paid is not
    expected any more.

    Raises GolfSponsorNotFound, GolfSponsorWithdrawn, SponsorHasPlayers."""
    sponsor, _ = _take(command["golf_sponsor_id"])
    sponsor_rules.check_no_players(_named(sponsor))
    sponsor.status, sponsor.withdrawn_reason, sponsor.holes = "withdrawn", command["reason"], []
    promises.withdraw(uow, list(GolfPromise.objects(id=sponsor.promise_id)), command["reason"])
    return _advance(uow, sponsor)


def list_golf_sponsors(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Sponsors with names and phones, the newest first, and what became of each promise; that somebody looked is kept.

    Raises GolfTournamentNotFound."""
    tournament = tournaments.find(command["tournament"])
    GolfLook.remember(tournament.id, "sponsors", context.actor, uow.now)
    found = list(GolfSponsor.objects(tournament=tournament.id).order_by("-promised_on", "id").limit(MOST_LISTED))
    money = {one.id: promises.promise_row(one) for one in GolfPromise.objects(id__in=[one.promise_id for one in found])}
    return {"sponsors": [{**_named_row(one), "promise": money[one.promise_id]} for one in found]}


def get_golf_sponsor(sponsor_id: str) -> Json:
    """The sponsor as everybody may see it who may see rows.  Raises GolfSponsorNotFound."""
    return sponsor_row(_find(sponsor_id))


def place_in_package(tournament: GolfTournament, sponsor_id: str) -> GolfSponsor:
    """The sponsor on whose package one more player plays.

    Raises GolfSponsorNotFound, GolfSponsorWithdrawn, PackagePlacesTaken."""
    sponsor = _find(sponsor_id, field="sponsor_id")
    if sponsor.tournament != tournament.id:
        raise _no_sponsor("sponsor_id")
    sponsor_rules.check_place_in_package(sponsor.status, sponsor.players, _named(sponsor))
    return sponsor


def say_places(uow: UnitOfWork, sponsor_id: str | None) -> None:
    """Tell again how many places of a package are taken, after a player came or left."""
    if sponsor_id is not None:
        _advance(uow, _find(sponsor_id))


def sponsor_row(one: GolfSponsor) -> Json:
    """As it is said: the name as the sponsor consents."""
    return {
        "golf_sponsor_id": one.id, "version": one.version, "campaign": one.campaign, "unit": one.unit,
        "activity": one.tournament, "sponsor_name": public_name(one.sponsor_name, one.name_display),
        "donor_kind": one.donor_kind, "package": one.package_name, "holes": list(one.holes), "players": one.players,
        "players_named": _named(one), "status": one.status, "promised_on": one.promised_on.isoformat(),
        "golf_promise_id": one.promise_id,
    }


def _taken(tournament: GolfTournament) -> set[int]:
    found: Sequence[GolfSponsor] = GolfSponsor.objects(tournament=tournament.id, status="active")
    return {hole for sponsor in found for hole in sponsor.holes}


def _named(sponsor: GolfSponsor) -> int:
    return int(GolfPlayer.objects(sponsor_id=sponsor.id, status=rules.REGISTERED).count())


def _take(sponsor_id: str) -> tuple[GolfSponsor, GolfTournament]:
    tournament = tournaments.take(_find(sponsor_id).tournament)
    sponsor = _find(sponsor_id)
    sponsor_rules.check_active(sponsor.status)
    return sponsor, tournament


def _find(sponsor_id: str, field: str = "golf_sponsor_id") -> GolfSponsor:
    sponsor: GolfSponsor | None = GolfSponsor.objects(id=sponsor_id).first()
    if sponsor is None:
        raise _no_sponsor(field)
    return sponsor


def _no_sponsor(field: str) -> sponsor_rules.GolfSponsorNotFound:
    return sponsor_rules.GolfSponsorNotFound(
        "Giải không có nhà tài trợ nào mang mã này.", field=field, remedy="Chọn lại trong danh sách nhà tài trợ."
    )


def _advance(uow: UnitOfWork, sponsor: GolfSponsor) -> Json:
    sponsor.version += 1
    sponsor.save()
    uow.publish("events.golf_sponsors_changed.v1", subject=sponsor.tournament, data={"entries": [sponsor_row(sponsor)]})
    return _named_row(sponsor)


def _named_row(sponsor: GolfSponsor) -> Json:
    """For those who may see the name."""
    return {
        **sponsor_row(sponsor), "full_name": sponsor.sponsor_name, "name_display": sponsor.name_display,
        "phone": sponsor.phone,
    }
