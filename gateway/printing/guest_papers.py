"""Badges, seat cards and attendance sheets.

What is printed is seen by everybody: a beneficiary's badge does not say that its bearer is poor."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from textwrap import shorten
from typing import Any

from gateway.printing import qr, render
from gateway.printing.invitation_letters import when

Json = dict[str, Any]

GUEST = "Khách mời"

LONGEST_NAME = 70
LONGEST_OFFICE = 80
LONGEST_TITLE = 130


def badges_pdf(activity: Json, guests: Sequence[Json]) -> bytes:
    """Badges, eight on a sheet of A4; the QR code holds the short code alone, so that it is read off line."""
    return render("badges", {
        "activity": _about(activity),
        "badges": [{**_person(one, activity), "qr": qr(one["code"]), "code": spaced(one["code"])} for one in guests],
    })


def seat_cards_pdf(activity: Json, guests: Sequence[Json]) -> bytes:
    """Cards to be folded and stood on the table, two on a sheet of A4, the name on either side."""
    return render("seat_cards", {
        "activity": _about(activity), "cards": [_person(one, activity) for one in guests],
    })


def attendance_pdf(activity: Json, guests: Sequence[Json]) -> bytes:
    """A sheet to be signed at the door, a table for each block in protocol order."""
    names = _names(activity)
    order = {code: place for place, code in enumerate(names)}
    sorted_guests = sorted(guests, key=lambda one: (order.get(one["quota"], len(order)), one["number"]))
    blocks = [
        {"name": names.get(quota, quota), "guests": [
            {
                "number": place, "code": spaced(one["code"]), "name": one["guest_name"], "seat": one["seat"],
                "from": ", ".join(part for part in (one["organisation"], one["commune"]) if part),
            }
            for place, one in enumerate(of_block, start=1)
        ]}
        for quota, of_block in itertools.groupby(sorted_guests, key=lambda one: one["quota"])
    ]
    return render("attendance", {"activity": _about(activity), "blocks": blocks, "total": len(guests)})


def spaced(code: str) -> str:
    """A short code in two halves, as it is read out and typed."""
    return f"{code[:3]} {code[3:]}"


def _about(activity: Json) -> Json:
    return {
        "name": _short(activity["name"], LONGEST_TITLE), "place": activity["place"],
        "time": when(activity["starts_on"], activity["ends_on"]),
    }


def _person(guest: Json, activity: Json) -> Json:
    block, office = _names(activity).get(guest["quota"], GUEST), guest["organisation"] or guest["commune"]
    if guest["beneficiary"]:
        block, office = GUEST, ""
    return {
        "name": _short(guest["guest_name"], LONGEST_NAME), "office": _short(office, LONGEST_OFFICE),
        "block": _short(block, LONGEST_OFFICE), "seat": guest["seat"], "no_photo": guest["photo_consent"] is not True,
    }


def _short(text: str, longest: int) -> str:
    return shorten(text, longest, placeholder=" …")


def _names(activity: Json) -> Mapping[str, str]:
    """Names of the blocks in protocol order, each followed by those within it."""
    below: dict[str | None, list[Json]] = {}
    for quota in sorted(activity["quotas"], key=lambda one: (one["protocol_order"], one["code"])):
        below.setdefault(quota["within"], []).append(quota)
    names: dict[str, str] = {}

    def walk(within: str | None) -> None:
        for quota in below.get(within, []):
            names[quota["code"]] = quota["name"]
            walk(quota["code"])

    walk(None)
    return names
