"""What the Fund supports and how much at the most, each by its decision: looked up before anything is approved."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from gateway.access.current import for_those_who_may
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.campaigns import chosen_campaign
from runtime.clock import local_day, utc_now


@pages.get("/chuong-trinh")
@for_those_who_may("campaign.read")
def programme_list() -> ResponseReturnValue:
    """The campaign's programmes by kind and day."""
    campaign = chosen_campaign()
    wanted = {"campaign": campaign["campaign"], "kind": None} if campaign else None
    found = ask("donations", "list_programmes", wanted)["programmes"] if wanted else []
    return render_template(
        "treasurer/programmes.html", campaign=campaign, programmes=found, today=local_day(utc_now()).isoformat()
    )
