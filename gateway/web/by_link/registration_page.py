"""Whoever registered by themselves sees here how they stand, by their own link: their place and its code, or their turn
on the waiting list; they take a place that is kept for them, and give one back.  No name stands here."""

from __future__ import annotations

import segno
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import NotFound, Refusal
from gateway.access.current import require
from gateway.access.registration_links import PAGE
from gateway.api.donations.receipts import public_address
from gateway.api.events.public_activities import own_place
from gateway.printing.guest_papers import spaced
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import for_people

PIXELS_PER_MODULE = 6
STEPS = {"huy": "withdraw_public_registration", "nhan": "accept_public_offer"}


@pages.get(f"{PAGE}/<token>")
def own_place_page(token: str) -> ResponseReturnValue:
    """How whoever holds the link stands."""
    require("activity.join")
    place = own_place(token)
    return render_template(
        "by_link/own_place.html", token=token, place=place, activity=place["activity"], ticket=_ticket(place),
        link=f"{public_address()}{PAGE}/{token}", may_change=place["activity"]["state"] != "past",
    )


@pages.get(f"{PAGE}/<token>/huy")
def leave_page(token: str) -> ResponseReturnValue:
    """Is the place to be given back?"""
    require("activity.join")
    place = own_place(token)
    if place["status"] == "cancelled":
        return redirect(url_for("web.own_place_page", token=token), code=303)
    return render_template("by_link/leave.html", token=token, place=place, activity=place["activity"])


@pages.post(f"{PAGE}/<token>")
def change_own_place(token: str) -> ResponseReturnValue:
    """Give the place back, or take the one that is kept."""
    require("activity.join")
    step = request.form.get("viec", "")
    if step not in STEPS:
        abort(400)
    try:
        place = own_place(token, STEPS[step])
    except NotFound:
        raise
    except Refusal as refusal:
        if refusal.kind == "not_found":
            raise
        flash(" ".join(for_people(refusal)), "bad")
    else:
        told = gettext("Đã nhận chỗ.") if place["status"] == "confirmed" else gettext("Đã hủy đăng ký.")
        flash(told, "good")
    return redirect(url_for("web.own_place_page", token=token), code=303)


def _ticket(place: Row) -> Row | None:
    """The code for the door, and its picture; it holds what a badge's does."""
    if not place["code"]:
        return None
    drawn = segno.make(place["code"], error="m", micro=False)
    return {"code": spaced(place["code"]), "picture": drawn.svg_data_uri(scale=PIXELS_PER_MODULE, light="#fff")}
