"""Give by transfer: a QR code that fills in account, amount and a code by which the donor finds the own line later."""

from __future__ import annotations

from typing import Any

import segno
from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.fields import MAX_VND
from contracts.refusals import Refusal
from gateway.api.asking import ask
from gateway.api.taking_part import units_taking_part
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, campaigns_to_choose, chosen_campaign
from gateway.web.formatting import unit_name
from gateway.web.forms import Problem, money_typed, problem_of
from gateway.web.portal.keeping import open_afresh

PAGE = "/cong-khai/ung-ho"
PIXELS_PER_MODULE = 6
IN_THE_FORM = {"amount_vnd": "so-tien", "bank": "don-vi", "unit": "don-vi", "campaign": "don-vi"}
BANKS = {"vietcombank": "Vietcombank", "vietinbank": "VietinBank", "agribank": "Agribank", "bidv": "BIDV"}


@pages.get(PAGE)
@open_afresh
def give() -> ResponseReturnValue:
    """The form; with `?tao=1` the code.  It changes nothing: money is counted once the bank's statement tells of it."""
    campaign = chosen_campaign()
    if campaign is None:
        return render_template("portal/empty.html")
    values = {name: request.args.get(name, "").strip()[:40] for name in ("so-tien", "don-vi")}
    values["don-vi"] = values["don-vi"] or campaign["lead_unit"]
    problems: list[Problem] = []
    transfer: Row | None = None
    if request.args.get("tao"):
        transfer, problems = _transfer(campaign, values)
    picture = ""
    if transfer:
        code = segno.make(transfer["payload"], error="m", micro=False)
        picture = code.svg_data_uri(scale=PIXELS_PER_MODULE, light="#fff")
    shown = render_template(
        "portal/giving.html", campaign=campaign, campaigns=campaigns_to_choose(campaign), values=values,
        problems=problems, transfer=transfer, units=_units(campaign), banks=BANKS, picture=picture,
    )
    return (shown, 422) if problems else shown


def _transfer(campaign: Row, values: dict[str, str]) -> tuple[Row | None, list[Problem]]:
    amount: Any = money_typed(values["so-tien"]) if values["so-tien"] else None
    if amount is not None and not (isinstance(amount, int) and 0 < amount <= MAX_VND):
        return None, [Problem("so-tien", gettext("Số tiền không đúng."), gettext("Gõ số đồng, ví dụ 50.000."))]
    if values["don-vi"] not in dict(_units(campaign)):
        return None, [Problem("don-vi", gettext("Chọn nơi nhận."))]
    asked = {"campaign": campaign["campaign"], "unit": values["don-vi"], "amount_vnd": amount, "with_code": True}
    try:
        return ask("donations", "get_campaign_vietqr", asked), []
    except Refusal as refusal:
        if refusal.kind == "unavailable":
            raise
        return None, problem_of(refusal, IN_THE_FORM)


def _units(campaign: Row) -> list[tuple[str, str]]:
    return [(code, unit_name(code)) for code in units_taking_part(campaign)]
