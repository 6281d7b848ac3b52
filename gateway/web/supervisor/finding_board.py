"""The board of findings: what is overdue first, the filters in the address; and what a team has to do today."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.monitoring.findings import FINDING_STATUSES, SEVERITIES
from gateway.access import allow_table
from gateway.access.current import Principal, require_somewhere
from gateway.api.monitoring.deadlines import unmet
from gateway.reports import listing
from gateway.reports.finding_deadlines import owed
from gateway.reports.reading import at_one_moment
from gateway.web.addresses import address, chosen_of
from gateway.web.blueprint import pages
from gateway.web.campaigns import ROWS_ON_A_PAGE, Row, chosen_campaign, page_number, units_of
from gateway.web.formatting import finding_status, words
from gateway.web.supervisor.field_list import visits_by_time
from runtime.clock import local_day, utc_now
from runtime.text import fold

MOST_READ = 2_000
"""Findings that a board is made of: the newest of those that fit the filters."""

SOON_DAYS = (7, 14, 30)
FILTERS = {"status": 20, "severity": 20, "unit": 5, "q": 100, "late": 1}


@dataclass(frozen=True)
class Board:
    """Findings in the order in which they press; owed: what is due about each; more: there are older ones."""

    findings: list[Row]
    owed: dict[str, list[Row]]
    more: bool


@pages.get("/giam-sat")
def finding_list() -> ResponseReturnValue:
    """The campaign's findings: what is overdue first, then the newest."""
    asking = require_somewhere("finding.read")
    campaign, chosen = chosen_campaign(), _chosen()
    today = local_day(utc_now())
    board = _board(asking, campaign, chosen, today) if campaign else Board([], {}, False)
    page = page_number()
    here = {**chosen, "campaign": campaign["campaign"]} if campaign else {}
    first = (page - 1) * ROWS_ON_A_PAGE
    more = len(board.findings) > first + ROWS_ON_A_PAGE
    return render_template(
        "finding_list.html", campaign=campaign, findings=board.findings[first : first + ROWS_ON_A_PAGE],
        owed=board.owed, values=chosen, beyond=board.more, most=MOST_READ,
        next_page=address("web.finding_list", here, trang=page + 1) if more else None,
        first=address("web.finding_list", here) if page > 1 else "",
        plain=url_for("web.finding_list", campaign=here.get("campaign")),
        exports=_files("findings.export_finding", _exported(here)) if here else [],
        may_raise=asking.may_somewhere("finding.raise"), may_visit=asking.may_somewhere("visit.save"),
        may_see_today=asking.may_somewhere("plan.read"),
        status_options=[("", gettext("Tất cả")), *((one, finding_status(one)) for one in FINDING_STATUSES)],
        severity_options=[("", gettext("Tất cả")), *((one, words(one)) for one in reversed(SEVERITIES))],
        unit_options=[("", gettext("Tất cả")), *(units_of(campaign, asking, "finding.read") if campaign else [])],
    )


@pages.get("/giam-sat/hom-nay")
def supervision_today() -> ResponseReturnValue:
    """Visits of the day, what is overdue or due soon, and findings that wait for somebody to look again."""
    asking = require_somewhere("plan.read")
    campaign, today = chosen_campaign(), local_day(utc_now())
    days = next((one for one in SOON_DAYS if request.args.get("trong") == str(one)), SOON_DAYS[0])
    due: Row = {"rows": [], "next": None}
    waiting: list[Row] = []
    here = {"campaign": campaign["campaign"], "trong": days} if campaign else {}
    mark = request.args.get("sau", "")[:400] or None
    if campaign:
        asked = {"campaign": campaign["campaign"], "unit": None, "clock": None, "within_days": days}
        due = unmet(asked, today, mark, ROWS_ON_A_PAGE)
        if asking.may_somewhere("finding.close"):
            waiting = _board(asking, campaign, {"status": "remedied"}, today).findings[:ROWS_ON_A_PAGE]
    return render_template(
        "supervision_today.html", campaign=campaign, today=today, days=days, due=due["rows"], waiting=waiting,
        visits=visits_by_time() if asking.may_somewhere("visit.save") else None,
        next_page=address("web.supervision_today", here, sau=due["next"]) if due["next"] else None,
        first=address("web.supervision_today", here) if mark else "", values={"trong": str(days)},
        day_options=[(str(one), gettext("%(days)s ngày tới", days=one)) for one in SOON_DAYS],
        exports=_files("deadlines._overdue_table", {"campaign": here["campaign"], "within_days": days}) if here else [],
    )


def _exported(here: Row) -> Row:
    """What the API's list knows of the filters: it has no search, and no board's order."""
    return {name: value for name, value in here.items() if name in ("campaign", "unit", "status", "severity")}


def _chosen() -> dict[str, str]:
    chosen = chosen_of(FILTERS)
    known = {"status": FINDING_STATUSES, "severity": SEVERITIES, "late": ["1"]}
    return {name: value for name, value in chosen.items() if value in known.get(name, [value])}


def _board(asking: Principal, campaign: Row, chosen: dict[str, str], today: dt.date) -> Board:
    state: Row = {name: value for name, value in chosen.items() if name in ("status", "severity")}
    areas = allow_table.areas(asking, "finding.read")
    match = listing.Question("finding", campaign["campaign"], areas, chosen.get("unit"), state=state).match()
    read = at_one_moment(
        lambda snapshot: [
            row["state"] for row in snapshot.rows(match, sort=[("on", -1), ("_id", -1)], limit=MOST_READ + 1)
        ]
    )
    wanted = fold(chosen.get("q", ""))
    found = [one for one in read[:MOST_READ] if wanted in fold(one["summary"])]
    due = owed(campaign["campaign"], [one["finding_id"] for one in found], today)
    late = {id: min(one["due_on"] for one in those) for id, those in due.items() if any(o["overdue"] for o in those)}
    if "late" in chosen:
        found = [one for one in found if one["finding_id"] in late]
    # Sorting keeps the newest first among those that are not overdue.
    found.sort(key=lambda one: (one["finding_id"] not in late, late.get(one["finding_id"], "")))
    return Board(found, due, len(read) > MOST_READ)


def _files(endpoint: str, asked: Row) -> list[tuple[str, str]]:
    """The whole list as files of the API: what each is called, and where it is."""
    return [(kind.upper(), address(f"{endpoint}_{kind}", asked)) for kind in ("csv", "xlsx")]
