"""What the Fund supports and how much at the most, each by its decision: looked up before anything is approved, and
put down by the province as decisions come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.donations.programmes import SaveProgramme
from contracts.commands.donations.support import SUPPORT_KINDS
from contracts.refusals import NotFound, Refusal
from gateway.access.current import for_those_who_may, principal, require
from gateway.api.asking import ask
from gateway.web.addresses import chosen_of
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, chosen_campaign
from gateway.web.formatting import day, money, words
from gateway.web.forms import (
    KEY,
    STEP,
    TO_MEND,
    TO_SEND,
    Problem,
    money_typed,
    new_key,
    problem_of,
    problems_in,
    typed,
)
from gateway.web.languages import N_
from gateway.web.sending import send
from runtime.clock import local_day, utc_now

PAGE = "/chuong-trinh"
SEVERAL, VERSION = "several_per_household", "ban"
PLAIN = ("code", "kind", "name", "ceiling_vnd", "decision", "valid_from", "valid_to")
FIELDS = (*PLAIN, SEVERAL, VERSION)

WHEN_EMPTY = {
    "code": N_("Đặt mã chương trình."), "kind": N_("Chọn loại hỗ trợ."), "name": N_("Ghi tên chương trình."),
    "ceiling_vnd": N_("Gõ mức tối đa một hộ."), "decision": N_("Ghi số quyết định."),
    "valid_from": N_("Chọn ngày bắt đầu."),
}


@pages.get(PAGE)
@for_those_who_may("campaign.read")
def programme_list() -> ResponseReturnValue:
    """The campaign's programmes by kind and day."""
    campaign = chosen_campaign()
    chosen = {name: value for name, value in chosen_of({"kind": 30}).items() if value in SUPPORT_KINDS}
    return render_template(
        "treasurer/programmes.html", campaign=campaign, programmes=_programmes(campaign, chosen.get("kind")),
        today=local_day(utc_now()).isoformat(), may_save=principal().may("programme.save"), values=chosen,
        kind_options=[("", gettext("Tất cả")), *((one, words(one)) for one in SUPPORT_KINDS)],
    )


@pages.get(f"{PAGE}/moi")
@for_those_who_may("programme.save")
def new_programme_form() -> ResponseReturnValue:
    """A new one; `?tiep=` names one that it follows, of which all but code, days and decision is taken over."""
    require("programme.save")
    campaign = _campaign()
    before = next((one for one in _programmes(campaign) if one["code"] == request.args.get("tiep")), None)
    values = {VERSION: "0"}
    if before:
        ends = before["valid_to"] and dt.date.fromisoformat(before["valid_to"]) + dt.timedelta(days=1)
        values |= _filled_in(before) | {
            "code": "", "decision": "", "valid_to": "", "valid_from": ends.isoformat() if ends else "", VERSION: "0",
        }
    return _form(campaign, values, [])


@pages.get(f"{PAGE}/<code>/sua")
@for_those_who_may("programme.save")
def programme_form(code: str) -> ResponseReturnValue:
    """One that is there, to be changed: its ceiling, its last day."""
    require("programme.save")
    campaign = _campaign()
    found = next((one for one in _programmes(campaign) if one["code"] == code), None)
    if found is None:
        raise NotFound(gettext("Không có chương trình này."), remedy=gettext("Chọn lại trong danh sách."))
    return _form(campaign, _filled_in(found), [])


@pages.post(f"{PAGE}/luu")
@for_those_who_may("programme.save")
def save_programme_page() -> ResponseReturnValue:
    """Looked at once more, tried by the service, then saved."""
    require("programme.save")
    campaign, values, step = _campaign(), typed([*FIELDS, KEY], longest=201), request.form.get(STEP)
    if step == TO_MEND:
        return _form(campaign, values, [])
    payload = {
        "campaign": campaign["campaign"], **{name: values[name] for name in PLAIN},
        "ceiling_vnd": money_typed(values["ceiling_vnd"]), "valid_to": values["valid_to"] or None,
        SEVERAL: bool(values[SEVERAL]), "seen_version": int(values[VERSION]) if values[VERSION].isdecimal() else 0,
    }
    problems = problems_in(SaveProgramme(), payload, values, WHEN_EMPTY)
    if problems:
        return _form(campaign, values, problems), 422
    try:
        if step != TO_SEND:
            ask("donations", "save_programme", payload, key=new_key(), rehearsal=True)
            return _check_page(campaign, payload, values)
        send("donations", "save_programme", payload, values[KEY] or new_key())
    except Refusal as refusal:
        return _form(campaign, values, problem_of(refusal, {"seen_version": ""})), 422
    flash(gettext("Đã lưu chương trình; các đề nghị từ bây giờ theo mức này."), "good")
    return redirect(url_for("web.programme_list", campaign=campaign["campaign"]), code=303)


def _campaign() -> Row:
    campaign = chosen_campaign()
    if campaign is None:
        raise NotFound(gettext("Chưa có đợt vận động nào."), remedy=gettext("Quay lại chi hỗ trợ."))
    return campaign


def _programmes(campaign: Row | None, kind: str | None = None) -> list[Row]:
    if campaign is None:
        return []
    found = ask("donations", "list_programmes", {"campaign": campaign["campaign"], "kind": kind})
    return list(found["programmes"])


def _filled_in(programme: Row) -> dict[str, str]:
    """A programme as the fields of the form."""
    return {
        **{name: str(programme[name] or "") for name in PLAIN}, SEVERAL: "1" if programme[SEVERAL] else "",
        VERSION: str(programme["version"]),
    }


def _form(campaign: Row, values: dict[str, str], problems: list[Problem]) -> str:
    return render_template(
        "treasurer/programme_form.html", campaign=campaign, values=values, problems=problems, key=new_key(),
        is_new=values.get(VERSION, "0") in ("", "0"),
        kinds=[("", gettext("– chọn –")), *((one, words(one)) for one in SUPPORT_KINDS)],
    )


def _check_page(campaign: Row, payload: Mapping[str, Any], values: dict[str, str]) -> str:
    until = day(payload["valid_to"]) or gettext("chưa có ngày kết thúc")
    facts = [
        (gettext("Mã"), payload["code"], ""), (gettext("Loại hỗ trợ"), words(payload["kind"]), ""),
        (gettext("Tên chương trình"), payload["name"], ""),
        (gettext("Tối đa một hộ"), money(payload["ceiling_vnd"]), ""),
        (gettext("Quyết định"), payload["decision"], ""),
        (gettext("Hiệu lực"), f"{day(payload['valid_from'])} – {until}", ""),
        (gettext("Một hộ được nhiều lần"), gettext("có") if payload[SEVERAL] else gettext("không"), ""),
    ]
    return render_template(
        "check.html", heading=gettext("Kiểm tra lại chương trình hỗ trợ"), facts=facts,
        about=gettext("Các khoản đã đề nghị giữ nguyên; mức này áp dụng cho đề nghị từ khi lưu."),
        values={**values, KEY: values[KEY] or new_key()}, names=[*FIELDS, KEY],
        action=url_for("web.save_programme_page", campaign=campaign["campaign"]), button=gettext("Lưu chương trình"),
    )
