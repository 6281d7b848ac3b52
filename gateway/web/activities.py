"""The organiser's pages: activities, their places and their guests."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gateway.access.current import for_those_who_may, note_look, principal, require, require_somewhere
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, chosen_campaign, listed
from gateway.web.forms import Problem, new_key
from gateway.web.guest_words import ASSISTED, CONSENTS, NEEDS

GUESTS_ON_A_PAGE = 50

LONGEST_SEARCH, SHORTEST_PURPOSE, LONGEST_PURPOSE = 120, 5, 200
"""As the contract has them."""


@pages.get("/hoat-dong")
def activity_list() -> ResponseReturnValue:
    """The campaign's activities in the order of their days; those without a day last."""
    asking = require_somewhere("activity.read")
    campaign = chosen_campaign()
    found = listed(asking, "activity.read", "activity", campaign, newest_first=False)
    found.rows.sort(key=lambda activity: (activity["starts_on"] or "9999", activity["name"]))
    return render_template("activity_list.html", campaign=campaign, activities=found.rows, next_page=found.next_page)


@pages.get("/hoat-dong/<code>")
@for_those_who_may("activity.read")
def activity_page(code: str) -> ResponseReturnValue:
    """Places by quota, a form for a guest, and the guests."""
    activity = ask("events", "get_activity", {"id": code})
    require("activity.read", activity["unit"])
    return activity_view(activity, {"may_wait": "1"}, [], new_key())


def activity_view(activity: Row, values: dict[str, str], problems: list[Problem], key: str) -> str:
    """The page of an activity, with the form as it was filled in."""
    asking = principal()
    guests: dict[str, Any] = {"registrations": [], "next_after": None}
    may_reveal = asking.may("guest.reveal", activity["unit"])
    search = _search(may_reveal)
    problems = [*problems, *_purpose_problems(search)]
    if asking.may("guest.list", activity["unit"]):
        guests = ask("events", "list_registrations", _guest_query(activity["code"], search))
        note_look("guest.list", [one["registration_id"] for one in guests["registrations"]])
    return render_template(
        "activity.html",
        activity=activity,
        quotas=in_reading_order(activity["quotas"]),
        quota_names={quota["code"]: quota["name"] for quota in activity["quotas"]},
        guests=guests,
        values=values,
        problems=problems,
        key=key,
        may_register=bool(activity["quotas"]) and asking.may("guest.register", activity["unit"]),
        may_list=asking.may("guest.list", activity["unit"]),
        may_cancel=asking.may("registration.cancel", activity["unit"]),
        may_reveal=may_reveal,
        search=search,
        needs=NEEDS,
        consents=CONSENTS,
        assisted=ASSISTED,
    )


def in_reading_order(quotas: list[Row]) -> list[Row]:
    """By protocol order, each quota followed by those within it; `depth` says how deep it lies.

    A quota's guests here are its own and those of the quotas within it, so that a line of the table adds up.
    """
    below: dict[str | None, list[Row]] = {}
    for quota in sorted(quotas, key=lambda quota: (quota["protocol_order"], quota["code"])):
        below.setdefault(quota["within"], []).append(quota)

    def walk(parent: str | None, depth: int) -> list[Row]:
        found: list[Row] = []
        for quota in below.get(parent, []):
            within = walk(quota["code"], depth + 1)
            next_below = [one for one in within if one["depth"] == depth + 1]
            counted = {name: quota[name] + sum(one[name] for one in next_below) for name in ("taken", "waiting")}
            found += [{**quota, **counted, "depth": depth}, *within]
        return found

    return walk(None, 0)


def _search(may_reveal: bool) -> dict[str, str]:
    """What is looked for in the list of guests, and why beneficiaries are to be named."""
    typed = {name: request.args.get(name, "").strip() for name in ("tim", "muc_dich")}
    return {"tim": typed["tim"][:LONGEST_SEARCH], "muc_dich": typed["muc_dich"][:LONGEST_PURPOSE] if may_reveal else ""}


def _purpose_problems(search: dict[str, str]) -> list[Problem]:
    if search["muc_dich"] and len(search["muc_dich"]) < SHORTEST_PURPOSE:
        return [Problem("muc_dich", gettext("Ghi rõ mục đích, ít nhất %(least)s ký tự.", least=SHORTEST_PURPOSE))]
    return []


def _guest_query(code: str, search: dict[str, str]) -> dict[str, Any]:
    after = request.args.get("after", "")
    query = {
        "activity": code, "after": int(after) if after.isdecimal() and len(after) < 10 else 0,
        "limit": GUESTS_ON_A_PAGE, "text": search["tim"],
    }
    purpose = search["muc_dich"]
    return query | ({"purpose": purpose} if len(purpose) >= SHORTEST_PURPOSE else {})
