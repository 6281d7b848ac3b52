"""Stories of houses, for everybody, as far as the household wants them told; gone from here the moment it does not."""

from __future__ import annotations

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from contracts.refusals import Refusal
from gateway.api.asking import ask
from gateway.api.donations.stories import public_page, told
from gateway.reports.provincial import of_whole_campaign
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, campaigns_to_choose, chosen_campaign
from gateway.web.formatting import unit_name
from gateway.web.portal.keeping import open_at_this_moment

PAGE = "/cong-khai/nha-dai-doan-ket"
HANDED_OVER = "houses_handed_over"
ON_A_PAGE = 8
"""Each with a photo of at most 9 kB: the page stays below 100 kB."""


@pages.get(PAGE)
@open_at_this_moment
def public_stories() -> ResponseReturnValue:
    """The stories of a campaign, the newest first; of one unit where the address names one."""
    campaign = chosen_campaign()
    if campaign is None:
        return render_template("portal/empty.html")
    units = _units(campaign)
    unit = request.args.get("don-vi", "")
    unit = unit if unit in dict(units) else ""
    after = request.args.get("sau", "")[:400] or None
    which = {"campaign": campaign["campaign"], "unit": unit or None, "limit": ON_A_PAGE}
    try:
        found = public_page({**which, "after": after})
    except Refusal as refusal:
        if refusal.code != "broken_page_mark":
            raise
        found, after = public_page({**which, "after": None}), None
    here = {"campaign": campaign["campaign"], **({"don-vi": unit} if unit else {})}
    return render_template(
        "portal/stories.html", campaign=campaign, campaigns=campaigns_to_choose(campaign), stories=found["stories"],
        units=units, values={"don-vi": unit},
        total=of_whole_campaign(campaign["campaign"], (HANDED_OVER,))[HANDED_OVER, ""]["count"],
        onward=url_for("web.public_stories", **here, sau=found["next"]) if found["next"] else "",
        first=url_for("web.public_stories", **here) if after else "",
    )


@pages.get(f"{PAGE}/<story_id>")
@open_at_this_moment
def public_story(story_id: str) -> ResponseReturnValue:
    """One story: photos before and after, the text, and what the house cost."""
    story = told(ask("donations", "get_public_story", {"story_id": story_id[:40]}))
    return render_template("portal/story.html", story=story)


def _units(campaign: Row) -> list[tuple[str, str]]:
    codes = dict.fromkeys(entry["unit"] for entry in campaign["units"])
    return [(code, unit_name(code)) for code in codes]
