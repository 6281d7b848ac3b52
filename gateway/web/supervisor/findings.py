"""The form for a new finding."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.monitoring.findings import SEVERITIES, SUBJECT_KINDS, RaiseFinding
from contracts.refusals import Refusal
from gateway.access.current import Principal, require, require_somewhere
from gateway.api.monitoring.finding_subjects import check_subject
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, chosen_campaign, units_of
from gateway.web.formatting import day, unit_name, words
from gateway.web.forms import KEY, STEP, TO_MEND, TO_SEND, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_, said
from gateway.web.sending import send
from runtime.clock import local_day, utc_now

FIELDS = (
    "campaign",
    "unit",
    "about_kind",
    "about_id",
    "severity",
    "found_on",
    "summary",
    "detail",
    "recommendation",
    "reply_within_days",
)
LABELS = {
    "unit": N_("Đơn vị được giám sát"),
    "about_kind": N_("Phát hiện về"),
    "about_id": N_("Mã của đối tượng"),
    "severity": N_("Mức độ"),
    "found_on": N_("Ngày phát hiện"),
    "summary": N_("Tóm tắt"),
    "detail": N_("Chi tiết"),
    "recommendation": N_("Kiến nghị"),
    "reply_within_days": N_("Thời hạn trả lời"),
}
IN_THE_FORM = {"about.kind": "about_kind", "about.id": "about_id"}
"""Fields of the contract that are called otherwise in the form."""

_HOLDS = N_("Gửi xong, khoản hỗ trợ này tạm dừng, nếu chưa chi, cho tới khi phát hiện được kết thúc.")

WHEN_EMPTY = {
    "unit": N_("Chọn đơn vị được giám sát."),
    "about_kind": N_("Chọn phát hiện về cái gì."),
    "about_id": N_("Gõ mã của đối tượng."),
    "severity": N_("Chọn mức độ."),
    "found_on": N_("Chọn ngày phát hiện."),
    "summary": N_("Tóm tắt phát hiện trong một câu."),
    "reply_within_days": N_("Gõ số ngày để trả lời."),
}


@pages.get("/giam-sat/moi")
def finding_form() -> ResponseReturnValue:
    """An empty form; a link from a row has filled in already what it is about."""
    asking = require_somewhere("finding.raise")
    values = {
        "severity": "",
        "found_on": local_day(utc_now()).isoformat(),
        "reply_within_days": "20",
        **{name: request.args.get(name, "")[:80] for name in ("campaign", "unit", "about_kind", "about_id")},
    }
    return _form(asking, values, [], new_key())


@pages.post("/giam-sat/moi")
def raise_finding() -> ResponseReturnValue:
    """Check what was filled in, show it once more, then file it."""
    asking = require_somewhere("finding.raise")
    values = typed(FIELDS)
    key = request.form.get(KEY) or new_key()
    step = request.form.get(STEP)
    if step == TO_MEND:
        return _form(asking, values, [], key)
    payload = _payload(values)
    problems = problems_in(RaiseFinding(), payload, values, WHEN_EMPTY, IN_THE_FORM)
    if problems:
        return _form(asking, values, problems, key), 422
    require("finding.raise", values["unit"])
    try:
        check_subject(payload)
        if step != TO_SEND:
            return _check_page(values, key)
        finding = send("monitoring", "raise_finding", payload, key)
    except Refusal as refusal:
        return _form(asking, values, problem_of(refusal, IN_THE_FORM), new_key()), 422
    return redirect(url_for("web.finding_page", finding_id=finding["finding_id"], da_gui="1"), code=303)


def _form(asking: Principal, values: dict[str, str], problems: list[Problem], key: str) -> str:
    campaign = chosen_campaign()
    return render_template(
        "finding_form.html",
        campaign=campaign,
        unit_options=units_of(campaign, asking, "finding.raise") if campaign else [],
        kind_options=[("", gettext("– chọn –")), *((kind, words(kind)) for kind in SUBJECT_KINDS)],
        severity_options=[(severity, words(severity)) for severity in reversed(SEVERITIES)],
        values={**values, "campaign": campaign["campaign"] if campaign else ""},
        problems=problems,
        key=key,
        labels={name: said(label) for name, label in LABELS.items()},
    )


def _payload(values: dict[str, str]) -> dict[str, Any]:
    days = values["reply_within_days"]
    plain = ("campaign", "unit", "severity", "found_on", "summary", "detail", "recommendation")
    return {
        **{name: values[name] for name in plain},
        "about": {"kind": values["about_kind"], "id": values["about_id"]},
        "reply_within_days": int(days) if days.isdecimal() and len(days) < 6 else days,
    }


def _check_page(values: dict[str, str], key: str) -> str:
    shown: Row = {
        **values,
        "unit": unit_name(values["unit"]),
        "about_kind": words(values["about_kind"]),
        "severity": words(values["severity"]),
        "found_on": day(values["found_on"]),
        "reply_within_days": gettext("%(days)s ngày", days=values["reply_within_days"]),
    }
    held = values["about_kind"] == "payment"
    return render_template(
        "check.html",
        heading=gettext("Kiểm tra lại trước khi gửi phát hiện"),
        about=said(_HOLDS) if held else "",
        facts=[(said(LABELS[name]), shown[name] or "–", name) for name in FIELDS if name in LABELS],
        values={**values, KEY: key},
        names=[*FIELDS, KEY],
        action=url_for("web.raise_finding"),
        button=gettext("Gửi phát hiện"),
    )
