"""What is told of stories: all of one to who works at it, and to everybody what is public at this moment."""

from __future__ import annotations

import base64
import datetime as dt
from typing import Any

from bson import ObjectId

from contracts.page_marks import BrokenPageMark, page_mark, place_of
from messaging.context import CommandContext
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, wire_instant
from services.donations.beneficiaries.commands import keep_looks
from services.donations.beneficiaries.documents import Household
from services.donations.houses.commands import load_house
from services.donations.houses.documents import House
from services.donations.intake.rules import ANONYMOUS, SHOWN, public_name
from services.donations.stories import rules
from services.donations.stories.documents import Published, Story, StoryConsent, StoryPicture, StoryStep, ToldPhoto

Json = dict[str, Any]

MOST_HISTORY = 50
LOOKED_AT_FOR = "Chuyện nhà Đại đoàn kết"
_MILLISECOND = dt.timedelta(milliseconds=1)
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def look_at_story(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """All of a story, with the name as it would be told and the history of consent, newest first; a house without a
    story has an empty one.  A whole name is a look at the register, which is kept; initials stand in every list.

    Raises HouseNotFound."""
    house = load_house(command["house_id"])
    story = Story.objects(house_id=house.id).first() or _none_yet(house)
    household = None
    if story.consent is not None and story.consent.name_display != ANONYMOUS:
        household = Household.objects(code=house.household_code).first()
    if household is not None and story.consent.name_display == SHOWN:
        keep_looks([household], LOOKED_AT_FOR, uow, context)
    consents = StoryConsent.objects(house_id=house.id).order_by("-number").limit(MOST_HISTORY)
    steps = StoryStep.objects(house_id=house.id).order_by("-id").limit(MOST_HISTORY)
    return {
        **story_resource(story),
        "told_name": public_name(household.head_name, story.consent.name_display) if household else "",
        "consents": [
            {
                "number": one.number, "what": one.what, "tells_text": one.tells_text, "tells_photos": one.tells_photos,
                "name_display": one.name_display, "paper": one.paper, "note": one.note, "on": one.on.isoformat(),
                "taken_by": one.taken_by, "taken_at": wire_instant(one.taken_at),
            }
            for one in consents
        ],
        "steps": [{"what": one.what, "by": one.by, "at": wire_instant(one.at), "note": one.note} for one in steps],
    }


def list_story_houses(uow: UnitOfWork, command: Json) -> Json:
    """A page of houses, the last registered first, each with the state of its story."""
    match: Json = {"campaign": command["campaign"]}
    if command["units"] is not None:
        match["unit"] = {"$in": command["units"]}
    if command["after"]:
        match["_id"] = {"$lt": command["after"]}
    told = {"$lookup": {"from": "stories", "localField": "_id", "foreignField": "house_id", "as": "story"}}
    shape = {
        "_id": 1, "unit": 1, "kind": 1, "status": 1, "handed_over_on": 1,
        "photos": {"$size": {"$ifNull": ["$photos", []]}},
        "story.state": 1, "story.waits": 1, "story.title": 1, "story.consent": 1,
    }
    wanted = command["state"]
    state: Json = {"$or": [{"status": "handed_over"}, {"story": {"$ne": []}}]}
    if wanted == "waiting":
        state = {"story.waits": True}
    elif wanted == "none":
        state = {"status": "handed_over", "story": []}
    elif wanted:
        state = {"story.state": wanted}
    found = list(House.objects.aggregate(
        [{"$match": match}, {"$sort": {"_id": -1}}, told, {"$match": state}, {"$limit": command["limit"] + 1},
         {"$project": shape}]
    ))  # fmt: skip
    page = found[: command["limit"]]
    return {
        "houses": [_line(one) for one in page],
        "next": str(page[-1]["_id"]) if len(found) > len(page) else None,
    }


def list_public_stories(uow: UnitOfWork, command: Json) -> Json:
    """A page of what is public, the newest first.  Raises BrokenPageMark."""
    match: Json = {"campaign": command["campaign"], "published": {"$ne": None}, "consent": {"$ne": None}}
    if command["units"] is not None:
        match["unit"] = {"$in": command["units"]}
    if command["after"]:
        at, last = _place(command["after"])
        match["$or"] = [
            {"published.published_at": {"$lt": at}}, {"published.published_at": at, "_id": {"$lt": last}},
        ]
    stories = Story.objects(__raw__=match).order_by("-published.published_at", "-id").limit(command["limit"] + 1)
    found = list(stories)
    page = found[: command["limit"]]
    onward = None
    if len(found) > len(page):
        at = page[-1].published.published_at.replace(tzinfo=dt.UTC)
        onward = page_mark((at - _EPOCH) // _MILLISECOND, page[-1].id)
    return {"stories": [_public(one) for one in page], "next": onward}


def get_public_story(uow: UnitOfWork, command: Json) -> Json:
    """A story that is public now.  Raises StoryNotFound: gone and never been look the same."""
    return _public(_published(command["story_id"]))


def get_public_story_picture(uow: UnitOfWork, command: Json) -> Json:
    """A photo of a story that is public now, as base64.  Raises StoryNotFound."""
    story = _published(command["story_id"])
    photo = next((one for one in story.published.photos if one.name == command["photo"]), None)
    kept = photo and StoryPicture.objects(id=f"{story.house_id}:{photo.sha256}:{command['size']}").first()
    if not kept:
        raise rules.StoryNotFound
    return {"content_type": "image/jpeg", "content_base64": base64.b64encode(kept.data).decode()}


def story_resource(story: Story) -> Json:
    """A story for who works at it, without the household's name."""
    public: Published | None = story.published
    return {
        "house_id": story.house_id, "story_id": story.id, "version": story.version, "campaign": story.campaign,
        "unit": story.unit, "state": story.state, "waits": story.waits, "title": story.title, "text": story.text,
        "photos": [_photo(one) for one in story.photos], "written_by": list(story.written_by),
        "written_at": wire_instant(story.written_at) if story.written_at else None,
        "consent": {
            "number": story.consent.number, "tells_text": story.consent.tells_text,
            "tells_photos": story.consent.tells_photos, "name_display": story.consent.name_display,
        } if story.consent else None,
        "published": {
            "published_by": public.published_by, "published_at": wire_instant(public.published_at),
            "is_draft": public.draft_version == story.draft_version, "name_display": public.name_display,
        } if public else None,
    }  # fmt: skip


def _place(mark: str) -> tuple[dt.datetime, str]:
    """Raises BrokenPageMark, also for an instant that no calendar has."""
    millisecond, last = place_of(mark, int, str)
    try:
        return _EPOCH + millisecond * _MILLISECOND, last
    except OverflowError:
        raise BrokenPageMark from None


def _none_yet(house: House) -> Story:
    return Story(
        id=str(ObjectId()), house_id=house.id, version=0, campaign=house.campaign, unit=house.unit, state="none"
    )


def _published(story_id: str) -> Story:
    """Asked anew each time: of what the household took back nothing is told from that moment on."""
    story: Story | None = Story.objects(id=story_id).first()
    if story is None or story.published is None or story.consent is None:
        raise rules.StoryNotFound
    return story


def _public(story: Story) -> Json:
    public = story.published
    return {
        "story_id": story.id, "house_id": story.house_id, "campaign": story.campaign, "unit": story.unit,
        "title": public.title, "text": public.text, "told_name": public.told_name,
        "published_on": local_day(public.published_at.replace(tzinfo=dt.UTC)).isoformat(),
        "photos": [{"photo": one.name, "step": one.step, "alt": one.alt} for one in public.photos],
    }


def _photo(photo: ToldPhoto) -> Json:
    return {"sha256": photo.sha256, "step": photo.step, "alt": photo.alt}


def _line(house: Json) -> Json:
    story: Json = next(iter(house["story"]), {})
    return {
        "house_id": house["_id"], "unit": house["unit"], "kind": house["kind"], "status": house["status"],
        "handed_over_on": house["handed_over_on"].date().isoformat() if house.get("handed_over_on") else None,
        "photos": house["photos"], "state": story.get("state", "none"), "waits": bool(story.get("waits")),
        "title": story.get("title", ""), "agreed": bool(story.get("consent")),
    }
