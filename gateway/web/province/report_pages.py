"""One report: what is to be done until it is handed in or signed, and what the level above says to it."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import NotFound, Refusal
from gateway.access.current import for_those_who_may, principal, require
from gateway.api.desk.doing import Reason
from gateway.api.desk.unit_reports import figures_of
from gateway.api.errors import status_of
from gateway.database import database
from gateway.desk import reports, rounds, snapshots
from gateway.desk.collections import REPORTS, VERSIONS
from gateway.desk.composing import examples_of, given_by, standing_of_units
from gateway.desk.flow_rules import UNIT, WHOLE
from gateway.desk.indicators import indicators_of
from gateway.desk.store import history_of
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, Problem, new_key, problems_in, typed
from gateway.web.languages import N_, said
from gateway.web.province.report_contacts import addresses_of
from gateway.web.province.report_numbers import numbers_of
from gateway.web.province.report_steps import PAGE, SEEN, back_to, loaded, may_do, problems_of, seen, take
from gateway.web.report_words import ACTIONS, EXAMPLE_KINDS

MOST_CHANGES = 200
LOOK_AGAIN_SECONDS = 2
BEING_MADE = ("asked", "making")

REVIEWS: dict[str, tuple[Any, bool, str]] = {
    "nhan": (reports.accept_report, False, N_("Đã nhận báo cáo; nội dung được chốt thành một bản.")),
    "tra-lai": (reports.return_report, True, N_("Đã trả lại báo cáo; đơn vị sẽ thấy lý do.")),
    "dinh-chinh": (reports.correct_report, True, N_("Đã mở đính chính. Bản đã ký vẫn còn; ký lại thì thành bản mới.")),
}
"""Per step of the level above: the work, whether it needs a reason, and what is said afterwards."""


@pages.get(f"{PAGE}/<report_id>")
@for_those_who_may("submission.read")
def report_page(report_id: str) -> ResponseReturnValue:
    """The list of what is to be done, what stands in the report, and what has become of it."""
    report, round_ = loaded(report_id)
    if request.headers.get("HX-Request"):
        told = _snapshot(report)
        # Once the figures are there, tasks and papers change too: the whole page is fetched anew.
        more = {} if told["under_way"] else {"HX-Refresh": "true"}
        return render_template("parts/report_snapshot.html", report=report, **told), 200, more
    return _page(report, round_, {}, [])


@pages.get(f"{PAGE}/<report_id>/so-lieu")
@for_those_who_may("submission.read")
def report_figures(report_id: str) -> ResponseReturnValue:
    """The report's figures, as they stand or as they were kept, with what became known late of earlier periods."""
    report, round_ = loaded(report_id)
    found = figures_of(report)
    sees_rows = found["live"] and principal().may("rows.read", report["unit"])
    about = {
        "campaign": report["campaign"], "from": report["period"]["from_on"], "to": report["period"]["to_on"],
        **({} if report["kind"] == WHOLE else {"unit": report["unit"], "below": "1"}),
    }
    total = found["content"]["report"]["total"] if found["content"] else {}
    return render_template(
        "report_figures.html", report=report, round=round_, found=found, content=found["content"],
        some=[key for key, one in total.items() if any(one.values())],
        none_of=[key for key, one in total.items() if not any(one.values())],
        rows=(lambda figure: url_for("web.rows_page", figure=figure, **about)) if sees_rows else None,
    )


@pages.post(f"{PAGE}/<report_id>/xet/<step>")
@for_those_who_may("round.open")
def review_report(report_id: str, step: str) -> ResponseReturnValue:
    """Accept it, return it with the reason, or open a signed one again."""
    if step not in REVIEWS:
        raise NotFound(gettext("Không có trang này."), remedy=gettext("Quay lại báo cáo."))
    report = reports.find(database(), report_id)
    round_ = rounds.find(database(), report["round_id"])
    require("round.open", round_["unit"])
    work, needs_reason, done = REVIEWS[step]
    field = f"{step}.reason"
    values = typed((field, KEY), longest=1001)
    payload = {"reason": values[field]} if needs_reason else {}
    if needs_reason:
        problems = problems_in(Reason(), payload, values, {field: N_("Ghi lý do.")}, {"reason": field})
        if problems:
            return _page(report, round_, values, problems), 422
    command = {**payload, "report_id": report_id, "expected": seen()}
    try:
        take(work, command, command)
    except Refusal as refusal:
        problems = problems_of(refusal, report_id, {"reason": field})
        return _page(reports.find(database(), report_id), round_, values, problems), status_of(refusal)
    return back_to(report, said(done))


def _page(report: Row, round_: Row, values: dict[str, str], problems: list[Problem]) -> str:
    may = may_do(report, round_)
    changes = history_of(database(), REPORTS, report["_id"], max(0, report["version"] - MOST_CHANGES), MOST_CHANGES)
    frozen = database()[VERSIONS].find({"report_id": report["_id"]}, {"content": 0}).sort("number", -1)
    indicators = given_by(report, indicators_of(database(), round_["indicators"]))
    return render_template(
        "report.html", report=report, round=round_, may=may, tasks=_tasks(report, round_, may, indicators),
        examples=examples_of(database(), report), indicators=indicators, changes=changes[::-1], actions=ACTIONS,
        addresses=addresses_of(report["unit"]) if may["write"] and report["kind"] == UNIT else None,
        versions=list(frozen.limit(MOST_CHANGES)), problems=problems, example_kinds=EXAMPLE_KINDS,
        values={**values, KEY: new_key(), SEEN: report["version"]}, **_snapshot(report),
    )


def _snapshot(report: Row) -> Row:
    """How far the gathering of the figures is, where they are gathered."""
    snapshot = None
    if report["snapshot_id"] and report["status"] != "returned":
        snapshot = snapshots.shown(snapshots.find(database(), report["snapshot_id"]))
    return {
        "snapshot": snapshot, "under_way": snapshot is not None and snapshot["status"] in BEING_MADE,
        "look_again_seconds": LOOK_AGAIN_SECONDS,
    }


def _tasks(report: Row, round_: Row, may: dict[str, bool], indicators: dict[str, Row]) -> list[Row]:
    """What is to be done, in its order.  Without the right to do it a task has no link."""
    id, whole = report["_id"], report["kind"] == WHOLE
    tasks = [_gathering(report, round_, may)] if whole else []
    tasks.append(_task(
        gettext("Số liệu"), url_for("web.report_figures", report_id=id), "done", gettext("Tự điền"),
        gettext("Lấy từ các dòng gốc, không phải nhập."),
    ))

    def to(endpoint: str, key: str | None = None) -> str:
        return url_for(endpoint, report_id=id, key=key) if may["write"] else ""

    for one in round_["sections"]:
        written = bool(report["sections"].get(one["key"], "").strip())
        empty = gettext("Bắt buộc, còn trống") if one["required"] else gettext("Còn trống")
        state = "done" if written else "failed" if one["required"] else ""
        tasks.append(_task(
            one["title"], to("web.report_section", key=one["key"]), state, gettext("Đã viết") if written else empty
        ))
    if indicators:
        given = sum(report["indicators"].get(code) is not None for code in indicators)
        told = gettext("%(given)s trên %(asked)s", given=given, asked=len(indicators))
        state = "done" if given == len(indicators) else "failed"
        tasks.append(_task(gettext("Chỉ tiêu nhập tay"), to("web.report_indicators"), state, told))
    tasks.append(_task(
        gettext("Mô hình, gương điển hình"), to("web.report_examples_page"), "done" if report["examples"] else "",
        gettext("%(count)s gương", count=len(report["examples"])),
    ))
    tasks.append(_numbers(report, round_))
    return [*tasks, _last(report, may)]


def _task(words: str, href: str, state: str, state_words: str, hint: str = "") -> Row:
    return {"words": words, "href": href, "state": state, "state_words": state_words, "hint": hint}


def _gathering(report: Row, round_: Row, may: dict[str, bool]) -> Row:
    standing = standing_of_units(database(), round_)
    accepted = sum(one["status"] == "accepted" for one in standing)
    done = report["status"] in ("consolidated", "signed")
    told = gettext("%(accepted)s trên %(units)s đã nhận", accepted=accepted, units=len(standing))
    return _task(
        gettext("Tổng hợp báo cáo của các đơn vị"),
        url_for("web.consolidation_form", report_id=report["_id"]) if may["consolidate"] else "",
        "done" if done else "waiting", gettext("Đã tổng hợp") if done else told,
        "" if accepted == len(standing) else gettext("Đơn vị chưa được nhận báo cáo thì chờ, hoặc nêu lý do bỏ qua."),
    )


def _numbers(report: Row, round_: Row) -> Row:
    found = numbers_of(report, round_, figures_of(report)["content"])
    words = gettext("Đối chiếu số trong lời văn")
    href = url_for("web.report_numbers", report_id=report["_id"])
    if found is None:
        return _task(words, href, "waiting", gettext("Chờ số liệu"))
    unmatched = sum(not one["figures"] for one in found)
    if unmatched:
        return _task(words, href, "failed", gettext("%(count)s số không khớp", count=unmatched))
    told = gettext("%(count)s số đều khớp", count=len(found)) if found else gettext("Lời văn không nêu số tiền, tỷ lệ")
    return _task(words, href, "done", told)


def _last(report: Row, may: dict[str, bool]) -> Row:
    id = report["_id"]
    if report["kind"] == WHOLE:
        state = ("done", gettext("Đã ký")) if report["status"] == "signed" else ("", gettext("Chưa ký"))
        href = url_for("web.signature_form", report_id=id) if may["sign"] else ""
        hint = "" if report["status"] in ("consolidated", "signed") else gettext("Tổng hợp xong mới ký được.")
        return _task(gettext("Ký báo cáo"), href, *state, hint)
    sent = report["status"] in ("submitted", "accepted")
    href = url_for("web.submission_form", report_id=id) if may["submit"] else ""
    state = ("done", gettext("Đã gửi")) if sent else ("", gettext("Chưa gửi"))
    return _task(gettext("Kiểm tra lại và gửi"), href, *state)
