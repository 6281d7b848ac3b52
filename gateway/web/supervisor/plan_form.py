"""Drawing a yearly plan up, or amending its lines: what is looked at where and how often; no day is typed."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.monitoring.plans import AmendPlan, MakePlan
from contracts.commands.monitoring.subjects import SUBJECTS
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal, require
from gateway.api.asking import ask
from gateway.api.monitoring.supervision_plans import check_level, check_targets
from gateway.api.taking_part import check_takes_part
from gateway.reports.reading import at_one_moment
from gateway.units import current_tree
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, chosen_campaign, units_of
from gateway.web.formatting import words
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_, said
from gateway.web.organiser.golf_desk import code_of
from gateway.web.sending import send
from gateway.web.supervisor.plan_words import BODIES, DRAFT_DOCUMENT, KINDS, RECURRENCES
from gateway.web.supervisor.plans import PAGE
from runtime.clock import local_day, utc_now

MOST_LINES, EMPTY_LINES = 60, 3
PARTS = ("title", "kind", "subject", "every", "month", "day", "code")
HEAD = ("unit", "body", "neighbourhood", "year", "title", "made_on")
WHEN_EMPTY = {
    "unit": N_("Chọn đơn vị."), "title": N_("Gõ tên kế hoạch."), "year": N_("Gõ năm."), "made_on": N_("Chọn ngày lập."),
    "reason": N_("Ghi lý do sửa."),
}

Typed = dict[str, Any]


@pages.get(f"{PAGE}/moi")
@for_those_who_may("plan.save")
def supervision_plan_form() -> ResponseReturnValue:
    """An empty plan of this year."""
    today = local_day(utc_now())
    values = {"body": "fatherland_front", "year": str(today.year), "made_on": today.isoformat()}
    return _form(chosen_campaign(), None, values, [], new_key())


@pages.post(f"{PAGE}/moi")
@for_those_who_may("plan.save")
def make_supervision_plan() -> ResponseReturnValue:
    """Keep the plan; its days follow from how often each line comes round."""
    campaign = chosen_campaign()
    values: Typed = {**typed(HEAD, longest=301), **_lines_typed()}
    key = request.form.get(KEY) or new_key()
    items, places = items_of(values)
    code = values["unit"]
    unit = current_tree().get(code)
    level = "neighbourhood" if values["neighbourhood"] else unit.level if unit else ""
    payload = {
        "campaign": campaign["campaign"] if campaign else "", "unit": code, "level": level, "body": values["body"],
        "year": _whole(values["year"]), "title": values["title"], "made_on": values["made_on"], "items": items,
    }
    places |= {"level": "unit"}
    problems = problems_in(MakePlan(), payload, values, WHEN_EMPTY, places)
    if problems:
        return _form(campaign, None, values, _once_each(problems), key), 422
    require("plan.save", code)
    try:
        check_takes_part(payload["campaign"], code)
        check_level(level, code)
        check_targets(code, items)
        made = send("monitoring", "make_plan", payload, key)
    except Refusal as refusal:
        return _form(campaign, None, values, problem_of(refusal, places), new_key()), 409
    flash(gettext("Đã lập kế hoạch: %(count)s lượt trong năm.", count=made["occurrences"]), "good")
    return redirect(url_for("web.plan_page", plan_id=made["plan_id"]), code=303)


@pages.get(f"{PAGE}/<plan_id>/sua")
@for_those_who_may("plan.save")
def plan_amendment(plan_id: str) -> ResponseReturnValue:
    """The lines as they are."""
    plan = _plan(plan_id)
    return _form(_campaign_of(plan), plan, lines_filled_in(plan["item_list"]), [], new_key())


@pages.post(f"{PAGE}/<plan_id>/sua")
@for_those_who_may("plan.save")
def amend_supervision_plan(plan_id: str) -> ResponseReturnValue:
    """Keep the lines; the plan then waits for its approval again."""
    plan = _plan(plan_id)
    values: Typed = {**typed(["reason"], longest=1001), **_lines_typed()}
    key = request.form.get(KEY) or new_key()
    items, places = items_of(values)
    payload = {"plan_id": plan_id, "reason": values["reason"], "items": items}
    problems = problems_in(AmendPlan(), payload, values, WHEN_EMPTY, places)
    if problems:
        return _form(_campaign_of(plan), plan, values, _once_each(problems), key), 422
    try:
        check_targets(plan["unit"], items)
        send("monitoring", "amend_plan", payload, key)
    except Refusal as refusal:
        return _form(_campaign_of(plan), plan, values, problem_of(refusal, places), new_key()), 409
    flash(gettext("Đã sửa; kế hoạch chờ duyệt lại."), "good")
    return redirect(url_for("web.plan_page", plan_id=plan_id), code=303)


def items_of(values: Typed) -> tuple[list[Row], dict[str, str]]:
    """The lines that have a title, and where in the form each part of the command stands."""
    taken = {values[f"code_{line}"] for line in range(MOST_LINES)} - {""}
    items: list[Row] = []
    places: dict[str, str] = {"items": "title_0"}
    for line in range(MOST_LINES):
        told = {part: values[f"{part}_{line}"] for part in PARTS}
        if not told["title"]:
            continue
        at = f"items.{len(items)}"
        places |= {f"{at}.{part}": f"{part}_{line}" for part in (*PARTS, "targets")}
        places[f"{at}.code"] = f"title_{line}"
        targets = values[f"targets_{line}"]
        places |= {f"{at}.targets.{place}": f"targets_{line}" for place, _ in enumerate(targets)}
        items.append({
            **{name: told[name] for name in ("title", "kind", "subject", "every")}, "targets": targets,
            "month": _whole(told["month"]), "day": _whole(told["day"] or "31"),
            "code": told["code"] or code_of(told["title"], taken),
        })
    return items, places


def lines_filled_in(items: list[Row]) -> Typed:
    """The lines of the form."""
    values: Typed = {}
    for line, one in enumerate(items):
        values |= {f"{part}_{line}": str(one[part]) for part in PARTS} | {f"targets_{line}": list(one["targets"])}
    return values


def _lines_typed() -> Typed:
    names = [f"{part}_{line}" for line in range(MOST_LINES) for part in PARTS]
    targets = {f"targets_{line}": request.form.getlist(f"targets_{line}")[:200] for line in range(MOST_LINES)}
    return {**typed(names, longest=301), **targets}


def _whole(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else text


def _once_each(problems: list[Problem]) -> list[Problem]:
    """One per field: each wrong unit of a line is said of the line."""
    return list({one.field: one for one in reversed(problems)}.values())[::-1]


def _plan(plan_id: str) -> Row:
    plan = ask("monitoring", "get_plan", {"id": plan_id})
    require("plan.save", plan["unit"])
    return plan


def _campaign_of(plan: Row) -> Row | None:
    row = at_one_moment(lambda snapshot: snapshot.row("campaign", plan["campaign"]))
    return dict(row["state"]) if row else None


def _form(campaign: Row | None, plan: Row | None, values: Typed, problems: list[Problem], key: str) -> str:
    used = [line for line in range(MOST_LINES) if values.get(f"title_{line}")]
    units = units_of(campaign, principal(), "plan.save") if campaign else []
    subjects = [(one, DRAFT_DOCUMENT if one == "draft_document" else words(one)) for one in SUBJECTS]
    return render_template(
        "supervisor/plan_form.html", campaign=campaign, plan=plan, values=values, problems=problems, key=key,
        lines=range(min((used[-1] + 1 if used else 0) + EMPTY_LINES, MOST_LINES)), unit_options=units,
        bodies=list(BODIES.items()), kinds=list(KINDS.items()), recurrences=list(RECURRENCES.items()),
        subjects=subjects, months=[(str(one), gettext("Tháng %(month)s", month=one)) for one in range(1, 13)],
        action=url_for("web.amend_supervision_plan", plan_id=plan["plan_id"]) if plan
        else url_for("web.make_supervision_plan"), heading=said(N_("Sửa kế hoạch") if plan else N_("Lập kế hoạch năm")),
    )
