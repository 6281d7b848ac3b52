"""Consent of the household, the draft, publishing and taking down: load, decide by the rules, save.

Nothing is said in an event: what the gateway does not keep it need not forget (docs/adr/0032-stories-by-rpc.md)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from bson import ObjectId

from contracts.business_days import check_business_day
from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.donations.beneficiaries.commands import find_household
from services.donations.beneficiaries.documents import Household
from services.donations.houses.commands import load_house
from services.donations.houses.documents import House, HousePhoto
from services.donations.houses.rules import HousePhotoNotFound
from services.donations.intake.rules import ANONYMOUS, public_name
from services.donations.stories import pictures, rules
from services.donations.stories.documents import (
    Agreed,
    Published,
    Story,
    StoryConsent,
    StoryPicture,
    StoryStep,
    ToldPhoto,
)
from services.donations.stories.telling import story_resource

Json = dict[str, Any]

NAME_LENGTH = 24


@once
def record_story_consent(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Keep what the household agreed to; what is public beyond that is taken down at once.

    Raises HouseNotFound, StoryEmpty, DayInFuture, DayTooEarly, HouseholdNotFound (a name is told only from the
    register)."""
    story, house = _story_of(command["house_id"])
    check_business_day(command["given_on"], local_day(uow.now), "given_on")
    consent = rules.Consent(command["tells_text"], command["tells_photos"], command["name_display"])
    rules.check_agrees_to_something(consent)
    if consent.name_display != ANONYMOUS:
        find_household(house.household_code)
    number = _keep_consent(
        uow, house.id, context, what="given", on=command["given_on"], paper=command["paper"],
        tells_text=consent.tells_text, tells_photos=consent.tells_photos, name_display=consent.name_display,
    )
    story.consent = Agreed(
        number=number, tells_text=consent.tells_text, tells_photos=consent.tells_photos,
        name_display=consent.name_display,
    )
    public = story.published
    if public is not None and not rules.covers(consent, _draft(public), public.name_display):
        _step(uow, story, "taken_down", context, "Sự đồng ý mới của hộ hẹp hơn bài đã đăng.")
        story.published, story.state = None, "taken_down"
    elif story.state == "withdrawn":
        story.state = "draft"
    return _advance(story)


@once
def withdraw_story_consent(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take the story off at once; it stays off until the household agrees again and somebody publishes anew.

    Raises HouseNotFound, NoConsent, DayInFuture, DayTooEarly."""
    story, house = _story_of(command["house_id"])
    if story.consent is None:
        raise rules.NoConsent
    check_business_day(command["withdrawn_on"], local_day(uow.now), "withdrawn_on")
    _keep_consent(uow, house.id, context, what="withdrawn", on=command["withdrawn_on"], note=command["note"])
    story.consent, story.published, story.state = None, None, "withdrawn"
    return _advance(story)


@once
def write_story(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Change the draft; what is public stays.  The same draft again changes nothing.

    Raises HouseNotFound, StoryChangedMeanwhile, HousePhotoNotFound, PictureTooLarge, PictureUnreadable."""
    story, house = _story_of(command["house_id"])
    rules.check_seen(story.version, command["seen_version"])
    photos = [_chosen(house, one["sha256"], one["alt"]) for one in command["photos"]]
    before = (story.title, story.text, [(photo.sha256, photo.alt) for photo in story.photos])
    if before == (command["title"], command["text"], [(photo.sha256, photo.alt) for photo in photos]):
        return story_resource(story)
    seen_by_two = story.published is not None and story.published.draft_version == story.draft_version
    story.title, story.text, story.photos = command["title"], command["text"], photos
    story.written_by = list(dict.fromkeys([*([] if seen_by_two else story.written_by), context.actor]))
    story.written_at, story.draft_version = uow.now, story.draft_version + 1
    if story.published is None and story.state != "withdrawn":
        story.state = "draft"
    _step(uow, story, "written", context)
    return _advance(story)


@once
def publish_story(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Make the draft public as it was seen; again, it changes nothing.

    Raises HouseNotFound, StoryChangedMeanwhile, HouseholdNotFound and what ``rules.check_publishable`` raises."""
    story, house = _story_of(command["house_id"])
    rules.check_seen(story.version, command["seen_version"])
    public = story.published
    if public is not None and public.draft_version == story.draft_version and public.name_display == _reach(story):
        return story_resource(story)
    consent = rules.Consent(
        story.consent.tells_text, story.consent.tells_photos, story.consent.name_display
    ) if story.consent else None
    rules.check_publishable(
        _draft(story), consent, rules.House(house.status, len(house.open_finding_ids)), story.written_by,
        context.actor, _private(house),
    )
    story.published = Published(
        title=story.title, text=story.text, photos=list(story.photos), told_name=told_name(story, house),
        name_display=story.consent.name_display, consent_number=story.consent.number,
        draft_version=story.draft_version, published_by=context.actor, published_at=uow.now,
    )
    story.state = "published"
    _step(uow, story, "published", context)
    return _advance(story)


@once
def take_down_story(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take it off the public page; publishing brings it back.  Raises HouseNotFound, StoryNotPublished."""
    story, _ = _story_of(command["house_id"])
    if story.published is None:
        raise rules.StoryNotPublished("Chuyện này không còn trên trang công khai.", field="house_id")
    story.published, story.state = None, "taken_down"
    _step(uow, story, "taken_down", context, command["reason"])
    return _advance(story)


def told_name(story: Story, house: House) -> str:
    """The name as the household agreed; empty without consent, or when it wants none.  Raises HouseholdNotFound."""
    display = _reach(story)
    return "" if display == ANONYMOUS else public_name(find_household(house.household_code).head_name, display)


def make_picture(house: House, sha256: str) -> None:
    """Make the public copies of a photo of the house, if they are not there yet.

    Raises HousePhotoNotFound, PictureTooLarge, PictureUnreadable."""
    told = next((photo for photo in house.photos if photo.sha256 == sha256), None)
    kept = HousePhoto.objects(id=f"{house.id}:{sha256}").first() if told else None
    if told is None or kept is None:
        raise HousePhotoNotFound("Nhà này không có ảnh ấy.", field="photos", remedy="Chọn lại ảnh trong hồ sơ.")
    if StoryPicture.objects(id=picture_id(house.id, sha256, "large")).only("id").first() is None:
        for size, data in pictures.made_small(kept.data, told.content_type).items():
            StoryPicture(id=picture_id(house.id, sha256, size), data=data).save(force_insert=True)


def picture_id(house_id: str, sha256: str, size: str) -> str:
    """Under which a public copy is kept."""
    return f"{house_id}:{sha256}:{size}"


def _chosen(house: House, sha256: str, alt: str) -> ToldPhoto:
    make_picture(house, sha256)
    step = next(photo.step for photo in house.photos if photo.sha256 == sha256)
    # Not the hash of what came: whoever holds the file could else prove whose house it is.
    name = hashlib.sha256(StoryPicture.objects.get(id=picture_id(house.id, sha256, "large")).data).hexdigest()
    return ToldPhoto(sha256=sha256, name=name[:NAME_LENGTH], step=step, alt=alt)


def _story_of(house_id: str) -> tuple[Story, House]:
    house = load_house(house_id)
    story = Story.objects(house_id=house.id).first() or Story(
        id=str(ObjectId()), house_id=house.id, version=0, campaign=house.campaign, unit=house.unit, state="draft"
    )
    return story, house


def _private(house: House) -> rules.Private:
    household = Household.objects(code=house.household_code).first()
    if household is None:
        return rules.Private()
    members: Sequence[Json] = household.members
    return rules.Private(household.head_name, tuple(one["name"] for one in members), household.address)


def _draft(told: Story | Published) -> rules.Draft:
    return rules.Draft(told.title, told.text, tuple(photo.alt for photo in told.photos))


def _reach(story: Story) -> str:
    return str(story.consent.name_display) if story.consent else ANONYMOUS


def _keep_consent(uow: UnitOfWork, house_id: str, context: CommandContext, **told: Any) -> int:
    last = StoryConsent.objects(house_id=house_id).order_by("-number").only("number").first()
    number = int(last.number) + 1 if last else 1
    StoryConsent(
        house_id=house_id, number=number, taken_by=context.actor, taken_at=uow.now, **told
    ).save(force_insert=True)
    return number


def _step(uow: UnitOfWork, story: Story, what: str, context: CommandContext, note: str = "") -> None:
    StoryStep(house_id=story.house_id, what=what, by=context.actor, at=uow.now, note=note).save(force_insert=True)


def _advance(story: Story) -> Json:
    story.version += 1
    newer = story.published is None or story.published.draft_version != story.draft_version
    told = not _draft(story).empty
    story.waits = bool(told and newer and story.consent and story.state in ("draft", "published"))
    story.save()
    return story_resource(story)
