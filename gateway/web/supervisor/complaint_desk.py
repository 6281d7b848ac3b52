"""The offices' pages of citizens' complaints: a list, and one complaint with its dialogue and the steps to take.

What was written is shown only to whoever says what for, and each look is kept; so the dialogue is the answer to a form,
and a step leads back to the page without it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import Schema

from contracts.commands.monitoring import complaints as asked
from contracts.refusals import NotFound, Refusal
from gateway.access import allow_table
from gateway.access.current import Principal, for_those_who_may, note_look, principal, require, require_somewhere
from gateway.api.asking import ask
from gateway.api.monitoring.complaints import of_office, resource
from gateway.api.taking_part import check_takes_part
from gateway.reports import complaints as reports
from gateway.reports import listing
from gateway.web.blueprint import pages
from gateway.web.by_link.complaint_pages import WRITERS
from gateway.web.campaigns import Row, chosen_campaign
from gateway.web.formatting import unit_name, words
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_, said
from gateway.web.sending import send
from runtime.clock import local_day, utc_now

PAGE = "/xu-ly-phan-anh"
ROWS_ON_A_PAGE = 50
FILTERS = {"status": asked.COMPLAINT_STATUSES, "category": asked.COMPLAINT_CATEGORIES, "awaits_office": ["1"]}

STEPS: dict[str, tuple[str, type[asked.ComplaintStep], tuple[str, ...], str, str]] = {
    "chuyen": ("forward_complaint", asked.ForwardComplaint, ("body", "body_unit", "forwarded_on"), "complaint.follow",
               N_("Đã chuyển cơ quan trả lời.")),
    "tra-loi": ("answer_complaint", asked.AnswerComplaint, ("answered_on", "text"), "complaint.answer",
                N_("Đã ghi trả lời của cơ quan.")),
    "nhan": ("write_to_complainant", asked.WriteToComplainant, ("text",), "complaint.follow",
             N_("Đã nhắn cho người phản ánh.")),
    "ket-thuc": ("close_complaint", asked.CloseComplaint, ("closed_on", "conclusion"), "complaint.follow",
                 N_("Đã kết thúc phản ánh; hai bên vẫn nhắn được.")),
}
"""Per step of the page: command, its schema, its fields, who may, and what is said afterwards."""

WHEN_EMPTY = {
    "body": N_("Ghi tên cơ quan."),
    "body_unit": N_("Chọn đơn vị của cơ quan."),
    "forwarded_on": N_("Chọn ngày chuyển."),
    "answered_on": N_("Chọn ngày trả lời."),
    "text": N_("Viết nội dung."),
    "closed_on": N_("Chọn ngày kết thúc."),
    "conclusion": N_("Viết kết luận."),
}


@pages.get(PAGE)
def complaint_list() -> ResponseReturnValue:
    """Complaints of the account's units, the oldest first: who waits longest comes first."""
    asking = require_somewhere("complaint.list")
    campaign = chosen_campaign()
    chosen = {
        name: value for name, may in FILTERS.items() if (value := request.args.get(name, "")) in may
    }
    rows: list[Row] = []
    onward = None
    if campaign is not None:
        state: dict[str, Any] = {**chosen, **({"awaits_office": True} if "awaits_office" in chosen else {})}
        areas = allow_table.areas(asking, "complaint.list")
        question = listing.Question("complaint", campaign["campaign"], areas, state=state)
        found = listing.page(question, request.args.get("sau", "")[:400] or None, ROWS_ON_A_PAGE)
        rows = found["rows"]
        if found["next"]:
            onward = url_for(
                "web.complaint_list", campaign=campaign["campaign"], sau=found["next"], **chosen  # type: ignore[arg-type]
            )
    return render_template(
        "complaint_list.html", campaign=campaign, rows=rows, next_page=onward, values=chosen,
        statuses=reports.STATUS_NAMES, today=local_day(utc_now()).isoformat(), begun="sau" in request.args,
        status_options=[("", gettext("Tất cả")), *reports.STATUS_NAMES.items()],
        category_options=[
            ("", gettext("Tất cả")), *((one, words(f"complaint_{one}")) for one in asked.COMPLAINT_CATEGORIES),
        ],
    )


@pages.get(f"{PAGE}/<complaint_id>")
@for_those_who_may("complaint.list")
def complaint_page(complaint_id: str) -> ResponseReturnValue:
    """A complaint without what was written, and the form that opens the dialogue."""
    complaint = resource.find(complaint_id)
    of_office("complaint.list", complaint)
    return _page(complaint, {}, [])


@pages.post(f"{PAGE}/<complaint_id>")
@for_those_who_may("complaint.read")
def open_complaint(complaint_id: str) -> ResponseReturnValue:
    """The dialogue, once the purpose is told; the look is kept."""
    complaint = resource.find(complaint_id)
    of_office("complaint.read", complaint)
    values = typed(("purpose",), longest=300)
    if not values["purpose"]:
        return _page(complaint, values, [Problem("purpose", gettext("Ghi xem để làm gì."))]), 422
    return _page(_looked_at(complaint_id, values["purpose"]), values, [])


@pages.post(f"{PAGE}/<complaint_id>/<step>")
@for_those_who_may("complaint.list")
def step_of_complaint(complaint_id: str, step: str) -> ResponseReturnValue:
    """Forward, answer, write or close; what was typed is kept where something is wrong."""
    if step not in STEPS:
        raise NotFound(gettext("Không có trang này."), remedy=gettext("Quay lại phản ánh."))
    method, schema, fields, action, done = STEPS[step]
    complaint = resource.find(complaint_id)
    answers = action == "complaint.answer" and complaint["body_unit"]
    require(action, complaint["body_unit"] if answers else complaint["unit"])
    values = typed((*(f"{step}.{name}" for name in fields), "purpose", KEY), longest=asked.LONGEST_COMPLAINT + 1)
    payload = {name: values[f"{step}.{name}"] for name in fields}
    in_the_form = {name: f"{step}.{name}" for name in fields}
    problems = _problems(schema, payload, values, in_the_form)
    if not problems:
        try:
            if step == "chuyen":
                check_takes_part(complaint["campaign"], payload["body_unit"])
            send("monitoring", method, {**payload, "complaint_id": complaint_id}, values[KEY] or new_key())
        except Refusal as refusal:
            problems = problem_of(refusal, {**in_the_form, "unit": f"{step}.body_unit"})
        else:
            flash(said(done), "good")
            return redirect(url_for("web.complaint_page", complaint_id=complaint_id), code=303)
    purpose = values["purpose"][:300]
    # Whoever had the dialogue before them still has it, and that is a look like any other.
    again = purpose and principal().may("complaint.read", complaint["unit"])
    if again:
        note_look("complaint.read", [complaint_id])
        complaint = _looked_at(complaint_id, purpose)
    return _page(complaint, values, problems), 422


def _problems(
    schema: type[Schema], payload: Row, values: dict[str, str], in_the_form: dict[str, str]
) -> list[Problem]:
    when_empty = {in_the_form[name]: WHEN_EMPTY[name] for name in payload}
    return problems_in(schema(exclude=["complaint_id"]), payload, values, when_empty, in_the_form)


def _looked_at(complaint_id: str, purpose: str) -> Row:
    return ask("monitoring", "look_at_complaint", {"complaint_id": complaint_id, "purpose": purpose})


def _page(complaint: Row, values: dict[str, str], problems: list[Problem]) -> str:
    today = local_day(utc_now()).isoformat()
    days = {f"{step}.{name}": today for step, name in (
        ("chuyen", "forwarded_on"), ("tra-loi", "answered_on"), ("ket-thuc", "closed_on"),
    )}
    return render_template(
        "complaint.html", complaint=complaint, values={**days, **values, KEY: new_key()}, problems=problems,
        steps=_open_to(principal(), complaint), units=_units(complaint), writers=WRITERS, today=today,
        statuses=reports.STATUS_NAMES, may_read=_may_read(principal(), complaint),
    )


def _may_read(asking: Principal, complaint: Row) -> bool:
    return any(asking.may("complaint.read", unit) for unit in (complaint["unit"], complaint["body_unit"]) if unit)


def _open_to(asking: Principal, complaint: Row) -> set[str]:
    """The steps that this account may take and that are not plainly out of place."""
    awaited = any(one["status"] == "open" for one in complaint["forwardings"])
    steps = set()
    if asking.may("complaint.follow", complaint["unit"]):
        steps = {"nhan"} if complaint["status"] == "closed" else {"nhan", "chuyen", "ket-thuc"}
    if awaited and asking.may("complaint.answer", complaint["body_unit"] or complaint["unit"]):
        steps.add("tra-loi")
    return steps - ({"ket-thuc"} if awaited else set())


def _units(complaint: Row) -> list[tuple[str, str]]:
    campaign = chosen_campaign() or {"units": [], "lead_unit": complaint["unit"]}
    codes = dict.fromkeys(
        [complaint["place"], *(entry["unit"] for entry in campaign["units"]), campaign["lead_unit"]]
    )
    return [("", gettext("– chọn –")), *((code, unit_name(code)) for code in codes)]
