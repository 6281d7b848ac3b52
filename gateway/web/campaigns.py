"""Which campaign a page is about, and lists out of the read models."""

from __future__ import annotations

from typing import Any

from flask import request

from gateway.access import allow_table
from gateway.access.current import Principal
from gateway.reports.reading import Snapshot, at_one_moment
from gateway.units import current_tree

MOST_CAMPAIGNS = 100

Row = dict[str, Any]


def all_campaigns() -> list[Row]:
    """Every campaign's state, the newest first."""

    def read(snapshot: Snapshot) -> list[Row]:
        rows = snapshot.rows({"kind": "campaign"}, sort=[("on", -1), ("_id", 1)], limit=MOST_CAMPAIGNS)
        return [row["state"] for row in rows]

    return at_one_moment(read)


def chosen_campaign() -> Row | None:
    """The campaign of the address (`?campaign=`), else the newest; None when there is none at all."""
    found = all_campaigns()
    wanted = request.values.get("campaign", "")
    return next((one for one in found if one["campaign"] == wanted), found[0] if found else None)


def listed(
    asking: Principal, action: str, kind: str, campaign: str, newest_first: bool = True, most: int = 200
) -> list[Row]:
    """Rows of a kind in a campaign, as far as the account may see them."""
    match: dict[str, Any] = {"kind": kind, "campaign": campaign}
    areas = allow_table.areas(asking, action)
    if areas is not None:
        tree = current_tree()
        match["unit"] = {"$in": [code for area in areas for code in tree.descendants(area)]}

    def read(snapshot: Snapshot) -> list[Row]:
        way = -1 if newest_first else 1
        return [row["state"] for row in snapshot.rows(match, sort=[("on", way), ("_id", way)], limit=most)]

    return at_one_moment(read)


def units_of(campaign: Row, asking: Principal, action: str) -> list[tuple[str, str]]:
    """The campaign's units for which the account may do `action`, as (code, name)."""
    tree = current_tree()
    codes = dict.fromkeys([campaign["lead_unit"], *(entry["unit"] for entry in campaign["units"])])
    return [(code, tree.name_of(code)) for code in codes if asking.may(action, code)]
