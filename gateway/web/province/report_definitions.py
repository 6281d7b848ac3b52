"""What the province defines once for all rounds: indicators that are typed in, and the days off of a year."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, require
from gateway.api.desk.definition_schemas import SaveDaysOff, SaveReportIndicator
from gateway.api.desk.definitions import check_code, check_year
from gateway.api.errors import status_of
from gateway.database import database
from gateway.desk import deadline_rules
from gateway.desk import indicators as desk
from gateway.desk.collections import DAYS_OFF, INDICATORS
from gateway.desk.flow_rules import ChangedMeanwhile
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_
from gateway.web.province.report_steps import PAGE, SEEN, seen, take
from runtime.clock import local_day, utc_now

MOST_SHOWN = 500
FIELDS = ("code", "name", "measure", "given_by", "adds_up", "meaning", KEY)
WHEN_EMPTY = {
    "code": N_("Đặt mã cho chỉ tiêu."), "name": N_("Ghi tên chỉ tiêu."), "measure": N_("Ghi đơn vị tính."),
    "given_by": N_("Chọn ai nhập."),
}
YEARS = range(2000, 2200)
GIVEN_BY = {"unit": N_("Từng đơn vị nhập"), "whole": N_("Nơi tổng hợp nhập")}

_DAY_LINE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*[:,–-]?\s*(.*)")


@pages.get(f"{PAGE}/dinh-nghia")
@for_those_who_may("indicator.define")
def indicator_definitions() -> ResponseReturnValue:
    """The indicators defined, and a form for another one or (`?sua=`) for one of them."""
    require("indicator.define")
    held = database()[INDICATORS].find_one({"_id": request.args.get("sua", "")[:60]})
    values: Row = {}
    if held:
        values = {
            "code": held["_id"], **{name: held[name] for name in ("name", "measure", "given_by", "meaning")},
            "adds_up": "1" if held["adds_up"] else "", SEEN: held["version"],
        }
    return _definitions_page(values, [])


@pages.post(f"{PAGE}/dinh-nghia")
@for_those_who_may("indicator.define")
def define_indicator() -> ResponseReturnValue:
    """Define it, or define it anew as it was seen."""
    require("indicator.define")
    values: Row = {**typed(FIELDS, longest=2001), SEEN: seen()}
    code = values["code"]
    payload = {
        **{name: values[name] for name in ("name", "measure", "given_by", "meaning")},
        "adds_up": bool(values["adds_up"]),
    }
    problems = problems_in(SaveReportIndicator(), payload, values, WHEN_EMPTY)
    if not code:
        problems.insert(0, Problem("code", gettext("Đặt mã cho chỉ tiêu.")))
    if problems:
        return _definitions_page(values, problems), 422
    command = {**payload, "code": code, "expected": seen()}
    try:
        check_code(code)
        take(desk.save_indicator, command, command)
    except Refusal as refusal:
        problems = problem_of(refusal)
        held = database()[INDICATORS].find_one({"_id": code})
        if isinstance(refusal, ChangedMeanwhile) and held:
            problems = [Problem("code", gettext("Đã có chỉ tiêu mang mã này, hoặc người khác vừa đổi nó: %(name)s.",
                                                name=held["name"]),
                                gettext("Đặt mã khác, hoặc mở chỉ tiêu ấy trong danh sách để sửa."))]
        return _definitions_page(values, problems), status_of(refusal)
    flash(gettext("Đã ghi chỉ tiêu %(name)s; chọn khi mở kỳ báo cáo.", name=payload["name"]), "good")
    return redirect(url_for("web.indicator_definitions"), code=303)


def _definitions_page(values: Row, problems: list[Problem]) -> str:
    defined = list(database()[INDICATORS].find().sort("_id", 1).limit(MOST_SHOWN))
    return render_template(
        "report_definitions.html", defined=defined, problems=problems, given_by=GIVEN_BY,
        this_year=local_day(utc_now()).year, values={"given_by": "", "adds_up": "1", SEEN: 0, **values, KEY: new_key()},
    )


@pages.get(f"{PAGE}/ngay-nghi/<year>")
@for_those_who_may("indicator.define")
def days_off_form(year: str) -> ResponseReturnValue:
    """The days off of a year, a line each; until somebody states them those of the same date every year."""
    require("indicator.define")
    check_year(year, [])
    return _days_off_page(year, None, [])


@pages.post(f"{PAGE}/ngay-nghi/<year>")
@for_those_who_may("indicator.define")
def save_days_off(year: str) -> ResponseReturnValue:
    """State them all."""
    require("indicator.define")
    check_year(year, [])
    text = typed(("days",), longest=10_000)["days"]
    days, problems = _days_in(text)
    payload = {"days": days}
    if not problems:
        in_the_form = {f"days.{place}{tail}": "days" for place in range(len(days)) for tail in ("", ".on", ".name")}
        problems = problems_in(SaveDaysOff(), payload, {"days": text}, {}, in_the_form)[:1]
    if problems:
        return _days_off_page(year, text, problems), 422
    command: dict[str, Any] = {**SaveDaysOff().load(payload), "year": year, "expected": seen()}
    try:
        check_year(year, command["days"])
        take(desk.save_days_off, command, {**payload, "year": year, "expected": command["expected"]})
    except Refusal as refusal:
        problems = problem_of(refusal)
        if isinstance(refusal, ChangedMeanwhile):
            problems = [Problem("", gettext("Người khác vừa ghi ngày nghỉ của năm này."),
                                gettext("Những gì bạn nhập vẫn còn dưới đây. Xem lại rồi gửi lần nữa."))]
        return _days_off_page(year, text, problems), status_of(refusal)
    flash(gettext("Đã ghi ngày nghỉ năm %(year)s; hạn gửi tính theo từ nay.", year=year), "good")
    return redirect(url_for("web.days_off_form", year=year), code=303)


def _days_in(text: str) -> tuple[list[Row], list[Problem]]:
    """Days and names out of lines such as `29/1/2025 Tết Nguyên đán`."""
    days: list[Row] = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        found = _DAY_LINE.fullmatch(line)
        try:
            on = dt.date(int(found[3]), int(found[2]), int(found[1])) if found else None
        except ValueError:
            on = None
        if found is None or on is None or not found[4]:
            return days, [Problem(
                "days", gettext("Dòng “%(line)s” không phải là một ngày và tên ngày nghỉ.", line=line[:60]),
                gettext("Viết như: 29/1/2025 Tết Nguyên đán."),
            )]
        days.append({"on": on.isoformat(), "name": found[4]})
    return days, []


def _days_off_page(year: str, text: str | None, problems: list[Problem]) -> str:
    held = database()[DAYS_OFF].find_one({"_id": year})
    if text is None:
        stated = held["days"] if held else [
            {"on": on.isoformat(), "name": gettext("Ngày lễ")} for on in deadline_rules.usual_days_off(int(year))
        ]
        text = "\n".join(f"{dt.date.fromisoformat(one['on']):%d/%m/%Y} {one['name']}" for one in stated)
    return render_template(
        "report_days_off.html", year=int(year), stated=held is not None, problems=problems, years=YEARS,
        values={"days": text, KEY: new_key(), SEEN: held["version"] if held else 0},
    )
