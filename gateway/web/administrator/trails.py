"""Who changed whose rights, and who looked at whose data: for whoever audits."""

from __future__ import annotations

import re

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gateway.access import looks, trail
from gateway.access.allow_table import table
from gateway.access.current import require
from gateway.web.addresses import address, chosen_of
from gateway.web.administrator import words
from gateway.web.blueprint import pages

ON_A_PAGE = 50
_MARK = re.compile(r"[0-9a-f]{24}")


@pages.get("/quan-tri/nhat-ky-quyen")
def access_trail() -> ResponseReturnValue:
    """Changes of rights, newest first: about whom, by whom."""
    require("access_trail.read")
    chosen = chosen_of({"about": 40, "by": 40})
    found = trail.page(chosen.get("about"), chosen.get("by"), _before(), ON_A_PAGE + 1)
    return render_template(
        "administrator/access_trail.html", changes=found[:ON_A_PAGE], values=chosen, change=words.change,
        differs=words.differs, first=_first("web.access_trail", chosen),
        next_page=_onward("web.access_trail", chosen, [one["change_id"] for one in found]),
    )


@pages.get("/quan-tri/luot-xem")
def look_list() -> ResponseReturnValue:
    """Looks at personal data, newest first: at whom (an id), by whom, of what kind."""
    require("looks.read")
    chosen = chosen_of({"person": looks.LONGEST_ID, "by": 40, "what": 60})
    found = looks.page(chosen.get("person"), chosen.get("by"), chosen.get("what"), _before(), ON_A_PAGE + 1)
    kinds = {action: means for action, means in table().actions.items() if table().shows_people(action)}
    return render_template(
        "administrator/look_list.html", looks=found[:ON_A_PAGE], values=chosen, kinds=table().actions,
        first=_first("web.look_list", chosen),
        next_page=_onward("web.look_list", chosen, [one["look_id"] for one in found]),
        kind_options=[("", gettext("Tất cả")), *sorted(kinds.items(), key=lambda kind: kind[1])],
    )


def _before() -> str | None:
    mark = request.args.get("truoc", "")
    return mark if _MARK.fullmatch(mark) else None


def _onward(endpoint: str, chosen: dict[str, str], ids: list[str]) -> str | None:
    return address(endpoint, chosen, truoc=ids[ON_A_PAGE - 1]) if len(ids) > ON_A_PAGE else None


def _first(endpoint: str, chosen: dict[str, str]) -> str:
    return address(endpoint, chosen) if _before() else ""
