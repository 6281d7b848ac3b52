"""What the pages of reports share: the report at hand, a step taken once, and what is said when another was quicker."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

from contracts.refusals import Refusal
from gateway.access.current import Principal, principal, require
from gateway.api.desk.doing import Work, do_under
from gateway.api.desk.unit_reports import may_see
from gateway.database import database
from gateway.desk import flow_rules, reports, rounds
from gateway.desk.collections import REPORTS
from gateway.desk.flow_rules import ChangedMeanwhile
from gateway.desk.store import history_of
from gateway.web.campaigns import Row
from gateway.web.formatting import instant
from gateway.web.forms import KEY, Problem, new_key, problem_of

PAGE = "/bao-cao"
SEEN = "phien_ban"
"""The field that says which version the form was made from."""
MARK = "dau"
"""The field that says what of the report the form was made from: another part may change meanwhile."""

LONGEST_KEY = 80


def key_sent() -> str:
    """The key of the form that was sent."""
    return request.form.get(KEY, "")[:LONGEST_KEY] or new_key()


def seen() -> int:
    """The version that the form was made from; one that no thing has, where nothing sensible was sent."""
    given = request.form.get(SEEN, "")
    return int(given) if given.isdecimal() and len(given) < 10 else -1


def take(work: Work, payload: Mapping[str, Any], sent: Mapping[str, Any], *, rehearsal: bool = False) -> Row:
    """Do a step of the desk under the form's key.  ``sent``: what a second press of the same form sends as well."""
    return do_under(key_sent(), work, dict(payload), dict(sent), rehearsal=rehearsal)


def mark_of(held: object) -> str:
    """A short mark of a text or a value, to see whether it is still the same."""
    return hashlib.sha256(repr(held).encode()).hexdigest()[:24]


def write_part(report_id: str, payload: Row, part_of: Callable[[Row], object]) -> Row:
    """Write a part of a report.  That others have meanwhile written other parts does not matter.

    payload: as ``WriteReport`` loads it; part_of: the part, of a report.  Raises what ``write_report`` raises."""
    command = {"sections": {}, "indicators": {}, "examples": None, **payload, "report_id": report_id}
    expected = seen()
    try:
        return take(reports.write_report, {**command, "expected": expected}, {**command, "expected": expected})
    except ChangedMeanwhile:
        now = reports.find(database(), report_id)
        if part_of(now) == part_of({**now, **_merged(now, command)}):
            return reports.shown(now)
        if mark_of(part_of(now)) != request.form.get(MARK, ""):
            raise
        again = {**command, "expected": now["version"]}
        return do_under(f"{key_sent()}-{now['version']}", reports.write_report, again, again)


def _merged(report: Row, command: Row) -> Row:
    return {
        "sections": {**report["sections"], **command["sections"]},
        "indicators": {**report["indicators"], **command["indicators"]},
        "examples": report["examples"] if command["examples"] is None else command["examples"],
    }


def problems_of(refusal: Refusal, report_id: str, fields: Mapping[str, str] | None = None) -> list[Problem]:
    """A refusal as the problems of a form; of a change by somebody else it is said whose it was."""
    if not isinstance(refusal, ChangedMeanwhile):
        return problem_of(refusal, fields)
    version = reports.find(database(), report_id)["version"]
    changes = history_of(database(), REPORTS, report_id, version - 1, 1)
    who, at = (changes[-1]["by"], instant(changes[-1]["at"])) if changes else ("?", "")
    return [Problem(
        "", gettext("Trong lúc bạn làm, %(who)s đã thay đổi báo cáo này, lúc %(at)s.", who=who, at=at),
        gettext("Những gì bạn nhập vẫn còn dưới đây, chưa được ghi. Xem lại rồi gửi lần nữa, hoặc mở lại trang để bỏ."),
    )]


def loaded(report_id: str) -> tuple[Row, Row]:
    """A report that the account may see, and its round."""
    report = may_see(report_id)
    return report, rounds.find(database(), report["round_id"])


def to_write(report_id: str) -> tuple[Row, Row]:
    """A report that the account may write, and its round."""
    report, round_ = loaded(report_id)
    require("submission.write", report["unit"])
    return report, round_


def is_open(report: Row) -> bool:
    """Whether it may still be written."""
    return report["status"] in flow_rules.EDITABLE[report["kind"]]


def back_to(report: Row, text: str = "", kind: str = "good") -> Response:
    """To the report's page, with what happened."""
    if text:
        flash(text, kind)
    return redirect(url_for("web.report_page", report_id=report["_id"]), code=303)


def closed_to_writing(report: Row) -> Response:
    """To the report's page, which shows why nothing can be written."""
    return back_to(report, gettext("Báo cáo này không còn sửa được ở bước hiện tại."), "wait")


def may_do(report: Row, round_: Row, asking: Principal | None = None) -> dict[str, bool]:
    """What the account may do with it as it stands."""
    who = asking or principal()
    writes, leads = who.may("submission.write", report["unit"]), who.may("round.open", round_["unit"])

    def now(step: str) -> bool:
        return report["status"] in flow_rules.STEPS[step].get(report["kind"], ())

    return {
        "write": writes and is_open(report),
        "submit": writes and now("submit"),
        "return": leads and now("return"),
        "accept": leads and now("accept"),
        "consolidate": leads and now("consolidate"),
        "sign": who.may("version.sign", round_["unit"]) and now("sign"),
        "correct": leads and now("correct"),
    }
