"""Proposing support: which kind, for which household, how much; looked at once more, then sent to the approvers.

Households are shown by initials and code.  Whoever must see a name to tell two of them apart says what for, and that
look is kept; what is searched for never stands in an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.donations.beneficiaries import HOUSEHOLD_CLASSES, LookAtHousehold
from contracts.commands.donations.support import SUPPORT_KINDS, AskSupportTerms, ProposeSupport
from contracts.refusals import NotFound, Refusal
from gateway.access import looks
from gateway.access.current import for_those_who_may, principal, require, require_somewhere
from gateway.api.asking import ask
from gateway.api.within import units_shown
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, chosen_campaign, units_of
from gateway.web.formatting import day, money, unit_name, words
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

PAGE = "/chi-ho-tro/de-nghi"
ROWS_ON_A_PAGE = 30
CHOSEN = "chon"
PURPOSE = "muc_dich"
OF_HOUSEHOLD = ("household_code", "unit", "kind")
FIELDS = (*OF_HOUSEHOLD, "amount_vnd", "proposed_on", "reason")

WHEN_EMPTY = {
    "household_code": N_("Gõ mã hộ."), "unit": N_("Chọn đơn vị của hộ."), "kind": N_("Chọn loại hỗ trợ."),
    "amount_vnd": N_("Gõ số tiền."), "reason": N_("Ghi lý do: hoàn cảnh của hộ, tiền để làm gì."),
}

HOUSE_STATES = {
    "none": N_("Chưa có nhà"), "temporary": N_("Nhà tạm"), "dilapidated": N_("Nhà dột nát"), "sound": N_("Nhà ổn định"),
}


@dataclass(frozen=True)
class Proposal:
    """What has been filled in so far, and what the service says that it meets (None: it can't say yet)."""

    campaign: Row
    values: dict[str, str]
    terms: Row | None


@pages.get(PAGE)
@for_those_who_may("support.propose")
def proposal_kinds() -> ResponseReturnValue:
    """Which kind of support?  Each with the programme that is valid today and its ceiling."""
    require_somewhere("support.propose")
    campaign, today = chosen_campaign(), local_day(utc_now()).isoformat()
    told = {"campaign": campaign["campaign"], "kind": None} if campaign else None
    programmes = ask("donations", "list_programmes", told)["programmes"] if told else []
    kinds = [(kind, [one for one in programmes if one["kind"] == kind]) for kind in SUPPORT_KINDS]
    return render_template(
        "treasurer/proposal_kinds.html", campaign=campaign, today=today,
        kinds=[(kind, next((one for one in of_kind if _valid(one, today)), None), bool(of_kind))
               for kind, of_kind in kinds],
    )


def _valid(programme: Row, on: str) -> bool:
    return programme["valid_from"] <= on and (programme["valid_to"] is None or on <= programme["valid_to"])


@pages.get(f"{PAGE}/ho")
@for_those_who_may("support.propose")
def proposal_households() -> ResponseReturnValue:
    """For which household?  The register of the units for which the account may propose, by code."""
    return _households("")


@pages.post(f"{PAGE}/ho")
@for_those_who_may("support.propose")
def search_proposal_households() -> ResponseReturnValue:
    """The same, searched by code or by the head's name."""
    return _households(typed(["tim"], longest=120)["tim"])


def _households(text: str) -> str:
    require_somewhere("household.list")
    campaign, kind = chosen_campaign(), _kind(request.args.get("loai", ""))
    units = units_of(campaign, principal(), "support.propose") if campaign else []
    chosen = {name: request.args.get(name, "")[:30] for name in ("don_vi", "dien")}
    unit = chosen["don_vi"] if chosen["don_vi"] in dict(units) else None
    of_class = chosen["dien"] if chosen["dien"] in HOUSEHOLD_CLASSES else None
    found: Row = {"households": [], "next": None}
    if campaign is not None:
        found = ask("donations", "list_households", {
            "campaign": campaign["campaign"], "units": units_shown("support.propose", unit), "text": text,
            "household_class": of_class, "after": request.values.get("sau", "")[:60], "limit": ROWS_ON_A_PAGE,
        })
    here = {"campaign": campaign["campaign"] if campaign else None, "loai": kind}
    here |= {name: value for name, value in (("don_vi", unit), ("dien", of_class)) if value}
    return render_template(
        "treasurer/proposal_households.html", campaign=campaign, kind=kind, rows=found["households"], here=here,
        house_states=HOUSE_STATES, next_mark=found["next"], begun=bool(request.values.get("sau")), searched=text,
        values={"tim": text, "don_vi": unit or "", "dien": of_class or ""},
        units=units, unit_options=[("", gettext("Tất cả")), *units],
        class_options=[("", gettext("Tất cả")), *((one, words(one)) for one in HOUSEHOLD_CLASSES)],
    )


@pages.post(f"{PAGE}/moi")
@for_those_who_may("support.propose")
def propose_support() -> ResponseReturnValue:
    """How much and why; looked at once more, tried by the service, then sent once."""
    asked = _asked()
    step = request.form.get(STEP)
    if asked.terms is None:
        problems = _missing(asked)
        return _form(asked, problems) if step == CHOSEN and not problems else (_form(asked, problems), 422)
    if step in (CHOSEN, TO_MEND):
        return _form(asked, [])
    payload = {
        "campaign": asked.campaign["campaign"], **{name: asked.values[name] for name in FIELDS},
        "amount_vnd": money_typed(asked.values["amount_vnd"]), "proposed_on": asked.values["proposed_on"] or None,
    }
    problems = problems_in(ProposeSupport(), payload, asked.values, WHEN_EMPTY)
    if problems:
        return _form(asked, problems), 422
    try:
        if step != TO_SEND:
            # Tried at once: nobody reads through a proposal that will be refused.
            ask("donations", "propose_support", payload, key=new_key(), rehearsal=True)
            return _check_page(asked, payload)
        payment = send("donations", "propose_support", payload, asked.values[KEY] or new_key())
    except Refusal as refusal:
        # The refusal is remembered with the form's key; what is mended is a new form.
        asked.values[KEY] = new_key()
        return _form(asked, problem_of(refusal)), 422
    flash(gettext("Đã gửi đề nghị; khoản này đang chờ thẩm tra."), "good")
    return redirect(url_for("web.payment_page", payment_id=payment["payment_id"]), code=303)


@pages.post(f"{PAGE}/ho-so")
@for_those_who_may("household.read")
def look_at_proposed_household() -> ResponseReturnValue:
    """All of the household, beside the form that is being filled in; who looks says what for, and that is kept."""
    asked = _asked()
    if asked.terms is None or asked.terms["household"] is None:
        return _form(asked, _missing(asked)), 422
    told = {"code": asked.values["household_code"], "purpose": asked.values[PURPOSE]}
    require("household.read", asked.terms["household"]["unit"])
    problems = problems_in(
        LookAtHousehold(), told, asked.values, {PURPOSE: gettext("Ghi mục đích xem hồ sơ.")}, {"purpose": PURPOSE}
    )
    if problems:
        return _form(asked, problems), 422
    seen = ask("donations", "look_at_household", told)
    looks.saw([seen["code"]])
    return _form(asked, [], seen)


def _asked() -> Proposal:
    """What the form says, and the terms that it meets; the unit is the household's, where it is in a register."""
    campaign = chosen_campaign()
    if campaign is None:
        raise NotFound(gettext("Chưa có đợt vận động nào."), remedy=gettext("Quay lại chi hỗ trợ."))
    values = typed([*FIELDS, PURPOSE, KEY], longest=1001)
    values["household_code"] = values["household_code"].lower()
    values["kind"] = _kind(values["kind"])
    values["proposed_on"] = values["proposed_on"] or local_day(utc_now()).isoformat()
    if not values["unit"]:
        values["unit"] = _unit_of(values["household_code"])
    if values["unit"]:
        require("support.propose", values["unit"])
    return Proposal(campaign, values, _terms(campaign, values))


def _kind(text: str) -> str:
    return text if text in SUPPORT_KINDS else ""


def _unit_of(code: str) -> str:
    """The unit in whose register the household is; empty when it is in none."""
    try:
        return str(ask("donations", "get_household", {"id": code})["unit"]) if code else ""
    except Refusal as refusal:
        if refusal.kind != "not_found":
            raise
        return ""


def _terms(campaign: Row, values: dict[str, str]) -> Row | None:
    wanted = {"campaign": campaign["campaign"], **{name: values[name] for name in (*OF_HOUSEHOLD, "proposed_on")}}
    problems = problems_in(AskSupportTerms(), wanted, values, {})
    if any(problem.field in OF_HOUSEHOLD for problem in problems):
        return None
    if problems:
        wanted["proposed_on"] = None
    return ask("donations", "ask_support_terms", wanted)


def _missing(asked: Proposal) -> list[Problem]:
    """What keeps the service from telling the terms."""
    return [
        Problem(name, WHEN_EMPTY[name] if not asked.values[name] else gettext("Không đúng dạng."))
        for name in OF_HOUSEHOLD if not asked.values[name] or name == "household_code"
    ]


def _form(asked: Proposal, problems: list[Problem], seen: Row | None = None) -> str:
    household = asked.terms["household"] if asked.terms else None
    return render_template(
        "treasurer/proposal_form.html", campaign=asked.campaign, values=asked.values, terms=asked.terms,
        household=household, problems=problems, seen=seen, key=asked.values[KEY] or new_key(),
        units=[("", gettext("– chọn –")), *units_of(asked.campaign, principal(), "support.propose")],
        kinds=[("", gettext("– chọn –")), *((one, words(one)) for one in SUPPORT_KINDS)],
        may_look=household is not None and principal().may("household.read", household["unit"]),
    )


def _check_page(asked: Proposal, payload: dict[str, Any]) -> str:
    assert asked.terms is not None
    programme, household = asked.terms["programme"], asked.terms["household"]
    ceiling = gettext(
        "%(amount)s theo %(decision)s", amount=money(programme["ceiling_vnd"]), decision=programme["decision"]
    ) if programme else gettext("không có mức tối đa")
    initials = f" ({household['head_initials']})" if household else ""
    facts = [
        (gettext("Loại hỗ trợ"), words(payload["kind"]), ""), (gettext("Tối đa một hộ"), ceiling, ""),
        (gettext("Hộ"), f"{payload['household_code']}{initials}", ""),
        (gettext("Đơn vị"), unit_name(payload["unit"]), ""),
        (gettext("Số tiền"), money(payload["amount_vnd"]), ""),
        (gettext("Quỹ của đơn vị còn"), money(asked.terms["fund_left_vnd"]), ""),
        (gettext("Ngày đề nghị"), day(payload["proposed_on"]), ""), (gettext("Lý do"), payload["reason"], ""),
    ]
    about = gettext("Gửi xong, khoản này chờ thẩm tra rồi chờ hai người duyệt; chưa chi thì còn rút lại được.")
    if payload["amount_vnd"] > asked.terms["fund_left_vnd"]:
        about += " " + gettext("Quỹ của đơn vị hiện không đủ: khi duyệt lần hai mà vẫn thiếu thì chưa duyệt được.")
    return render_template(
        "check.html", heading=gettext("Kiểm tra lại đề nghị hỗ trợ"), about=about, facts=facts,
        values={**asked.values, KEY: asked.values[KEY] or new_key()}, names=[*FIELDS, KEY],
        action=url_for("web.propose_support", campaign=asked.campaign["campaign"]), button=gettext("Gửi đề nghị"),
    )
