"""Whoever has something to complain of files it here, without a log-in, and follows it by the return code.

The code never stands in an address: every page of a dialogue is the answer to a form."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.monitoring.complaints import COMPLAINT_CATEGORIES
from contracts.refusals import Refusal
from gateway.access.counters import TooManyAttempts
from gateway.access.current import require
from gateway.api.monitoring.public_complaints import MessageByCode, NewComplaint, dialogue, filed, said
from gateway.reports import complaints as reports
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, chosen_campaign
from gateway.web.formatting import unit_name, words
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_
from runtime.clock import local_day, utc_now

PAGE = "/phan-anh"
FIELDS = ("unit", "category", "text", "about_office", "campaign")
WHEN_EMPTY = {
    "unit": N_("Chọn nơi xảy ra việc."), "category": N_("Chọn nội dung phản ánh."), "text": N_("Kể lại sự việc."),
    "return_code": N_("Gõ mã tra cứu."),
}
WRITERS = {"person": N_("Bạn"), "office": N_("Cán bộ Mặt trận"), "body": N_("Cơ quan trả lời")}
SAYING = {"nhan": "write_in_dialogue", "chua-xong": "say_not_fixed"}


@pages.get(PAGE)
def complaint_form() -> ResponseReturnValue:
    """The form, and last month's figures below it."""
    require("complaint.file")
    return _form({KEY: new_key()}, [])


@pages.post(PAGE)
def file_complaint() -> ResponseReturnValue:
    """Take it; the receipt with the code is the answer itself, and stands nowhere else."""
    require("complaint.file")
    values = typed((*FIELDS, KEY), longest=7000)
    payload = {
        **{name: values[name] for name in ("campaign", "unit", "category", "text")},
        "about_office": bool(values["about_office"]),
    }
    problems = problems_in(NewComplaint(), payload, values, WHEN_EMPTY)
    if problems:
        return _form(values, problems), 422
    try:
        receipt = filed({**payload, "about": None}, values[KEY] or new_key())
    except Refusal as refusal:
        return _form(values, problem_of(refusal)), 429 if isinstance(refusal, TooManyAttempts) else 409
    return render_template("complaint_receipt.html", receipt=receipt, text=values["text"]), 201


@pages.get(f"{PAGE}/theo-doi")
def complaint_code_form() -> ResponseReturnValue:
    """Type the code in."""
    require("complaint.file")
    return _by_code({}, [], None)


@pages.post(f"{PAGE}/theo-doi")
def follow_complaint() -> ResponseReturnValue:
    """The dialogue; with a message or "not fixed" when one was written."""
    require("complaint.file")
    values = typed(("return_code", "text", "viec", KEY), longest=7000)
    code, method = values["return_code"], SAYING.get(values["viec"])
    try:
        if method is None:
            return _by_code({"return_code": code}, [], dialogue(code))
        problems = problems_in(
            MessageByCode(), {"return_code": code, "text": values["text"]}, values, {"text": gettext("Viết vài lời.")}
        )
        if problems:
            return _by_code(values, problems, dialogue(code)), 422
        found = said(method, code, values["text"], values[KEY] or new_key())
        return _by_code({"return_code": code}, [], found, gettext("Đã gửi."))
    except TooManyAttempts:
        raise
    except Refusal as refusal:
        if refusal.code == "complaint_not_found":
            return _by_code({"return_code": code[:60]}, problem_of(refusal), None), 404
        return _by_code(values, problem_of(refusal), dialogue(code)), 409


def _form(values: dict[str, str], problems: list[Problem]) -> str:
    campaign = chosen_campaign()
    options: list[tuple[str, str]] = []
    figures: dict[str, Any] | None = None
    if campaign is not None:
        options = [("", gettext("– Chọn –")), *_units(campaign)]
        values = {**values, "campaign": campaign["campaign"]}
        figures = reports.public_figures(campaign["campaign"], local_day(utc_now()))
    return render_template(
        "complaint_form.html", campaign=campaign, values=values, problems=problems, units=options, figures=figures,
        categories=[("", gettext("– Chọn –")), *((one, words(f"complaint_{one}")) for one in COMPLAINT_CATEGORIES)],
    )


def _units(campaign: Row) -> list[tuple[str, str]]:
    codes = dict.fromkeys([*(entry["unit"] for entry in campaign["units"]), campaign["lead_unit"]])
    return [(code, unit_name(code)) for code in codes]


def _by_code(
    values: dict[str, str], problems: list[Problem], found: dict[str, Any] | None, done: str = ""
) -> str:
    return render_template(
        "complaint_dialogue.html", complaint=found, values={**values, KEY: new_key()}, problems=problems, done=done,
        writers=WRITERS, statuses=reports.STATUS_NAMES, asked=request.method == "POST",
    )
