"""The run sheet before the show: steps with their times, who brings them on, what is called out and handed over."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.run_sheet import RECORD_OF_CUE, PlanRunSheet
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may
from gateway.api.asking import ask
from gateway.api.donations.references import check_in_books
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import Problem, problem_of, problems_in, typed
from gateway.web.languages import N_
from gateway.web.organiser.activities import activity_for
from runtime.clock import LOCAL_ZONE

MOST_ROWS = 100
EMPTY_ROWS = 3
PARTS = ("code", "gio", "phut", "ten", "ai", "loi", "trao")
ALL_FIELDS = ("ngay", "tre", *(f"{part}_{row}" for row in range(MOST_ROWS) for part in PARTS))

CUE_WORDS = {"bảng": "cheque", "khen": "award", "quà": "gift", "học bổng": "scholarship"}
"""What a line about something handed over begins with."""

AT_FIELD = {
    "title": "ten", "owner": "ai", "call": "loi", "starts_at": "gio", "duration_minutes": "phut", "cues": "trao",
}


@pages.get("/hoat-dong/<code>/san-khau/kich-ban")
@for_those_who_may("run_sheet.plan")
def plan_form(code: str) -> ResponseReturnValue:
    """The plan as it stands; before there is one, the activity's programme without times."""
    activity = activity_for("run_sheet.plan", code)
    sheet = sheet_of(code)
    return _form(activity, sheet, filled_in(activity, sheet), [])


@pages.post("/hoat-dong/<code>/san-khau/kich-ban")
@for_those_who_may("run_sheet.plan")
def save_plan(code: str) -> ResponseReturnValue:
    """Bring the run sheet to what the form says; rows are put in the order of their times."""
    activity = activity_for("run_sheet.plan", code)
    values, sheet = typed(ALL_FIELDS), sheet_of(code)
    problems = _wrong(values)
    if problems:
        return _form(activity, sheet, values, problems), 422
    steps, rows = steps_of(values)
    payload = {"activity": code, "steps": steps, "late_after_minutes": _number(values["tre"])}
    places = _places(rows)
    problems = problems_in(PlanRunSheet(), payload, values, {}, places)
    if not problems:
        try:
            for place, step in enumerate(steps):
                for cue in step["cues"]:
                    kind = RECORD_OF_CUE[cue["kind"]]
                    check_in_books(kind, cue["record_id"], activity["campaign"], f"trao_{rows[place]}")
            ask("events", "plan_run_sheet", payload)
            flash(gettext("Đã lưu kịch bản."), "good")
            return redirect(url_for("web.stage_page", code=code), code=303)
        except Refusal as refusal:
            problems = problem_of(refusal, places)
    return _form(activity, sheet, values, problems), 422


def sheet_of(code: str) -> Row | None:
    """The run sheet; None while the activity has none."""
    try:
        return ask("events", "get_run_sheet", {"id": code})
    except Refusal as refusal:
        if refusal.kind != "not_found":
            raise
        return None


def days_of(sheet: Row) -> set[dt.date]:
    """On which days steps are planned; a plan of several days does not fit into the form."""
    return {_local(step["planned_at"]).date() for step in sheet["steps"]}


def filled_in(activity: Row, sheet: Row | None) -> dict[str, str]:
    """A plan as the fields of the form."""
    values = {"ngay": activity["starts_on"] or "", "tre": "5"}
    if sheet is None:
        for row, step in enumerate(sorted(activity["programme"], key=lambda step: int(step["order"]))):
            values |= {f"code_{row}": f"buoc-{row + 1}", f"ten_{row}": step["title"]}
        return values
    words = {kind: word for word, kind in CUE_WORDS.items()}
    values["tre"] = str(sheet["late_after_minutes"])
    for row, step in enumerate(sheet["steps"]):
        at = _local(step["planned_at"])
        cues = [f"{words[cue['kind']]}; {cue['record_id']}; {cue['label']}" for cue in step["cues"]]
        values |= {
            "ngay": at.date().isoformat(), f"code_{row}": step["code"], f"gio_{row}": f"{at:%H:%M}",
            f"phut_{row}": str(step["duration_minutes"]), f"ten_{row}": step["title"], f"ai_{row}": step["owner"],
            f"loi_{row}": step["call"], f"trao_{row}": "\n".join(cues),
        }
    return values


def steps_of(values: dict[str, str]) -> tuple[list[dict[str, Any]], list[int]]:
    """The steps that were typed, in the order of their times, and the row of each."""
    rows = [row for row in range(MOST_ROWS) if values[f"ten_{row}"]]
    taken = {values[f"code_{row}"] for row in rows}
    rows.sort(key=lambda row: values[f"gio_{row}"])
    steps = []
    for row in rows:
        code, number = values[f"code_{row}"], row + 1
        while not code or (not values[f"code_{row}"] and code in taken):
            code, number = f"buoc-{number}", number + 1
        taken.add(code)
        at = dt.datetime.fromisoformat(f"{values['ngay']}T{values[f'gio_{row}']}").replace(tzinfo=LOCAL_ZONE)
        steps.append({
            "code": code, "title": values[f"ten_{row}"], "owner": values[f"ai_{row}"], "call": values[f"loi_{row}"],
            "starts_at": at.isoformat(), "duration_minutes": _number(values[f"phut_{row}"]),
            "cues": cues_of(values[f"trao_{row}"]),
        })
    return steps, rows


def cues_of(text: str) -> list[dict[str, str]]:
    """`bảng; MÃ TRONG SỔ; tên gọi` on each line.  Raises ValueError with the line that is not so."""
    cues = []
    for number, line in enumerate(filter(None, map(str.strip, text.splitlines())), start=1):
        parts = [part.strip() for part in line.split(";", 2)]
        kind = CUE_WORDS.get(parts[0].lower())
        if len(parts) != 3 or kind is None:
            raise ValueError(line)
        cues.append({"code": f"trao-{number}", "kind": kind, "record_id": parts[1], "label": parts[2]})
    return cues


def _wrong(values: dict[str, str]) -> list[Problem]:
    found = []
    try:
        dt.date.fromisoformat(values["ngay"])
    except ValueError:
        found.append(Problem("ngay", gettext("Chọn ngày diễn ra.")))
    if not any(values[f"ten_{row}"] for row in range(MOST_ROWS)):
        found.append(Problem("ten_0", gettext("Ghi ít nhất một bước.")))
    for row in range(MOST_ROWS):
        if not values[f"ten_{row}"]:
            continue
        try:
            dt.time.fromisoformat(values[f"gio_{row}"])
        except ValueError:
            step = values[f"ten_{row}"][:60]
            found.append(Problem(f"gio_{row}", gettext("Ghi giờ bắt đầu của “%(step)s”.", step=step)))
        try:
            cues_of(values[f"trao_{row}"])
        except ValueError as error:
            found.append(Problem(f"trao_{row}", gettext(
                "Mục trao “%(line)s” chưa đúng: ghi loại; mã trong sổ; tên gọi.", line=str(error)[:80])))
    return found


def _places(rows: list[int]) -> dict[str, str]:
    """Where in the form a part of a step stands."""
    places = {"late_after_minutes": "tre", "steps": "ten_0"}
    for place, row in enumerate(rows):
        places |= {f"steps.{place}.{name}": f"{field}_{row}" for name, field in AT_FIELD.items()}
        places |= {f"steps.{place}": f"gio_{row}", f"steps.{place}.code": f"ten_{row}"}
    return places


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else text


def _local(instant: str) -> dt.datetime:
    return dt.datetime.fromisoformat(instant).astimezone(LOCAL_ZONE)


def _form(activity: Row, sheet: Row | None, values: dict[str, str], problems: list[Problem]) -> str:
    filled = [row for row in range(MOST_ROWS) if values.get(f"ten_{row}")]
    shown = min((max(filled) + 1 if filled else 0) + EMPTY_ROWS, MOST_ROWS)
    return render_template(
        "run_sheet_plan.html", activity=activity, sheet=sheet, values=values, problems=problems, rows=range(shown),
        several_days=sheet is not None and len(days_of(sheet)) > 1, cue_words=list(CUE_WORDS),
        cue_example=N_("bảng; MÃ-PHIẾU; Tập đoàn mẫu: 200 triệu đồng"),
    )
