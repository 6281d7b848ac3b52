"""One finding with its history, and the step that comes next: a reply, a remedy, or somebody else's look at it."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import Schema

from contracts.commands.monitoring import findings as asked
from contracts.refusals import NotFound, Refusal
from gateway.access.current import for_those_who_may, principal, require
from gateway.api.asking import ask
from gateway.reports.finding_deadlines import owed
from gateway.reports.reading import at_one_moment
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_, said
from gateway.web.sending import send
from gateway.web.supervisor.plan_words import RECOMMENDATION_STATUS, RECOMMENDATION_TAGS
from runtime.clock import local_day, utc_now

STEPS: dict[str, tuple[str, type[Schema], tuple[str, str], str, str]] = {
    "tra-loi": ("record_reply", asked.RecordReply, ("replied_on", "text"), "finding.answer",
                N_("Đã ghi trả lời. Trả lời chưa kết thúc phát hiện: còn phải khắc phục.")),
    "khac-phuc": ("record_remedy", asked.RecordRemedy, ("remedied_on", "text"), "finding.answer",
                  N_("Đã ghi việc khắc phục. Đoàn giám sát sẽ kiểm tra lại.")),
    "ket-thuc": ("close_finding", asked.CloseFinding, ("verified_on", "conclusion"), "finding.close",
                 N_("Đã kiểm tra lại và kết thúc phát hiện.")),
}
"""Per step: command, its schema, its day and its text, who may, and what is said afterwards."""

MOST_PER_FINDING = 50
"""Recommendations; a finding takes no more."""

NEXT = {"open": "tra-loi", "replied": "khac-phuc", "remedied": "ket-thuc"}
"""By how far a finding has come, the step that follows."""

WHEN_EMPTY = {
    "replied_on": N_("Chọn ngày trả lời."), "remedied_on": N_("Chọn ngày khắc phục."),
    "verified_on": N_("Chọn ngày kiểm tra lại."), "text": N_("Viết nội dung."), "conclusion": N_("Viết kết luận."),
}


@pages.get("/giam-sat/<finding_id>")
@for_those_who_may("finding.read")
def finding_page(finding_id: str) -> ResponseReturnValue:
    """A finding with its history; right after filing, its receipt."""
    finding = ask("monitoring", "get_finding", {"id": finding_id})
    require("finding.read", finding["unit"])
    return _page(finding, {}, [])


@pages.post("/giam-sat/<finding_id>/<step>")
@for_those_who_may("finding.read")
def step_of_finding(finding_id: str, step: str) -> ResponseReturnValue:
    """Record the step; what was typed is kept where something is wrong."""
    if step not in STEPS:
        raise NotFound(gettext("Không có trang này."), remedy=gettext("Quay lại phát hiện."))
    method, schema, fields, action, done = STEPS[step]
    finding = ask("monitoring", "get_finding", {"id": finding_id})
    require(action, finding["unit"])
    values = typed((*fields, KEY), longest=5001)
    payload = {name: values[name] for name in fields}
    problems = problems_in(schema(exclude=["finding_id"]), payload, values, WHEN_EMPTY)
    if not problems:
        try:
            send("monitoring", method, {**payload, "finding_id": finding_id}, values[KEY] or new_key())
        except Refusal as refusal:
            problems = problem_of(refusal)
        else:
            flash(said(done), "good")
            return redirect(url_for("web.finding_page", finding_id=finding_id), code=303)
    return _page(finding, values, problems), 422


def _recommendations(finding: Row) -> list[Row]:
    """Those of a finding, from the read models, in the order in which they were sent."""
    match = {"kind": "recommendation", "campaign": finding["campaign"], "state.finding_id": finding["finding_id"]}
    return at_one_moment(lambda snapshot: [
        row["state"] for row in snapshot.rows(match, sort=[("on", 1), ("_id", 1)], limit=MOST_PER_FINDING)
    ])


def _page(finding: Row, values: dict[str, str], problems: list[Problem]) -> str:
    today = local_day(utc_now())
    step = NEXT.get(finding["status"], "")
    may = bool(step) and principal().may(STEPS[step][3], finding["unit"])
    days = {fields[0]: today.isoformat() for _, _, fields, _, _ in STEPS.values()}
    id = finding["finding_id"]
    return render_template(
        "finding.html", finding=finding, owes=owed(finding["campaign"], [id], today).get(id, []),
        just_sent=request.args.get("da_gui") == "1", step=step if may else "", problems=problems,
        values={**days, **values}, key=new_key(), recommendations=_recommendations(finding),
        may_recommend=finding["status"] != "closed" and principal().may("finding.raise", finding["unit"]),
        recommendation_words=RECOMMENDATION_STATUS, recommendation_tags=RECOMMENDATION_TAGS,
    )
