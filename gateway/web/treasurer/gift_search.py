"""A gift found by the donor's name, a receipt's number or the bank's reference; what is searched for never stands in an
address.

Names are looked through only where the account may see them, and that look is kept.  The bank's reference and our code
in the memo are what anybody may see of a bank line: they are found by whoever may see the gifts."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from gateway.access import allow_table
from gateway.access.current import for_those_who_may, note_look, principal, require_somewhere
from gateway.api.donations.gift_search import NAMES, gifts_by_name
from gateway.reports.bank_references import gifts_of_reference
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, chosen_campaign
from gateway.web.forms import typed

PAGE = "/khoan-ung-ho/tim"
ROWS_ON_A_PAGE = 50


@pages.post(PAGE)
@for_those_who_may("rows.read")
def search_gifts() -> ResponseReturnValue:
    """What was found, the newest first; the bank's references before the names."""
    asking, campaign = require_somewhere("rows.read"), chosen_campaign()
    text, after = typed(["tim"], longest=120)["tim"], request.form.get("sau", "")[:400] or None
    here = {"campaign": campaign["campaign"] if campaign else None}
    if campaign is None or not text:
        return redirect(url_for("web.gift_list", **here), code=303)
    rows: list[Row] = []
    if after is None:
        rows = gifts_of_reference(campaign["campaign"], text, allow_table.areas(asking, "rows.read"))
    next_mark = None
    if asking.may_somewhere(NAMES):
        by_name = gifts_by_name(campaign["campaign"], text, after, ROWS_ON_A_PAGE)
        note_look(NAMES, [one["donation_id"] for one in by_name["gifts"]])
        known = {one["donation_id"] for one in by_name["gifts"]}
        rows = [one for one in rows if one["donation_id"] not in known] + by_name["gifts"]
        next_mark = by_name["next"]
    return render_template(
        "treasurer/gift_list.html", campaign=campaign, rows=rows, values={"tim": text}, here=here, searched=text,
        next_mark=next_mark, may_see_names=may_see_names(), channel_options=[], next_page=None, first="",
    )


def may_see_names() -> bool:
    """Whether the search of this account looks through names."""
    return principal().may_somewhere(NAMES)
