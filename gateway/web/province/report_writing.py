"""What a unit writes into its report: sections, manual indicators, examples; each a form, with the figures beside."""

from __future__ import annotations

import re
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from werkzeug.utils import redirect

from contracts.refusals import NotFound, Refusal
from gateway import units
from gateway.access.current import for_those_who_may, principal, require
from gateway.api.desk.definition_schemas import RecordExample
from gateway.api.desk.schemas import WriteReport
from gateway.api.desk.unit_reports import figures_of
from gateway.api.errors import status_of
from gateway.database import database
from gateway.desk import examples, narrative_rules, reports
from gateway.desk.collections import EXAMPLES
from gateway.desk.composing import given_by
from gateway.desk.indicators import indicators_of
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_
from gateway.web.province.report_steps import (
    MARK,
    PAGE,
    SEEN,
    back_to,
    closed_to_writing,
    is_open,
    mark_of,
    problems_of,
    take,
    to_write,
    write_part,
)
from gateway.web.report_words import EXAMPLE_KINDS, EXAMPLE_STATUS, OTHER_SECTION_HELP, SECTION_HELP
from runtime.clock import local_day, utc_now

LONGEST = 20_001
EXAMPLES_SHOWN = 200
CHOSEN = "guong"
EXAMPLE_FIELDS = ("kind", "title", "story", "found_on", "person_agrees")
AND_STAY = "o-lai"
"""The button that saves without leaving the section."""

WHEN_EMPTY = {
    "kind": N_("Chọn loại."), "title": N_("Ghi tên mô hình hoặc người, tập thể."), "story": N_("Kể việc làm."),
    "found_on": N_("Chọn ngày."),
}
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?")


class NoSuchSection(NotFound):
    """The round asks for no such section."""


@pages.get(f"{PAGE}/<report_id>/muc/<key>")
@for_those_who_may("submission.write")
def report_section(report_id: str, key: str) -> ResponseReturnValue:
    """A section as it is kept, to be written on."""
    report, round_ = to_write(report_id)
    if not is_open(report):
        return closed_to_writing(report)
    return _section_page(report, round_, key, report["sections"].get(key, ""), [])


@pages.post(f"{PAGE}/<report_id>/muc/<key>")
@for_those_who_may("submission.write")
def save_section(report_id: str, key: str) -> ResponseReturnValue:
    """Keep it; where somebody else has written the same section meanwhile, both texts are shown."""
    report, round_ = to_write(report_id)
    text = request.form.get("text", "").replace("\r\n", "\n").strip()[:LONGEST]
    payload = {"sections": {key: text}}
    in_the_form = {f"sections.{key}{tail}": "text" for tail in ("", ".value")}
    problems = problems_in(WriteReport(), payload, {"text": text}, {}, in_the_form)
    if problems:
        return _section_page(report, round_, key, text, problems), 422
    try:
        written = write_part(report_id, payload, lambda one: one["sections"].get(key, ""))
    except Refusal as refusal:
        problems = problems_of(refusal, report_id, in_the_form)
        now = reports.find(database(), report_id)
        return _section_page(now, round_, key, text, problems), status_of(refusal)
    if AND_STAY in request.form:
        here = url_for("web.report_section", report_id=report_id, key=key, da_luu=written["version"])
        return redirect(here, code=303)
    return back_to(report, gettext("Đã lưu mục “%(title)s”.", title=_section(round_, key)["title"]))


def _section(round_: Row, key: str) -> Row:
    found = next((one for one in round_["sections"] if one["key"] == key), None)
    if found is None:
        raise NoSuchSection(gettext("Báo cáo này không có mục đó."), remedy=gettext("Quay lại báo cáo."))
    return dict(found)


def _section_page(report: Row, round_: Row, key: str, text: str, problems: list[Problem]) -> str:
    section = _section(round_, key)
    kept = report["sections"].get(key, "")
    found = figures_of(report)
    named = narrative_rules.check([{**section, "text": text}], found["content"]) if found["content"] else []
    order = [one["key"] for one in round_["sections"]]
    place = order.index(key)
    return render_template(
        "report_section.html", report=report, round=round_, section=section, problems=problems, named=named,
        help=SECTION_HELP.get(key, OTHER_SECTION_HELP), content=found["content"], kept=kept if kept != text else "",
        values={"text": text, KEY: new_key(), SEEN: report["version"], MARK: mark_of(kept)},
        saved="da_luu" in request.args and not problems, next_key=order[place + 1] if place + 1 < len(order) else "",
    )


@pages.get(f"{PAGE}/<report_id>/chi-tieu")
@for_those_who_may("submission.write")
def report_indicators(report_id: str) -> ResponseReturnValue:
    """The manual indicators that this unit gives."""
    report, round_ = to_write(report_id)
    if not is_open(report):
        return closed_to_writing(report)
    return _indicators_page(report, round_, {}, [])


@pages.post(f"{PAGE}/<report_id>/chi-tieu")
@for_those_who_may("submission.write")
def save_indicators(report_id: str) -> ResponseReturnValue:
    """Keep the numbers; what is left empty is not given yet."""
    report, round_ = to_write(report_id)
    asked = list(given_by(report, indicators_of(database(), round_["indicators"])))
    values = typed([f"so.{code}" for code in asked], longest=40)
    payload = {"indicators": {code: _number(values[f"so.{code}"]) for code in asked}}
    in_the_form = {f"indicators.{code}{tail}": f"so.{code}" for code in asked for tail in ("", ".value")}
    problems = problems_in(WriteReport(), payload, values, {}, in_the_form)
    if problems:
        return _indicators_page(report, round_, values, problems), 422
    try:
        write_part(report_id, payload, lambda one: sorted(one["indicators"].items()))
    except Refusal as refusal:
        problems = problems_of(refusal, report_id, in_the_form)
        return _indicators_page(reports.find(database(), report_id), round_, values, problems), status_of(refusal)
    return back_to(report, gettext("Đã lưu chỉ tiêu nhập tay."))


def _number(text: str) -> float | str | None:
    """A number as people write it: 1.234,5.  What is none stays as it was, for the contract to refuse."""
    if not text:
        return None
    bare = text.replace(" ", "").replace("\u00a0", "")
    return float(bare.replace(".", "").replace(",", ".")) if _NUMBER.fullmatch(bare) else text


def _indicators_page(report: Row, round_: Row, values: dict[str, str], problems: list[Problem]) -> str:
    asked = given_by(report, indicators_of(database(), round_["indicators"]))
    kept = {f"so.{code}": _as_typed(report["indicators"].get(code)) for code in asked}
    return render_template(
        "report_indicators.html", report=report, round=round_, asked=asked, problems=problems, kept=kept,
        values={
            **kept, **values, KEY: new_key(), SEEN: report["version"],
            MARK: mark_of(sorted(report["indicators"].items())),
        },
    )


def _as_typed(value: float | None) -> str:
    return "" if value is None else f"{value:f}".rstrip("0").rstrip(".").replace(".", ",")


@pages.get(f"{PAGE}/<report_id>/guong")
@for_those_who_may("submission.write")
def report_examples_page(report_id: str) -> ResponseReturnValue:
    """Which examples the report names, and a form for another one."""
    report, round_ = to_write(report_id)
    if not is_open(report):
        return closed_to_writing(report)
    return _examples_page(report, round_, report["examples"], {}, [])


@pages.post(f"{PAGE}/<report_id>/guong")
@for_those_who_may("submission.write")
def choose_examples(report_id: str) -> ResponseReturnValue:
    """Name those that are ticked."""
    report, round_ = to_write(report_id)
    chosen = [one[:64] for one in request.form.getlist(CHOSEN)[:51]]
    problems = problems_in(WriteReport(), {"examples": chosen}, {CHOSEN: "x"}, {}, {"examples": CHOSEN})
    if problems:
        return _examples_page(report, round_, chosen, {}, problems), 422
    try:
        write_part(report_id, {"examples": chosen}, lambda one: one["examples"])
    except Refusal as refusal:
        problems = problems_of(refusal, report_id, {f"examples.{place}": CHOSEN for place in range(len(chosen))})
        return _examples_page(reports.find(database(), report_id), round_, chosen, {}, problems), status_of(refusal)
    return back_to(report, gettext("Đã lưu mô hình, gương điển hình."))


@pages.post(f"{PAGE}/<report_id>/guong/moi")
@for_those_who_may("example.record")
def add_example(report_id: str) -> ResponseReturnValue:
    """Write another one down, and name it in the report."""
    report, round_ = to_write(report_id)
    require("example.record", report["unit"])
    values = typed((*EXAMPLE_FIELDS, KEY), longest=10_001)
    payload: dict[str, Any] = {
        **{name: values[name] for name in EXAMPLE_FIELDS}, "person_agrees": bool(values["person_agrees"]),
        "campaign": report["campaign"], "unit": report["unit"],
    }
    problems = problems_in(RecordExample(), payload, values, WHEN_EMPTY)
    if problems:
        return _examples_page(report, round_, report["examples"], values, problems), 422
    try:
        made = take(examples.record_example, RecordExample().load(payload), payload)
        more = {"sections": {}, "indicators": {}, "examples": [*report["examples"], made["example_id"]]}
        command = {**more, "report_id": report_id, "expected": report["version"]}
        if made["example_id"] not in report["examples"]:
            take(reports.write_report, command, {"examples": made["example_id"], "report_id": report_id})
    except Refusal as refusal:
        problems = problem_of(refusal)
        return _examples_page(report, round_, report["examples"], values, problems), status_of(refusal)
    return redirect(url_for("web.report_examples_page", report_id=report_id), code=303)


def _examples_page(
    report: Row, round_: Row, chosen: list[str], values: dict[str, str], problems: list[Problem]
) -> str:
    below = units.current_tree().descendants(report["unit"])
    wanted = {"campaign": report["campaign"], "unit": {"$in": below}, "status": {"$ne": "withdrawn"}}
    found = list(database()[EXAMPLES].find(wanted).sort("found_on", -1).limit(EXAMPLES_SHOWN))
    today = local_day(utc_now()).isoformat()
    return render_template(
        "report_examples.html", report=report, round=round_, found=found, chosen=chosen, problems=problems,
        kinds=list(EXAMPLE_KINDS.items()), statuses=EXAMPLE_STATUS, field=CHOSEN,
        may_record=principal().may("example.record", report["unit"]),
        values={
            "found_on": today, **values, KEY: new_key(), SEEN: report["version"], MARK: mark_of(report["examples"]),
        },
    )
