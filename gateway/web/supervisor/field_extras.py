"""A photo as evidence, or a finding, from a question of a visit: the pages for a browser without JavaScript."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.commands.monitoring.findings import SEVERITIES
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may
from gateway.api.asking import ask, context
from gateway.api.monitoring.evidence import send_file
from gateway.api.monitoring.supervision_visits import FindingInVisit, raise_finding_in
from gateway.web.blueprint import pages
from gateway.web.formatting import words
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.supervisor.field_answers import Row, key_of
from gateway.web.supervisor.field_form import own_visit
from runtime.clock import local_day, utc_now

FINDING = ("severity", "found_on", "summary", "detail", "recommendation")
WHEN_EMPTY = {
    "severity": "Chọn mức độ.", "found_on": "Chọn ngày phát hiện.", "summary": "Tóm tắt phát hiện trong một câu.",
}


@pages.get("/giam-sat/hien-truong/<visit_id>/bang-chung")
@for_those_who_may("visit.save")
def evidence_form(visit_id: str) -> ResponseReturnValue:
    """Which photo or file?"""
    return _page("field_evidence.html", visit_id, [], {})


@pages.post("/giam-sat/hien-truong/<visit_id>/bang-chung")
@for_those_who_may("visit.save")
def send_evidence_now(visit_id: str) -> ResponseReturnValue:
    """Keep it as evidence of the question."""
    own_visit(visit_id)
    file, values = request.files.get("tep"), typed(["caption"], longest=300)
    if file is None or not file.filename:
        return _page("field_evidence.html", visit_id, [Problem("tep", "Chọn ảnh hoặc tệp.")], values), 422
    subject, question = _place()
    told = {"checklist": subject, "question": question, **values}
    try:
        key = request.form.get(KEY) or new_key()
        given = {name: text for name, text in told.items() if text}
        send_file(visit_id, file.stream, given, file.filename, context(key))
    except Refusal as refusal:
        return _page("field_evidence.html", visit_id, problem_of(refusal, {"file": "tep"}), values), 422
    flash("Máy chủ đã nhận tệp.", "good")
    return _back(visit_id)


@pages.get("/giam-sat/hien-truong/<visit_id>/phat-hien")
@for_those_who_may("visit.save")
def field_finding_form(visit_id: str) -> ResponseReturnValue:
    """What was found?"""
    return _page("field_finding.html", visit_id, [], {"found_on": local_day(utc_now()).isoformat()})


@pages.post("/giam-sat/hien-truong/<visit_id>/phat-hien")
@for_those_who_may("visit.save")
def raise_field_finding(visit_id: str) -> ResponseReturnValue:
    """File a finding of the question."""
    visit, values = own_visit(visit_id), typed(FINDING)
    subject, question = _place()
    told = {name: text.replace("\r\n", "\n") for name, text in values.items()}
    told = {**told, "checklist": subject, "question": question}
    problems = problems_in(FindingInVisit(), told, values, WHEN_EMPTY)
    try:
        if not problems:
            made = raise_finding_in(visit, told, request.form.get(KEY) or new_key())
            flash(f"Đã lập phát hiện {made['finding_id']}.", "good")
            return _back(visit_id)
    except Refusal as refusal:
        problems = problem_of(refusal)
    return _page("field_finding.html", visit_id, problems, values), 422


def _place() -> tuple[str, str]:
    return request.values.get("phieu", "")[:60], request.values.get("cau", "")[:60]


def _back(visit_id: str) -> ResponseReturnValue:
    return redirect(url_for("web.field_form", visit_id=visit_id, _anchor=key_of(*_place())), code=303)


def _page(template: str, visit_id: str, problems: list[Problem], values: dict[str, str]) -> str:
    visit, (subject, code) = own_visit(visit_id), _place()
    checklist: Row = ask("monitoring", "get_checklist", {"visit_id": visit_id, "subject": subject})
    question = next((one for one in checklist["questions"] if one["code"] == code), None)
    return render_template(
        template, visit=visit, checklist=checklist, question=question, subject=subject, code=code, values=values,
        problems=problems, key=new_key(), severities=[(one, words(one)) for one in reversed(SEVERITIES)],
    )
