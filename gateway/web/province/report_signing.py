"""The last steps of a report, each shown once more before it is done: handed in, put together, signed."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, require
from gateway.api.desk.schemas import ConsolidateReports, SignReport
from gateway.api.desk.unit_reports import figures_of
from gateway.api.errors import status_of
from gateway.database import database
from gateway.desk import reports
from gateway.desk.collections import VERSIONS
from gateway.desk.composing import examples_of, given_by, standing_of_units
from gateway.desk.indicators import indicators_of
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, STEP, TO_MEND, TO_SEND, Problem, new_key, problems_in, typed
from gateway.web.languages import N_
from gateway.web.province.report_numbers import numbers_of
from gateway.web.province.report_steps import (
    PAGE,
    SEEN,
    back_to,
    closed_to_writing,
    key_sent,
    loaded,
    may_do,
    problems_of,
    seen,
    take,
    to_write,
)

WITHOUT = "khong-co"
CONFIRMED = "so-khac"
"""Fields that are ticked more than once."""

SIGNER = ("signer_name", "signer_position", "on_behalf_of", "document_number")
SIGNER_LABELS = {
    "signer_name": N_("Họ và tên người ký"),
    "signer_position": N_("Chức vụ"),
    "on_behalf_of": N_("Ký thay mặt"),
    "document_number": N_("Số, ký hiệu văn bản"),
}
WHEN_EMPTY = {"signer_name": N_("Ghi họ và tên người ký."), "signer_position": N_("Ghi chức vụ người ký.")}
MOST_CONFIRMED = 50


@pages.get(f"{PAGE}/<report_id>/gui")
@for_those_who_may("submission.write")
def submission_form(report_id: str) -> ResponseReturnValue:
    """All that will be handed in, each with a way to mend it."""
    report, round_ = to_write(report_id)
    if not may_do(report, round_)["submit"]:
        return closed_to_writing(report)
    return _submission_page(report, round_, [])


@pages.post(f"{PAGE}/<report_id>/gui")
@for_those_who_may("submission.write")
def hand_in_report(report_id: str) -> ResponseReturnValue:
    """Hand it in; from now on the figures are gathered as they stand."""
    report, round_ = to_write(report_id)
    command = {"report_id": report_id, "expected": seen()}
    try:
        take(reports.submit_report, command, command)
    except Refusal as refusal:
        problems = problems_of(refusal, report_id)
        return _submission_page(reports.find(database(), report_id), round_, problems), status_of(refusal)
    return back_to(report, gettext("Đã gửi báo cáo lên cấp trên. Số liệu đang được chụp lại."))


def _submission_page(report: Row, round_: Row, problems: list[Problem]) -> str:
    return render_template(
        "report_submit.html", report=report, round=round_, problems=problems,
        asked=given_by(report, indicators_of(database(), round_["indicators"])),
        examples=examples_of(database(), report), content=figures_of(report)["content"],
        values={KEY: new_key(), SEEN: report["version"]},
    )


@pages.get(f"{PAGE}/<report_id>/tong-hop")
@for_those_who_may("round.open")
def consolidation_form(report_id: str) -> ResponseReturnValue:
    """Whose reports are there, and who is left out."""
    report, round_ = loaded(report_id)
    require("round.open", round_["unit"])
    if not may_do(report, round_)["consolidate"]:
        return closed_to_writing(report)
    held = report["consolidated"] or {"without": [], "without_reason": ""}
    return _consolidation_page(report, round_, held["without"], held["without_reason"], [])


@pages.post(f"{PAGE}/<report_id>/tong-hop")
@for_those_who_may("round.open")
def consolidate_report(report_id: str) -> ResponseReturnValue:
    """Put them together; sections that are empty are filled with the units' words."""
    report, round_ = loaded(report_id)
    require("round.open", round_["unit"])
    without = [one[:20] for one in request.form.getlist(WITHOUT)[:501]]
    reason = typed(("reason",), longest=1001)["reason"]
    payload = {"without": without, "reason": reason}
    problems = problems_in(ConsolidateReports(), payload, {"reason": reason}, {})
    if without and not reason:
        problems.append(Problem("reason", gettext("Ghi lý do tổng hợp mà không có báo cáo của đơn vị.")))
    if problems:
        return _consolidation_page(report, round_, without, reason, problems), 422
    more = {"report_id": report_id, "expected": seen()}
    try:
        take(reports.consolidate_report, {**ConsolidateReports().load(payload), **more}, {**payload, **more})
    except Refusal as refusal:
        problems = problems_of(refusal, report_id, {"without": WITHOUT})
        now = reports.find(database(), report_id)
        return _consolidation_page(now, round_, without, reason, problems), status_of(refusal)
    return back_to(report, gettext(
        "Đã tổng hợp. Mục còn trống được điền bằng lời của các đơn vị; sửa lại cho gọn rồi trình ký."
    ))


def _consolidation_page(report: Row, round_: Row, without: list[str], reason: str, problems: list[Problem]) -> str:
    standing = standing_of_units(database(), round_)
    return render_template(
        "report_consolidate.html", report=report, round=round_, standing=standing, without=without, field=WITHOUT,
        missing=[one for one in standing if one["status"] != "accepted"], problems=problems,
        values={"reason": reason, KEY: new_key(), SEEN: report["version"]},
    )


@pages.get(f"{PAGE}/<report_id>/ky-ten")
@for_those_who_may("version.sign")
def signature_form(report_id: str) -> ResponseReturnValue:
    """Who signs; filled in as the last report of the unit was."""
    report, round_ = loaded(report_id)
    require("version.sign", round_["unit"])
    if not may_do(report, round_)["sign"]:
        return closed_to_writing(report)
    last = database()[VERSIONS].find_one(
        {"unit": report["unit"], "kind": "signed"}, {"signature": 1}, sort=[("frozen_at", -1)]
    )
    again = ("signer_name", "signer_position", "on_behalf_of")
    values = {name: last["signature"][name] for name in again} if last else {}
    return _signature_page(report, round_, values, [], [], seen_version=report["version"])


@pages.post(f"{PAGE}/<report_id>/ky-ten")
@for_those_who_may("version.sign")
def sign_report(report_id: str) -> ResponseReturnValue:
    """Everything is tried out before it is shown once more; only then it is signed."""
    report, round_ = loaded(report_id)
    require("version.sign", round_["unit"])
    values = typed((*SIGNER, KEY), longest=300)
    confirmed = [one[:101] for one in request.form.getlist(CONFIRMED)[: MOST_CONFIRMED + 1]]
    step = request.form.get(STEP)
    if step == TO_MEND:
        return _signature_page(report, round_, values, confirmed, [], seen_version=seen())
    payload = {**{name: values[name] for name in SIGNER}, "confirmed_numbers": confirmed}
    problems = problems_in(SignReport(), payload, values, WHEN_EMPTY)
    if problems:
        return _signature_page(report, round_, values, confirmed, problems, seen_version=seen()), 422
    more = {"report_id": report_id, "expected": seen()}
    command = {**SignReport().load(payload), **more}
    try:
        take(reports.sign_report, command, {**payload, **more}, rehearsal=step != TO_SEND)
    except Refusal as refusal:
        now = reports.find(database(), report_id)
        told = _sign_problems(refusal, report_id)
        page = _signature_page(now, round_, values, confirmed, told, seen_version=now["version"])
        return page, status_of(refusal)
    if step != TO_SEND:
        return render_template(
            "report_sign_check.html", report=report, round=round_, confirmed=confirmed, field=CONFIRMED,
            labels=SIGNER_LABELS, content=figures_of(report)["content"], names=[*SIGNER, KEY, SEEN],
            values={**values, KEY: key_sent(), SEEN: seen()},
        )
    return back_to(report, gettext("Đã ký báo cáo. Bản đã ký không sửa được nữa; tải văn bản ở mục “Các bản đã chốt”."))


def _sign_problems(refusal: Refusal, report_id: str) -> list[Problem]:
    if refusal.code != "narrative_disagrees":
        return problems_of(refusal, report_id)
    numbers = ", ".join(f"“{one}”" for one in refusal.facts.get("numbers", [])[:5])
    return [Problem(
        CONFIRMED, gettext("Lời văn có số không khớp với số liệu nào: %(numbers)s.", numbers=numbers),
        gettext("Sửa lời văn, hoặc xác nhận nguyên văn số lấy từ nguồn khác."),
    )]


def _signature_page(
    report: Row, round_: Row, values: dict[str, str], confirmed: list[str], problems: list[Problem], seen_version: int
) -> str:
    named = numbers_of(report, round_, figures_of(report)["content"])
    unknown: dict[str, Row] = {}
    for one in named or []:
        if not one["figures"]:
            unknown.setdefault(one["words"], one)
    return render_template(
        "report_sign.html", report=report, round=round_, unknown=unknown, confirmed=confirmed, field=CONFIRMED,
        waiting=named is None, labels=SIGNER_LABELS, problems=problems, may=may_do(report, round_),
        values={**values, KEY: new_key(), SEEN: seen_version},
    )
