"""Opening a round of reports: which period, until when, from whom; shown once more before it is opened."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import Refusal
from gateway import units
from gateway.access.current import Principal, for_those_who_may, require, require_somewhere
from gateway.api.desk.schemas import OpenRound
from gateway.api.errors import status_of
from gateway.api.taking_part import check_takes_part
from gateway.database import database
from gateway.desk import period_rules, rounds
from gateway.desk.collections import INDICATORS
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, chosen_campaign, units_of
from gateway.web.formatting import day, unit_name
from gateway.web.forms import KEY, STEP, TO_MEND, TO_SEND, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_
from gateway.web.province.report_steps import PAGE, key_sent, take
from gateway.web.report_words import PERIOD_KINDS
from runtime.clock import local_day, utc_now

UNITS, INDICATORS_ASKED = "don-vi", "chi-tieu"
"""Fields that are ticked more than once."""

FIELDS = ("campaign", "unit", "kind", "day_in", "to_on", "first_year", "due_on", "due_business_days", "title", KEY)
WHEN_EMPTY = {"kind": N_("Chọn loại kỳ báo cáo.")}
IN_THE_FORM = {"from_on": "day_in", "units": UNITS, "indicators": INDICATORS_ASKED}
MOST_INDICATORS = 100
USUAL_BUSINESS_DAYS = "5"


@dataclass(frozen=True)
class Filled:
    """What was filled in."""

    values: dict[str, str]
    units: list[str]
    indicators: list[str]


@pages.get(f"{PAGE}/mo-ky")
def open_round_form() -> ResponseReturnValue:
    """An empty form: all units of the campaign owe a report, five business days after the period."""
    asking = require_somewhere("round.open")
    campaign = chosen_campaign()
    unit = request.args.get("unit", "")[:20]
    values = {
        "unit": unit, "kind": "", "day_in": local_day(utc_now()).isoformat(), "due_business_days": USUAL_BUSINESS_DAYS,
        "first_year": str(period_rules.FIRST_YEAR),
    }
    return _form(asking, campaign, Filled(values, [], []), [], fresh=True)


@pages.post(f"{PAGE}/mo-ky")
@for_those_who_may("round.open")
def open_round() -> ResponseReturnValue:
    """Check what was filled in, show it once more with the days reckoned, then open the round."""
    asking = require_somewhere("round.open")
    campaign = chosen_campaign()
    filled = Filled(
        typed(FIELDS, longest=400), [one[:20] for one in request.form.getlist(UNITS)[:501]],
        [one[:60] for one in request.form.getlist(INDICATORS_ASKED)[: MOST_INDICATORS + 1]],
    )
    if request.form.get(STEP) == TO_MEND:
        return _form(asking, campaign, filled, [])
    payload, problems = _payload(filled)
    if problems:
        return _form(asking, campaign, filled, problems), 422
    require("round.open", filled.values["unit"])
    to_send = request.form.get(STEP) == TO_SEND
    command = {**OpenRound().load(payload), "below": units.current_tree().descendants(filled.values["unit"])}
    try:
        check_takes_part(payload["campaign"], payload["unit"])
        round_ = take(rounds.open_round, command, payload, rehearsal=not to_send)
    except Refusal as refusal:
        listed = {f"units.{place}": UNITS for place in range(len(filled.units))}
        return _form(asking, campaign, filled, problem_of(refusal, {**IN_THE_FORM, **listed})), status_of(refusal)
    if not to_send:
        return _check_page(filled, round_)
    flash(gettext("Đã mở kỳ báo cáo. Mỗi đơn vị có một báo cáo để điền; thư nhắc tự gửi khi gần đến hạn."), "good")
    return redirect(url_for("web.round_page", round_id=round_["round_id"]), code=303)


def _payload(filled: Filled) -> tuple[Row, list[Problem]]:
    """What the contract takes: the period's first day is reckoned from any day that lies in it."""
    values = filled.values
    payload: Row = {
        **{name: values[name] for name in ("campaign", "unit", "kind", "title")},
        "from_on": values["day_in"], "units": filled.units, "indicators": filled.indicators,
        "due_on": values["due_on"] or None,
        "due_business_days": None if values["due_on"] else _whole(values["due_business_days"]),
    }
    if values["kind"] in period_rules.CHOSEN:
        payload["to_on"] = values["to_on"] or None
    if values["kind"] in period_rules.YEARS:
        payload["first_year"] = _whole(values["first_year"])
    when_empty = {**WHEN_EMPTY, UNITS: N_("Chọn ít nhất một đơn vị phải gửi báo cáo."), "day_in": N_("Chọn ngày.")}
    ticked = {**values, UNITS: "".join(filled.units)}
    problems = problems_in(OpenRound(), payload, ticked, when_empty, IN_THE_FORM)
    if not problems and values["kind"] not in period_rules.CHOSEN:
        on = dt.date.fromisoformat(values["day_in"])
        payload["from_on"] = period_rules.containing(
            values["kind"], on, payload.get("first_year", period_rules.FIRST_YEAR)
        ).from_on.isoformat()
    return payload, problems


def _form(
    asking: Principal, campaign: Row | None, filled: Filled, problems: list[Problem], fresh: bool = False
) -> str:
    opening = units_of(campaign, asking, "round.open") if campaign else []
    unit = filled.values["unit"] or (opening[0][0] if opening else "")
    owing = _owing(campaign, unit) if campaign else []
    defined = list(database()[INDICATORS].find().sort("_id", 1).limit(MOST_INDICATORS))
    values = {**filled.values, "unit": unit, "campaign": campaign["campaign"] if campaign else "", KEY: new_key()}
    return render_template(
        "report_round_form.html", campaign=campaign, values=values, problems=problems, opening=opening, owing=owing,
        ticked=[code for code, _ in owing] if fresh else filled.units, kinds=PERIOD_KINDS,
        indicators=[(one["_id"], f"{one['name']} ({one['measure']})") for one in defined],
        indicators_ticked=filled.indicators,
    )


def _owing(campaign: Row, unit: str) -> list[tuple[str, str]]:
    """The units that may be asked: of the campaign below this one, else all that lie right below it."""
    tree = units.current_tree()
    below = set(tree.descendants(unit)) - {unit}
    of_campaign = [entry["unit"] for entry in campaign["units"] if entry["unit"] in below]
    return [(code, unit_name(code)) for code in dict.fromkeys(of_campaign or sorted(below)[:500])]


def _check_page(filled: Filled, round_: Row) -> str:
    period = round_["period"]
    asked = [gettext("%(count)s đơn vị", count=len(filled.units)), *map(unit_name, filled.units)]
    facts: list[tuple[str, Any, str]] = [
        (gettext("Kỳ"), period["name"], "kind"),
        (gettext("Từ ngày"), day(period["from_on"]), "day_in"),
        (gettext("Đến hết ngày"), day(period["to_on"]), "to_on"),
        (gettext("Tên kỳ báo cáo"), round_["title"], "title"),
        (gettext("Hạn gửi"), day(round_["due_on"]), "due_on"),
        (gettext("Mở và tổng hợp"), unit_name(round_["unit"]), "unit"),
        (gettext("Phải gửi báo cáo"), "\n".join(asked), UNITS),
        (gettext("Chỉ tiêu nhập tay"), gettext("%(count)s chỉ tiêu", count=len(filled.indicators)), INDICATORS_ASKED),
    ]
    return render_template(
        "report_round_check.html", facts=facts, values={**filled.values, KEY: key_sent()}, names=FIELDS,
        units=filled.units, indicators=filled.indicators,
    )


def _whole(text: str) -> int | str | None:
    """A whole number as typed; what is none stays as it was, for the contract to refuse."""
    return int(text) if text.isdecimal() and len(text) < 6 else text or None
