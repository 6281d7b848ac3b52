"""Recommendations: which are late, each with the words of both sides and what comes next; a new one of a finding."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import Schema

from contracts.commands.monitoring import recommendations as asked
from contracts.refusals import NotFound, Refusal
from gateway.access import allow_table
from gateway.access.current import for_those_who_may, principal, require
from gateway.api.asking import ask
from gateway.api.taking_part import check_takes_part
from gateway.reports import listing
from gateway.reports.reading import at_one_moment
from gateway.web.addresses import address, chosen_of
from gateway.web.blueprint import pages
from gateway.web.campaigns import ROWS_ON_A_PAGE, Row, chosen_campaign, page_number, units_of
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_, said
from gateway.web.sending import send
from gateway.web.supervisor.plan_words import RECOMMENDATION_STATUS, RECOMMENDATION_TAGS
from runtime.clock import local_day, utc_now

PAGE = "/giam-sat/kien-nghi"
FILTERS = {"status": 20, "unit": 5}
ENDED = ("verified", "withdrawn")

STEPS: dict[str, tuple[str, type[Schema], tuple[str, ...], str, str]] = {
    "tra-loi": ("reply_to_recommendation", asked.ReplyToRecommendation, ("replied_on", "text"), "finding.answer",
                N_("Đã ghi văn bản trả lời.")),
    "khac-phuc": ("remedy_recommendation", asked.RemedyRecommendation, ("remedied_on", "text"), "finding.answer",
                  N_("Đã ghi việc khắc phục; người khác kiểm tra lại rồi mới kết thúc.")),
    "kiem-tra": ("verify_recommendation", asked.VerifyRecommendation, ("verified_on", "passed", "conclusion"),
                 "finding.close", N_("Đã ghi kết quả kiểm tra lại.")),
    "rut": ("withdraw_recommendation", asked.WithdrawRecommendation, ("reason",), "finding.raise",
            N_("Đã rút kiến nghị.")),
}
"""Per step: command, its schema, its fields, who may, and what is said afterwards."""

IN_THE_FORM = {"khac-phuc": {"text": "da_lam"}}
"""Per step fields of the contract that are called otherwise on the page, where two steps may stand side by side."""

WHEN_EMPTY = {
    "da_lam": N_("Viết nội dung."),
    "replied_on": N_("Chọn ngày trả lời."), "remedied_on": N_("Chọn ngày khắc phục."),
    "verified_on": N_("Chọn ngày kiểm tra lại."), "text": N_("Viết nội dung."), "conclusion": N_("Viết kết luận."),
    "reason": N_("Ghi lý do."), "passed": N_("Chọn kết quả."), "body": N_("Gõ tên cơ quan, đơn vị nhận."),
    "document_number": N_("Gõ số văn bản."), "sent_on": N_("Chọn ngày gửi."), "unit": N_("Chọn đơn vị."),
}
NEW = ("unit", "body", "text", "document_number", "sent_on", "remedy_by")


@pages.get(PAGE)
@for_those_who_may("finding.read")
def recommendation_list() -> ResponseReturnValue:
    """The campaign's recommendations, the newest first, with what is due and what came."""
    asking, campaign, chosen = principal(), chosen_campaign(), _chosen()
    page = page_number()
    rows: list[Row] = []
    more = False
    if campaign:
        state: Row = {name: value for name, value in chosen.items() if name == "status"}
        areas = allow_table.areas(asking, "finding.read")
        match = listing.Question(
            "recommendation", campaign["campaign"], areas, chosen.get("unit"), state=state
        ).match()
        rows, more = listing.numbered_page(match, page, ROWS_ON_A_PAGE)
    here = {**chosen, "campaign": campaign["campaign"]} if campaign else {}
    shown: Row = {
        "next_page": address("web.recommendation_list", here, trang=page + 1) if more else None,
        "first": address("web.recommendation_list", here) if page > 1 else "",
        "plain": url_for("web.recommendation_list", campaign=here.get("campaign")),
        "status_options": [
            ("", gettext("Tất cả")), *((one, said(text)) for one, text in RECOMMENDATION_STATUS.items())
        ],
        "unit_options": [("", gettext("Tất cả")), *(units_of(campaign, asking, "finding.read") if campaign else [])],
        "exports": [
            (kind.upper(), address(f"recommendations.export_recommendation_{kind}", here)) for kind in ("csv", "xlsx")
        ] if here else [],
    }
    return render_template(
        "supervisor/recommendation_list.html", campaign=campaign, rows=rows, values=chosen,
        today=local_day(utc_now()).isoformat(), status_words=RECOMMENDATION_STATUS, tags=RECOMMENDATION_TAGS,
        ended=ENDED, **shown,
    )


@pages.get(f"{PAGE}/<recommendation_id>")
@for_those_who_may("finding.read")
def recommendation_page(recommendation_id: str) -> ResponseReturnValue:
    """One recommendation, and the steps that this account may record."""
    return _page(_recommendation(recommendation_id, "finding.read"), "", {}, [])


@pages.post(f"{PAGE}/<recommendation_id>/<step>")
@for_those_who_may("finding.read")
def step_of_recommendation(recommendation_id: str, step: str) -> ResponseReturnValue:
    """Record the step; what was typed is kept where something is wrong."""
    if step not in STEPS:
        raise NotFound(gettext("Không có trang này."), remedy=gettext("Quay lại kiến nghị."))
    method, schema, fields, action, done = STEPS[step]
    found = _recommendation(recommendation_id, action)
    places = IN_THE_FORM.get(step, {})
    values = typed((*(places.get(name, name) for name in fields), KEY), longest=5001)
    payload: dict[str, Any] = {name: values[places.get(name, name)] for name in fields}
    if "passed" in payload:
        payload["passed"] = {"co": True, "khong": False}.get(values["passed"], values["passed"])
    problems = problems_in(schema(exclude=["recommendation_id"]), payload, values, WHEN_EMPTY, places)
    if problems:
        return _page(found, step, values, problems), 422
    try:
        send("monitoring", method, {**payload, "recommendation_id": recommendation_id}, values[KEY] or new_key())
    except Refusal as refusal:
        return _page(_recommendation(recommendation_id, action), step, values, problem_of(refusal, places)), 409
    flash(said(done), "good")
    return redirect(url_for("web.recommendation_page", recommendation_id=recommendation_id), code=303)


@pages.get("/giam-sat/<finding_id>/kien-nghi")
@for_those_who_may("finding.raise")
def recommendation_form(finding_id: str) -> ResponseReturnValue:
    """To whom is what recommended?"""
    finding = _finding(finding_id)
    return _form(finding, {"unit": finding["unit"], "sent_on": local_day(utc_now()).isoformat()}, [], new_key())


@pages.post("/giam-sat/<finding_id>/kien-nghi")
@for_those_who_may("finding.raise")
def make_recommendation(finding_id: str) -> ResponseReturnValue:
    """Keep it; the clock of the reply runs from the day on which it was sent."""
    finding = _finding(finding_id)
    values, key = typed(NEW, longest=5001), request.form.get(KEY) or new_key()
    payload = {"finding_id": finding_id, **values, "remedy_by": values["remedy_by"] or None}
    problems = problems_in(asked.MakeRecommendation(), payload, values, WHEN_EMPTY)
    if problems:
        return _form(finding, values, problems, key), 422
    try:
        check_takes_part(finding["campaign"], values["unit"])
        made = send("monitoring", "make_recommendation", payload, key)
    except Refusal as refusal:
        return _form(finding, values, problem_of(refusal), new_key()), 409
    flash(gettext("Đã ghi kiến nghị."), "good")
    onward = url_for("web.recommendation_page", recommendation_id=made["recommendation_id"])
    return redirect(onward, code=303)


def _chosen() -> dict[str, str]:
    chosen = chosen_of(FILTERS)
    known = {"status": list(RECOMMENDATION_STATUS)}
    return {name: value for name, value in chosen.items() if value in known.get(name, [value])}


def _recommendation(recommendation_id: str, action: str) -> Row:
    found = ask("monitoring", "get_recommendation", {"id": recommendation_id})
    require(action, found["unit"])
    return found


def _finding(finding_id: str) -> Row:
    finding = ask("monitoring", "get_finding", {"id": finding_id})
    require("finding.raise", finding["unit"])
    return finding


def open_steps(found: Row) -> list[str]:
    """The steps that may come next, by how far it is: a remedy may be told before anybody has written."""
    if found["status"] in ENDED:
        return []
    return [
        *(["tra-loi"] if not found["reply"] else []), *(["khac-phuc"] if not found["remedy"] else ["kiem-tra"]), "rut",
    ]


def _page(found: Row, tried: str, values: dict[str, str], problems: list[Problem]) -> str:
    today = local_day(utc_now()).isoformat()
    days = dict.fromkeys(("replied_on", "remedied_on", "verified_on"), today)
    return render_template(
        "supervisor/recommendation.html", found=found, problems=problems, values={**days, **values}, tried=tried,
        steps=[step for step in open_steps(found) if principal().may(STEPS[step][3], found["unit"])], key=new_key(),
        status_words=RECOMMENDATION_STATUS, tags=RECOMMENDATION_TAGS, today=today, ended=ENDED,
        finding=ask("monitoring", "get_finding", {"id": found["finding_id"]}),
    )


def _form(finding: Row, values: dict[str, str], problems: list[Problem], key: str) -> str:
    campaign = at_one_moment(lambda snapshot: snapshot.row("campaign", finding["campaign"]))
    options = units_of(campaign["state"], principal(), "finding.raise") if campaign else []
    return render_template(
        "supervisor/recommendation_form.html", finding=finding, values=values, problems=problems, key=key,
        unit_options=options,
    )
