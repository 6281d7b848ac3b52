"""Yearly plans of supervision: which there are, their lines and the days of their visits, approval and sending."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import Schema

from contracts.commands.monitoring import plans as asked
from contracts.refusals import NotFound, Refusal
from gateway.access import allow_table
from gateway.access.current import for_those_who_may, principal, require
from gateway.api.asking import ask
from gateway.reports import listing
from gateway.web.addresses import address, chosen_of
from gateway.web.blueprint import pages
from gateway.web.campaigns import ROWS_ON_A_PAGE, Row, chosen_campaign, page_number, units_of
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_, said
from gateway.web.sending import send
from gateway.web.supervisor.plan_words import BODIES, DRAFT_DOCUMENT, KINDS, PLAN_STATUS, PLAN_TAGS, RECURRENCES
from runtime.clock import local_day, utc_now

PAGE = "/giam-sat/ke-hoach"
FILTERS = {"status": 20, "body": 40, "unit": 5}

STEPS: dict[str, tuple[str, type[Schema], tuple[str, ...], str, str]] = {
    "duyet": ("approve_plan", asked.ApprovePlan, ("approved_on", "decision"), "plan.approve", N_("Đã duyệt kế hoạch.")),
    "gui": ("send_plan", asked.SendPlan, ("sent_on", "document_number"), "plan.save", N_("Đã ghi ngày gửi kế hoạch.")),
    "rut": ("withdraw_plan", asked.WithdrawPlan, ("reason",), "plan.save", N_("Đã rút kế hoạch.")),
}
"""Per step: command, its schema, its fields, who may, and what is said afterwards."""

OPEN_STEPS = {"draft": ("duyet", "rut"), "approved": ("gui", "rut"), "sent": (), "withdrawn": ()}
WHEN_EMPTY = {
    "approved_on": N_("Chọn ngày duyệt."), "decision": N_("Gõ số quyết định."), "sent_on": N_("Chọn ngày gửi."),
    "document_number": N_("Gõ số văn bản."), "reason": N_("Ghi lý do."),
}


@pages.get(PAGE)
@for_those_who_may("plan.read")
def plan_list() -> ResponseReturnValue:
    """The campaign's plans, the newest first."""
    asking, campaign, chosen = principal(), chosen_campaign(), _chosen()
    page = page_number()
    rows: list[Row] = []
    more = False
    if campaign:
        state: Row = {name: value for name, value in chosen.items() if name in ("status", "body")}
        areas = allow_table.areas(asking, "plan.read")
        match = listing.Question(
            "supervision_plan", campaign["campaign"], areas, chosen.get("unit"), state=state
        ).match()
        rows, more = listing.numbered_page(match, page, ROWS_ON_A_PAGE)
    here = {**chosen, "campaign": campaign["campaign"]} if campaign else {}
    shown: Row = {
        "next_page": address("web.plan_list", here, trang=page + 1) if more else None,
        "first": address("web.plan_list", here) if page > 1 else "",
        "plain": url_for("web.plan_list", campaign=here.get("campaign")),
        "status_options": [("", gettext("Tất cả")), *((one, said(text)) for one, text in PLAN_STATUS.items())],
        "body_options": [("", gettext("Tất cả")), *((one, said(text)) for one, text in BODIES.items())],
        "unit_options": [("", gettext("Tất cả")), *(units_of(campaign, asking, "plan.read") if campaign else [])],
        "exports": [
            (kind.upper(), address(f"supervision_plans.export_supervision_plan_{kind}", here))
            for kind in ("csv", "xlsx")
        ] if here else [],
    }
    return render_template(
        "supervisor/plan_list.html", campaign=campaign, rows=rows, values=chosen, bodies=BODIES,
        status_words=PLAN_STATUS, tags=PLAN_TAGS, may_save=asking.may_somewhere("plan.save"), **shown,
    )


@pages.get(f"{PAGE}/<plan_id>")
@for_those_who_may("plan.read")
def plan_page(plan_id: str) -> ResponseReturnValue:
    """A plan with its lines, its days month by month, and the steps that this account may record."""
    return _page(_plan(plan_id, "plan.read"), {}, [])


@pages.post(f"{PAGE}/<plan_id>/<step>")
@for_those_who_may("plan.read")
def step_of_plan(plan_id: str, step: str) -> ResponseReturnValue:
    """Approve, send, withdraw."""
    if step not in STEPS:
        raise NotFound(gettext("Không có trang này."), remedy=gettext("Quay lại kế hoạch."))
    method, schema, fields, action, done = STEPS[step]
    found = _plan(plan_id, action)
    values = typed((*fields, KEY), longest=1001)
    payload = {name: values[name] for name in fields}
    problems = problems_in(schema(exclude=["plan_id"]), payload, values, WHEN_EMPTY)
    if problems:
        return _page(found, values, problems), 422
    try:
        send("monitoring", method, {**payload, "plan_id": plan_id}, values[KEY] or new_key())
    except Refusal as refusal:
        return _page(_plan(plan_id, action), values, problem_of(refusal)), 409
    flash(said(done), "good")
    return redirect(url_for("web.plan_page", plan_id=plan_id), code=303)


def by_month(deadlines: list[Row]) -> list[tuple[str, list[Row]]]:
    """The days of visits under the months (`2024-06`) in which they fall, in order; other deadlines are left out."""
    months: dict[str, list[Row]] = {}
    for one in sorted(deadlines, key=lambda one: str(one["due_on"])):
        if one["clock"] == "plan_item":
            months.setdefault(one["due_on"][:7], []).append(one)
    return list(months.items())


def _chosen() -> dict[str, str]:
    chosen = chosen_of(FILTERS)
    known = {"status": list(PLAN_STATUS), "body": list(BODIES)}
    return {name: value for name, value in chosen.items() if value in known.get(name, [value])}


def _plan(plan_id: str, action: str) -> Row:
    found = ask("monitoring", "get_plan", {"id": plan_id})
    require(action, found["unit"])
    return found


def _page(found: Row, values: dict[str, str], problems: list[Problem]) -> str:
    today = local_day(utc_now()).isoformat()
    days = dict.fromkeys(("approved_on", "sent_on"), today)
    steps = [step for step in OPEN_STEPS[found["status"]] if principal().may(STEPS[step][3], found["unit"])]
    return render_template(
        "supervisor/plan.html", plan=found, problems=problems, values={**days, **values}, steps=steps, key=new_key(),
        months=by_month(found["deadlines"]), today=today, bodies=BODIES, kinds=KINDS, recurrences=RECURRENCES,
        draft_document=DRAFT_DOCUMENT, status_words=PLAN_STATUS, tags=PLAN_TAGS,
        may_amend=principal().may("plan.save", found["unit"]),
        sending=[one for one in found["deadlines"] if one["clock"] == "plan_sent"],
    )
