"""Stories of houses for those who work at them: which house has one, what the household agreed to, the draft, and how
it will look."""

from __future__ import annotations

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.donations.stories import NAME_DISPLAYS, PICTURE_SIZES, STORY_STATES
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, principal, require, require_somewhere
from gateway.api.asking import ask
from gateway.api.within import units_shown
from gateway.reports.house_stories import money_of
from gateway.web.addresses import address, chosen_of
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, campaigns_to_choose, chosen_campaign, units_of
from gateway.web.forms import KEY, Problem, new_key, problem_of
from gateway.web.languages import N_, said
from runtime.clock import local_day, utc_now

PAGE = "/chuyen-nha"
ON_A_PAGE = 30

STATES = {
    "none": (N_("Chưa có chuyện"), ""), "draft": (N_("Đang soạn"), ""), "published": (N_("Đang công khai"), "good"),
    "taken_down": (N_("Đã gỡ"), ""), "withdrawn": (N_("Hộ đã rút đồng ý"), "bad"),
    "waiting": (N_("Chờ đăng"), "wait"),
}
NAMES = {
    "shown": N_("Hiện đủ tên chủ hộ"), "masked": N_("Chỉ chữ cái đầu của tên"),
    "anonymous": N_("Không nêu tên: “một hộ ở xã…”"),
}
MOMENTS = {"survey": N_("Trước"), "acceptance": N_("Sau"), "hand_over": N_("Ngày bàn giao")}
STEPS = {
    "written": N_("Sửa bản nháp"), "published": N_("Đăng"), "taken_down": N_("Gỡ"),
}
NO_PLACE_IN_A_FORM = {"house_id": "", "text": "", "title": "", "photos": ""}


@pages.get(PAGE)
@for_those_who_may("story.read")
def story_houses() -> ResponseReturnValue:
    """Houses that were handed over, the last registered first, each with how far its story is."""
    asking = require_somewhere("story.read")
    campaign = chosen_campaign()
    chosen = chosen_of({"tinh-trang": 20, "don-vi": 5})
    units = units_of(campaign, asking, "story.read") if campaign else []
    chosen = {
        name: value for name, value in chosen.items()
        if value in (STATES if name == "tinh-trang" else dict(units))
    }
    found: Row = {"houses": [], "next": None}
    after = request.args.get("sau", "")
    if campaign is not None:
        found = ask("donations", "list_story_houses", {
            "campaign": campaign["campaign"], "units": units_shown("story.read", chosen.get("don-vi")),
            "state": chosen.get("tinh-trang"), "after": after if _is_mark(after) else None, "limit": ON_A_PAGE,
        })  # fmt: skip
    here = {"campaign": campaign["campaign"] if campaign else None, **chosen}
    any_words = [("", gettext("Tất cả"))]
    return render_template(
        "province/story_houses.html", campaign=campaign, campaigns=campaigns_to_choose(campaign),
        houses=found["houses"], values=chosen, here=here,
        next_page=address("web.story_houses", here, sau=found["next"]) if found["next"] else None,
        first=address("web.story_houses", here) if after else "", states=STATES,
        state_options=[*any_words, *((one, said(STATES[one][0])) for one in ("waiting", *STORY_STATES))],
        unit_options=[*any_words, *units],
    )


@pages.get(f"{PAGE}/<house_id>")
@for_those_who_may("story.read")
def story_of_house(house_id: str) -> ResponseReturnValue:
    """One house: what the household agreed to, the draft, what is public, and who did what."""
    return story_page(readable_house(house_id), {}, [])


@pages.get(f"{PAGE}/<house_id>/xem-truoc")
@for_those_who_may("story.read")
def story_preview(house_id: str) -> ResponseReturnValue:
    """The draft as everybody would see it, and what still stands against publishing it."""
    return preview_page(readable_house(house_id), [])


def readable_house(house_id: str) -> Row:
    """The house, if whoever asks may read its story.  Raises NotFound, NotAllowed."""
    house = ask("donations", "get_house", {"id": house_id[:40]})
    require("story.read", house["unit"])
    return house


def story_page(house: Row, typed_in: dict[str, str], problems: list[Problem]) -> str:
    """The working page, with what was typed."""
    story = ask("donations", "look_at_story", {"house_id": house["house_id"]})
    today = local_day(utc_now()).isoformat()
    kept = {"bai.title": story["title"], "bai.text": story["text"]}
    for one in story["photos"]:
        kept |= {f"anh.{one['sha256']}": "1", f"mo-ta.{one['sha256']}": one["alt"]}
    values = {
        "dong-y.given_on": today, "rut.withdrawn_on": today, **({} if _draft_was_typed(typed_in) else kept), **typed_in,
        KEY: new_key(), "seen_version": typed_in.get("seen_version") or str(story["version"]),
    }
    asking = principal()
    return render_template(
        "province/story.html", house=house, story=story, values=values, problems=problems, states=STATES, names=NAMES,
        moments=MOMENTS, steps=STEPS, photos=[photo_of(house["house_id"], one) for one in house["photo_list"]],
        wrong_consent=any(one.field.startswith("dong-y.") for one in problems),
        name_options=[(one, NAMES[one]) for one in reversed(NAME_DISPLAYS)],
        may={one: asking.may(f"story.{one}", house["unit"]) for one in ("consent", "write", "publish", "take_down")},
    )


def preview_page(house: Row, problems: list[Problem]) -> str:
    """The draft as everybody would see it; a trial of publishing tells what still stands against it."""
    story = ask("donations", "look_at_story", {"house_id": house["house_id"]})
    seen = {"house_id": house["house_id"], "seen_version": max(1, story["version"])}
    against: list[Problem] = []
    own = False
    try:
        ask("donations", "publish_story", seen, rehearsal=True)
    except Refusal as refusal:
        if refusal.kind == "unavailable":
            raise
        own = refusal.code == "same_hands"
        against = [] if own else problem_of(refusal, NO_PLACE_IN_A_FORM)
    shown = {
        **{name: story[name] for name in ("title", "text", "told_name", "unit", "campaign")},
        "photos": [photo_of(house["house_id"], one) for one in story["photos"]], **money_of(house["house_id"]),
    }
    is_public = bool(story["published"] and story["published"]["is_draft"])
    return render_template(
        "province/story_preview.html", house=house, story=story, shown=shown, problems=problems,
        against=[Problem("", one.message, one.remedy) for one in against], own=own, is_public=is_public,
        may_publish=principal().may("story.publish", house["unit"]), key=new_key(),
    )


def photo_of(house_id: str, photo: Row) -> dict[str, Any]:
    """A photo of the house with the addresses of its copies."""
    of = {"id": house_id, "sha256": photo["sha256"]}
    return {**photo, **{size: url_for("stories.OnePicture", **of, size=size) for size in PICTURE_SIZES}}


def _draft_was_typed(typed_in: dict[str, str]) -> bool:
    """Boxes that were unticked are not among what a browser sends."""
    return "bai.title" in typed_in


def _is_mark(text: str) -> bool:
    return len(text) == 24 and all(sign in "0123456789abcdef" for sign in text)
