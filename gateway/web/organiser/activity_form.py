"""Making an activity and changing it: what it is, when and where, its blocks of guests, its programme."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.activities import ACTIVITY_KINDS, SaveActivity
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal, require, require_somewhere
from gateway.api.taking_part import check_takes_part
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, chosen_campaign, units_of
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_
from gateway.web.organiser.activities import activity_for, in_reading_order
from gateway.web.organiser.golf_desk import code_of
from gateway.web.sending import send

MOST_QUOTAS = 200
EMPTY_ROWS = 3
PLAIN = ("unit", "kind", "name", "place", "starts_on", "ends_on", "places", "offer_minutes", "waiting_policy")
PARTS = ("ma", "khoi", "cho", "thu", "trong", "rieng", "dam_bao")
FIELDS = (*PLAIN, "waiting_list", "programme", *(f"{part}_{row}" for row in range(MOST_QUOTAS) for part in PARTS))
AT_FIELD = {"code": "khoi", "name": "khoi", "places": "cho", "protocol_order": "thu", "within": "trong"}
POLICIES = (("strict", N_("Theo đúng thứ tự số chờ")), ("best_fit", N_("Xếp vừa chỗ, đoàn lớn trước")))
WHEN_EMPTY = {
    "name": N_("Gõ tên hoạt động."), "unit": N_("Chọn đơn vị tổ chức."), "kind": N_("Chọn loại hoạt động."),
}


@pages.get("/lap-hoat-dong")
@for_those_who_may("activity.save")
def new_activity_form() -> ResponseReturnValue:
    """A form for a new activity of the campaign."""
    require_somewhere("activity.save")
    return _form(None, {"waiting_list": "1", "waiting_policy": "strict"}, [], new_key())


@pages.post("/lap-hoat-dong")
@for_those_who_may("activity.save")
def make_activity() -> ResponseReturnValue:
    """Make it; its code comes from its name."""
    require_somewhere("activity.save")
    return _save(None)


@pages.get("/hoat-dong/<code>/sua")
@for_those_who_may("activity.save")
def activity_form(code: str) -> ResponseReturnValue:
    """The activity as it is."""
    activity = activity_for("activity.save", code)
    return _form(activity, filled_in(activity), [], new_key())


@pages.post("/hoat-dong/<code>/sua")
@for_those_who_may("activity.save")
def change_activity(code: str) -> ResponseReturnValue:
    """Bring it to what the form says; a block with guests can't go."""
    return _save(activity_for("activity.save", code))


def filled_in(activity: Row) -> dict[str, str]:
    """An activity as the fields of the form."""
    values = {name: "" if activity[name] is None else str(activity[name]) for name in PLAIN}
    values["waiting_list"] = "1" if activity["waiting_list"] else ""
    steps = sorted(activity["programme"], key=lambda step: int(step["order"]))
    values["programme"] = "\n".join(step["title"] for step in steps)
    for row, quota in enumerate(in_reading_order(activity["quotas"])):
        values |= {
            f"ma_{row}": quota["code"], f"khoi_{row}": quota["name"], f"cho_{row}": str(quota["places"]),
            f"thu_{row}": str(quota["protocol_order"]), f"trong_{row}": quota["within"] or "",
            f"rieng_{row}": "1" if quota["across"] else "", f"dam_bao_{row}": "1" if quota["guaranteed"] else "",
        }
    return values


def command_of(code: str, campaign: str, values: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """The command that the form gives, and where in the form each part of it stands."""
    rows = [row for row in range(MOST_QUOTAS) if values[f"khoi_{row}"]]
    taken = {values[f"ma_{row}"] for row in rows}
    quotas = [
        {
            "code": values[f"ma_{row}"] or code_of(values[f"khoi_{row}"], taken), "name": values[f"khoi_{row}"],
            "places": _number(values[f"cho_{row}"]), "protocol_order": _number(values[f"thu_{row}"] or "0"),
            "within": values[f"trong_{row}"] or None, "across": bool(values[f"rieng_{row}"]),
            "guaranteed": bool(values[f"dam_bao_{row}"]),
        }
        for row in rows
    ]
    places = {
        f"quotas.{at}.{name}": f"{field}_{row}" for at, row in enumerate(rows) for name, field in AT_FIELD.items()
    }
    places |= {f"quotas.{at}": f"khoi_{row}" for at, row in enumerate(rows)} | {"quotas": "khoi_0"}
    steps = [line.strip() for line in values["programme"].splitlines() if line.strip()]
    command = {
        "code": code, "campaign": campaign, **{name: values[name] for name in ("unit", "kind", "name", "place")},
        **{name: values[name] or None for name in ("starts_on", "ends_on")},
        **{name: _number(values[name]) if values[name] else None for name in ("places", "offer_minutes")},
        "waiting_list": bool(values["waiting_list"]), "waiting_policy": values["waiting_policy"] or "strict",
        "quotas": quotas, "programme": [{"order": at, "title": title} for at, title in enumerate(steps, start=1)],
    }
    return command, places


def _save(activity: Row | None) -> ResponseReturnValue:
    values, key = typed(FIELDS), request.form.get(KEY) or new_key()
    campaign = activity["campaign"] if activity else (chosen_campaign() or {}).get("campaign", "")
    code = activity["code"] if activity else _new_code(values["name"], key)
    command, places = command_of(code, campaign, values)
    places |= {"code": "name", "campaign": "name"} | {f"programme.{at}.title": "programme" for at in range(100)}
    problems = problems_in(SaveActivity(), command, values, WHEN_EMPTY, places)
    if problems:
        return _form(activity, values, problems, key), 422
    require("activity.save", command["unit"])
    try:
        check_takes_part(campaign, command["unit"])
        send("events", "save_activity", command, key)
    except Refusal as refusal:
        return _form(activity, values, problem_of(refusal, places), new_key()), 409
    flash(gettext("Đã lưu hoạt động."), "good")
    return redirect(url_for("web.activity_page", code=code), code=303)


def _new_code(name: str, key: str) -> str:
    """A code after the name; the same for the same form, so that a second press makes no second activity."""
    return f"{code_of(name, set())}-{hashlib.sha256(key.encode()).hexdigest()[:5]}"


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else text


def _form(activity: Row | None, values: dict[str, str], problems: list[Problem], key: str) -> str:
    campaign = chosen_campaign()
    if activity and (campaign is None or campaign["campaign"] != activity["campaign"]):
        campaign = {"campaign": activity["campaign"], "lead_unit": activity["unit"], "units": []}
    units = units_of(campaign, principal(), "activity.save") if campaign else []
    filled = [row for row in range(MOST_QUOTAS) if values.get(f"khoi_{row}")]
    known = [("", N_("– đứng riêng –")), *((one["code"], one["name"]) for one in (activity or {}).get("quotas", []))]
    return render_template(
        "activity_form.html", activity=activity, values=values, problems=problems, key=key, campaign=campaign,
        units=[("", N_("– chọn đơn vị –")), *units], kinds=ACTIVITY_KINDS, policies=POLICIES, within=known,
        rows=range(min((max(filled) + 1 if filled else 0) + EMPTY_ROWS, MOST_QUOTAS)),
    )
