"""The form that a team fills in on a visit, with or without JavaScript, with or without a network.

Without JavaScript it is one form with all questions.  With it, `field_form.js` keeps each answer on the device as it is
typed and sends it when it can; `field_worker.js` keeps the page.  What it keeps is the shell: questions without
answers, without secrets and without who is logged in."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import ask
from gateway.api.monitoring.supervision_visits import resource as visits
from gateway.web.blueprint import pages
from gateway.web.forms import KEY, Problem, new_key, problem_of
from gateway.web.sending import send
from gateway.web.supervisor.field_answers import CHOICES, Row, Sent, content, key_of, mark, save_form
from gateway.web.supervisor.field_list import field_version
from runtime.clock import local_day, utc_now

NOTHING_SENT = Sent(0, 0, [], {})


@pages.get("/giam-sat/hien-truong/<visit_id>/")
@for_those_who_may("visit.save")
def field_form(visit_id: str) -> ResponseReturnValue:
    """The questions of a visit with their answers."""
    return _page(own_visit(visit_id), NOTHING_SENT)


@pages.post("/giam-sat/hien-truong/<visit_id>/")
@for_those_who_may("visit.save")
def save_answers(visit_id: str) -> ResponseReturnValue:
    """Save what was touched; what is refused stands in the form as it was typed."""
    visit = own_visit(visit_id)
    sent = save_form(visit_id, checklists_of(visit), request.form, request.form.get(KEY) or new_key())
    if sent.saved:
        flash(f"Máy chủ đã ghi {sent.saved} câu.", "good")
    if sent.conflicts:
        flash(f"{sent.conflicts} câu đã có người khác sửa: hai bản đều được giữ. Chọn một bản ở câu đó.", "bad")
    if sent.problems:
        return _page(visit, sent), 422
    if not sent.saved and not sent.conflicts:
        flash("Không có câu nào thay đổi.", "")
    return redirect(url_for("web.field_form", visit_id=visit_id), code=303)


@pages.post("/giam-sat/hien-truong/<visit_id>/bat-dau")
@for_those_who_may("visit.save")
def begin_visit(visit_id: str) -> ResponseReturnValue:
    """The team is at work from today on."""
    own_visit(visit_id)
    began = {"visit_id": visit_id, "started_on": local_day(utc_now()).isoformat()}
    try:
        send("monitoring", "start_visit", began, request.form.get(KEY) or new_key())
    except Refusal as refusal:
        return _page(own_visit(visit_id), Sent(0, 0, problem_of(refusal, {"started_on": ""}), {})), 422
    flash("Đã ghi: đoàn bắt đầu làm việc hôm nay.", "good")
    return redirect(url_for("web.field_form", visit_id=visit_id), code=303)


@pages.get("/giam-sat/hien-truong/<visit_id>/vo")
@for_those_who_may("visit.save")
def field_shell(visit_id: str) -> ResponseReturnValue:
    """The page as the device keeps it for when there is no network."""
    visit = own_visit(visit_id)
    return render_template("field_form.html", **_parts(visit, checklists_of(visit)), shell=True, asking=None)


def own_visit(visit_id: str) -> Row:
    """A visit of a unit for which whoever asks may fill in forms.  Raises VisitNotFound, NotAllowed."""
    visit = visits.find(visit_id)
    require("visit.save", visit["by_unit"])
    return visit


def checklists_of(visit: Row) -> list[Row]:
    """The visit's checklists, with the answers so far."""
    return [
        ask("monitoring", "get_checklist", {"visit_id": visit["visit_id"], "subject": subject})
        for subject in visit["subjects"]
    ]


def _page(visit: Row, sent: Sent) -> str:
    checklists = checklists_of(visit)
    files: dict[str, list[Row]] = {}
    for one in ask("monitoring", "list_evidence", {"visit_id": visit["visit_id"]})["evidence"]:
        if one["status"] == "kept":
            files.setdefault(key_of(one["checklist"] or "", one["question"] or ""), []).append(one)
    shown = {"files": files, "problems": sent.problems, "key": new_key(), "values": _values(checklists, sent)}
    return render_template("field_form.html", **_parts(visit, checklists) | shown, shell=False)


def _values(checklists: list[Row], sent: Sent) -> dict[str, Row]:
    """By question: what its fields show, on which version, with its mark."""
    values: dict[str, Row] = {}
    for checklist in checklists:
        for question in checklist["questions"]:
            key, answer = key_of(checklist["subject"], question["code"]), question["answer"]
            values[key] = sent.typed.get(key) or {
                **content(answer), "version": answer["version"] if answer else 0, "mark": mark(content(answer)),
            }
    return values


def _parts(visit: Row, checklists: list[Row]) -> dict[str, Any]:
    problems: list[Problem] = []
    return {
        "visit": visit, "checklists": checklists, "version": field_version(), "choices": CHOICES, "key_of": key_of,
        "values": {}, "files": {}, "problems": problems, "open": visit["status"] in ("planned", "under_way"),
        "today": local_day(utc_now()).isoformat(),
    }
