"""The organiser's pages: which activities there are, and one of them with its places."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from gateway.access.current import for_those_who_may, principal, require, require_somewhere
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, chosen_campaign, listed


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
    """Places by quota, and the programme."""
    activity = activity_for("activity.read", code)
    return render_template(
        "activity.html", activity=activity, quotas=in_reading_order(activity["quotas"]),
        may=lambda action: principal().may(action, activity["unit"]),
    )


def activity_for(action: str, code: str) -> Row:
    """The activity, if the account may do this there.  Raises UnknownActivity, NotAllowed."""
    activity = ask("events", "get_activity", {"id": code})
    require(action, activity["unit"])
    return activity


def quota_choices(activity: Row) -> list[tuple[str, str]]:
    """The quotas of an activity to choose from, those within others after them."""
    return [(one["code"], f"{'– ' * one['depth']}{one['name']}") for one in in_reading_order(activity["quotas"])]


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
