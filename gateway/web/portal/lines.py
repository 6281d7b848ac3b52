"""Every line of the Fund's bank statements, to be looked through by anybody: a donor looks for the own 50,000 đồng."""

from __future__ import annotations

import datetime as dt
from typing import Any

from flask import make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.fields import MAX_VND
from contracts.refusals import Refusal
from gateway.reports.provincial import of_whole_campaign
from gateway.reports.public_lines import COUNTED, Search, explained, search
from gateway.reports.reading import at_one_moment
from gateway.web.blueprint import pages
from gateway.web.campaigns import campaigns_to_choose, chosen_campaign
from gateway.web.formatting import unit_name
from gateway.web.forms import Problem, money_typed, problem_of
from gateway.web.portal.keeping import open_to_all

PAGE = "/cong-khai/sao-ke"
LONGEST_TYPED = 200
WAYS = ("in", "out")
ASKED = ("campaign", "tim", "so-tien", "tu", "den", "chieu")


@pages.get(PAGE)
@open_to_all
def public_lines() -> ResponseReturnValue:
    """The lines that the address asks for, newest day first."""
    return at_one_moment(lambda _: _page())


def _page() -> ResponseReturnValue:
    campaign = chosen_campaign()
    if campaign is None:
        return render_template("portal/empty.html")
    values = {name: request.args.get(name, "").strip()[:LONGEST_TYPED] for name in ASKED}
    values["campaign"] = campaign["campaign"]
    question, problems = _question(campaign["campaign"], values)
    found: dict[str, Any] | None = None
    if not problems:
        try:
            found = search(question, request.args.get("sau") or None)
        except Refusal as refusal:
            problems = problem_of(refusal, {"after": "tim"})
    asked: dict[str, Any] = {name: value for name, value in values.items() if value}
    onward = url_for("web.public_lines", **asked, sau=found["next"]) if found and found["next"] else None
    answer = make_response(render_template(
        "portal/lines.html", campaign=campaign, campaigns=campaigns_to_choose(campaign), values=values,
        problems=problems, found=found, onward=onward, counted_to=COUNTED, asks=len(asked) > 1,
        first=url_for("web.public_lines", **asked) if request.args.get("sau") else "",
        purposes=explained(found["lines"]) if found else {},
        names={of: unit_name(*of) for of in {(line["unit"], line["on"]) for line in found["lines"]}} if found else {},
        total=_total(campaign["campaign"]) if found and len(asked) == 1 and not request.args.get("sau") else None,
    ))  # fmt: skip
    if problems:
        answer.status_code = 422
    if onward:
        answer.headers["Link"] = f'<{onward}>; rel="next"'
    return answer


def _total(campaign: str) -> dict[str, Any]:
    """What the statements of the whole campaign came to, whoever wants to be seen: the report's own figures."""
    sums = of_whole_campaign(campaign, ("received", "bank_debits"))
    return {
        "came": sums.get(("received", "bank_transfer"), {"count": 0, "amount_vnd": 0}),
        "went": sums["bank_debits", ""],
    }


def _question(campaign: str, values: dict[str, str]) -> tuple[Search, list[Problem]]:
    problems: list[Problem] = []
    days: dict[str, dt.date | None] = {}
    for name in ("tu", "den"):
        try:
            days[name] = dt.date.fromisoformat(values[name]) if values[name] else None
        except ValueError:
            problems.append(Problem(name, gettext("Ngày không đúng."), gettext("Ví dụ 2024-10-17.")))
    if not problems and days["tu"] and days["den"] and days["tu"] > days["den"]:
        problems.append(Problem("tu", gettext("Ngày bắt đầu sau ngày kết thúc.")))
    amount = money_typed(values["so-tien"]) if values["so-tien"] else None
    if amount is not None and not (isinstance(amount, int) and 0 < amount <= MAX_VND):
        problems.append(Problem("so-tien", gettext("Số tiền không đúng."), gettext("Gõ số đồng, ví dụ 50.000.")))
    way = values["chieu"] if values["chieu"] in WAYS else ""
    question = Search(
        campaign, values["tim"], amount if isinstance(amount, int) else None, days.get("tu"), days.get("den"), way
    )
    return question, problems
