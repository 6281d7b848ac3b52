"""Which campaign a page is about, and lists out of the read models."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import request, url_for

from gateway.access import allow_table
from gateway.access.current import Principal
from gateway.api.taking_part import no_campaign, units_taking_part
from gateway.reports import listing
from gateway.reports.reading import Snapshot, at_one_moment
from gateway.units import current_tree
from gateway.units.rows_of_units import rows_of_areas

MOST_CAMPAIGNS = 100

ROWS_ON_A_PAGE = 100
LAST_PAGE = 1_000
"""A page beyond is never asked for by a link; the database would count past everything before it."""

Row = dict[str, Any]


def campaigns_to_choose(chosen: Row | None) -> list[Row]:
    """The newest campaigns' states, the newest first, and the chosen one whatever its age: a list of choices without it
    would send a form to another campaign."""
    newest = _newest(MOST_CAMPAIGNS)
    if chosen is None or any(one["campaign"] == chosen["campaign"] for one in newest):
        return newest
    return [chosen, *newest]


def chosen_campaign() -> Row | None:
    """The campaign of the address (`?campaign=`), else the newest; None when there is none at all.

    Raises CampaignNotFound: whoever asks for one campaign is never shown, or made to give to, another."""
    wanted = request.values.get("campaign", "")
    if not wanted:
        return next(iter(_newest(1)), None)
    found = campaign_of(wanted)
    if found is None:
        raise no_campaign(wanted)
    return found


def campaign_of(code: str) -> Row | None:
    """The state of a campaign; None when no event told of it."""
    row = at_one_moment(lambda snapshot: snapshot.row("campaign", code))
    return dict(row["state"]) if row is not None else None


def _newest(most: int) -> list[Row]:
    def read(snapshot: Snapshot) -> list[Row]:
        rows = snapshot.rows({"kind": "campaign"}, sort=[("on", -1), ("_id", 1)], limit=most)
        return [row["state"] for row in rows]

    return at_one_moment(read)


@dataclass(frozen=True)
class Listed:
    """A page of a list; `next_page` is the address of the next one, None on the last."""

    rows: list[Row]
    next_page: str | None


def listed(asking: Principal, action: str, kind: str, campaign: Row | None, newest_first: bool = True) -> Listed:
    """Rows of a kind in a campaign, as far as the account may see them; `?trang=` in the address says which page."""
    if campaign is None:
        return Listed([], None)
    match: dict[str, Any] = {"kind": kind, "campaign": campaign["campaign"]}
    areas = allow_table.areas(asking, action)
    if areas is not None:
        match |= rows_of_areas(areas)
    page = page_number()
    rows, more = listing.numbered_page(match, page, ROWS_ON_A_PAGE, newest_first)
    if not more or page == LAST_PAGE:
        return Listed(rows, None)
    return Listed(rows, url_for(str(request.endpoint), campaign=campaign["campaign"], trang=page + 1))


def page_number() -> int:
    """Which page of a list the address asks for, from 1 on."""
    asked = request.args.get("trang", "")
    return min(max(int(asked), 1), LAST_PAGE) if asked.isdecimal() and len(asked) < 6 else 1


def units_of(campaign: Row, asking: Principal, action: str) -> list[tuple[str, str]]:
    """The campaign's units for which the account may do `action`, as (code, name)."""
    tree = current_tree()
    return [(code, tree.name_of(code)) for code in units_taking_part(campaign) if asking.may(action, code)]
