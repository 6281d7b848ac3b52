"""Administrative units on a page: found by name without diacritics on any day, and what each was made of and became."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.campaign_files import UNIT_LEVELS
from gateway.access.current import principal, require
from gateway.api import units
from gateway.web.addresses import address, chosen_of
from gateway.web.administrator.hub import may_administer
from gateway.web.blueprint import pages
from gateway.web.forms import Problem, day_in_query
from gateway.web.languages import N_
from runtime.clock import local_day, utc_now

PAGE = "/quan-tri/don-vi"
ON_A_PAGE = 50
LEVELS = {"country": N_("Cả nước"), "province": N_("Tỉnh"), "district": N_("Huyện"), "commune": N_("Xã")}


@pages.get(PAGE)
def unit_list() -> ResponseReturnValue:
    """Units in force on a day, by code."""
    require("unit.read")
    chosen, problems = chosen_of({"q": 100, "level": 20, "parent": 5, "on": 10}), []
    on = day_in_query("on") or local_day(utc_now())
    if "on" in chosen and day_in_query("on") is None:
        problems = [Problem("on", gettext("Chọn một ngày."))]
    level = chosen.get("level") if chosen.get("level") in UNIT_LEVELS else None
    after = request.args.get("sau", "")[:5]
    found = [] if problems else units.found_on(on.isoformat(), chosen.get("q", ""), level, chosen.get("parent"), after)
    more = len(found) > ON_A_PAGE
    return render_template(
        "administrator/unit_list.html", units=found[:ON_A_PAGE], values={"on": on.isoformat(), **chosen},
        chosen=chosen, problems=problems, levels=LEVELS, on=on, may_administer=may_administer(principal()),
        next_page=address("web.unit_list", chosen, sau=found[ON_A_PAGE - 1].code) if more else None,
        first=address("web.unit_list", chosen) if after else "",
        level_options=[("", gettext("Mọi cấp")), *((level, LEVELS[level]) for level in UNIT_LEVELS)],
    ), 422 if problems else 200


@pages.get(f"{PAGE}/<code>")
def unit_page(code: str) -> ResponseReturnValue:
    """The unit that a code means on a day, where it lay, what it was made of, what it became and by which shares."""
    require("unit.read")
    on = day_in_query("on") or local_day(utc_now())
    return render_template(
        "administrator/unit.html", unit=units.whole_of(code, on.isoformat()), levels=LEVELS, on=on,
        may_administer=may_administer(principal()),
    )
