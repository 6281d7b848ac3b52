"""A story from consent to the public page and off it again, on the real database."""

import base64
import datetime as dt
import io
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from PIL import Image

from contracts.commands.donations import beneficiaries as of_households
from contracts.commands.donations import houses as of_houses
from contracts.commands.donations import stories as asked
from contracts.page_marks import BrokenPageMark, page_mark
from contracts.refusals import Refusal
from messaging.unit_of_work import Store
from services.donations.beneficiaries.commands import save_household
from services.donations.beneficiaries.documents import HouseholdLook
from services.donations.houses import commands as houses
from services.donations.stories import commands, previewing, telling
from services.donations.stories.documents import StoryConsent
from tests.integration.donations.support.job import UNIT, at_now, context, new_campaign
from tests.unit.donations.stories.test_pictures import GPS, photo

pytestmark = pytest.mark.integration

Json = dict[str, Any]
NAME = "Đặng Thị Ánh Mẫu"
TEXT = "Nhà cũ dột nát đã nhiều năm; nay gia đình có nhà mới trước mùa mưa."


def do(store: Store, name: str, by: str = "officer", key: str | None = None, **told: Any) -> Json:
    """A command about a story, by its name."""
    schema = {
        "record_story_consent": asked.RecordStoryConsent, "withdraw_story_consent": asked.WithdrawStoryConsent,
        "write_story": asked.WriteStory, "publish_story": asked.PublishStory, "take_down_story": asked.TakeDownStory,
    }[name]
    command, asker, work = schema().load(told), context(by, key), getattr(commands, name)
    return dict(at_now(store, lambda uow: work(uow, command, asker), asker))


def read(store: Store, name: str, by: str = "officer", **told: Any) -> Json:
    """A question about stories, by its name."""
    schema = {
        "look_at_story": asked.OfHouse, "list_story_houses": asked.ListStoryHouses,
        "list_public_stories": asked.ListPublicStories, "get_public_story": asked.PublicStory,
        "get_public_story_picture": asked.PublicStoryPicture, "get_story_picture": asked.StoryPicture,
    }[name]
    query, asker = schema().load(told), context(by)
    work = getattr(telling, name, None) or getattr(previewing, name)
    more = (asker,) if name == "look_at_story" else ()
    return dict(store.transact(lambda uow: work(uow, query, *more), asker))


def built(store: Store, campaign: str, registered: bool = True, photos: bool = True) -> Json:
    """A house that was handed over, with a photo from before and one from after."""
    code, asker = f"h{uuid.uuid4().hex[:10]}", context("officer")

    def work(uow: Any) -> Json:
        if registered:
            save_household(uow, of_households.SaveHousehold().load({
                "code": code, "campaign": campaign, "unit": UNIT, "household_class": "poor", "class_number": "12/QĐ",
                "class_from_on": "2024-01-01", "head_name": NAME, "address": "Thôn Mẫu 1", "house_state": "temporary",
            }), context("officer"))  # fmt: skip
        house = houses.register_house(uow, of_houses.RegisterHouse().load({
            "campaign": campaign, "unit": UNIT, "household_code": code, "kind": "new", "planned_vnd": 60_000_000,
            "registered_on": "2024-10-20",
        }), context("officer"))  # fmt: skip
        for step, width in (("survey", 1200), ("acceptance", 1000)) if photos else ():
            house = houses.add_house_photo(uow, {
                "house_id": house["house_id"], "step": step, "caption": "",
                "content_base64": base64.b64encode(photo(width, 800)).decode(),
            }, context("officer"))  # fmt: skip
        found = houses.load_house(house["house_id"])
        found.status, found.handed_over_on = "handed_over", dt.date(2024, 11, 1)
        found.save()
        return houses.resource(found)

    return dict(at_now(store, work, asker))


def agree(store: Store, house: Json, **changes: Any) -> Json:
    told = {"house_id": house["house_id"], "tells_text": True, "tells_photos": True, "name_display": "masked",
            "paper": "Phiếu đồng ý số 12", "given_on": "2024-11-02", **changes}
    return do(store, "record_story_consent", **told)


def write(store: Store, house: Json, by: str = "officer", **changes: Any) -> Json:
    before, after = [one["sha256"] for one in house["photo_list"]]
    told = {"house_id": house["house_id"], "title": "Mái nhà mới", "text": TEXT,
            "photos": [{"sha256": before, "alt": "Nhà cũ vách đất"}, {"sha256": after, "alt": "Nhà mới lợp tôn"}]}
    return do(store, "write_story", by, **told | changes)


def publish(store: Store, house: Json, by: str = "approver", version: int | None = None) -> Json:
    seen = version or read(store, "look_at_story", house_id=house["house_id"])["version"]
    return do(store, "publish_story", by, house_id=house["house_id"], seen_version=seen)


def published(store: Store, **of_consent: Any) -> tuple[Json, Json]:
    """A house whose story is public, and the story."""
    house = built(store, new_campaign(store))
    agree(store, house, **of_consent)
    write(store, house)
    return house, publish(store, house)


def public(store: Store, story: Json) -> Json:
    return read(store, "get_public_story", story_id=story["story_id"])


def gone(store: Store, story: Json) -> bool:
    with pytest.raises(Refusal) as refused:
        public(store, story)
    assert read(store, "list_public_stories", campaign=story["campaign"])["stories"] == []
    return refused.value.code == "story_not_found"


def test_without_consent_a_story_is_drafted_and_not_published(store: Store) -> None:
    house = built(store, new_campaign(store))
    story = write(store, house)
    with pytest.raises(Refusal) as refused:
        publish(store, house)
    assert refused.value.code == "no_consent" and gone(store, story)


def test_the_name_is_told_only_as_the_household_agreed(store: Store) -> None:
    for display, told in (("masked", "Đ. T. Á. M."), ("shown", NAME), ("anonymous", "")):
        _, story = published(store, name_display=display)
        found = public(store, story)
        assert (found["told_name"], found["title"], found["text"]) == (told, "Mái nhà mới", TEXT)
        assert display == "shown" or NAME not in str(found)
        [listed] = read(store, "list_public_stories", campaign=story["campaign"])["stories"]
        assert listed == found


def test_a_name_is_told_from_the_register_alone(store: Store) -> None:
    house = built(store, new_campaign(store), registered=False)
    with pytest.raises(Refusal) as refused:
        agree(store, house)
    assert refused.value.code == "household_not_found"
    assert agree(store, house, name_display="anonymous")["consent"]["name_display"] == "anonymous"


def test_a_consent_taken_back_takes_the_story_away_at_once_and_it_stays_away(store: Store) -> None:
    house, story = published(store)
    id = house["house_id"]
    do(store, "withdraw_story_consent", house_id=id, withdrawn_on="2024-11-04", note="Hộ gọi điện")
    assert gone(store, story)
    with pytest.raises(Refusal):
        publish(store, house)
    write(store, house, title="Bài khác")
    with pytest.raises(Refusal) as refused:
        publish(store, house)
    assert refused.value.code == "no_consent" and gone(store, story)
    agree(store, house, paper="Phiếu đồng ý số 13")
    assert gone(store, story), "until somebody publishes anew"
    history = read(store, "look_at_story", house_id=id)["consents"]
    assert [(one["number"], one["what"], one["taken_by"]) for one in history] == [
        (3, "given", "officer"), (2, "withdrawn", "officer"), (1, "given", "officer"),
    ]
    assert (history[0]["paper"], history[1]["note"]) == ("Phiếu đồng ý số 13", "Hộ gọi điện")
    publish(store, house)
    assert public(store, story)["title"] == "Bài khác"


def test_a_withdrawal_that_comes_twice_is_written_once(store: Store) -> None:
    house, _ = published(store)
    told = {"house_id": house["house_id"], "withdrawn_on": "2024-11-04"}
    first = do(store, "withdraw_story_consent", key="k" * 20, **told)
    assert do(store, "withdraw_story_consent", key="k" * 20, **told) == first
    assert StoryConsent.objects(house_id=house["house_id"]).count() == 2
    with pytest.raises(Refusal) as refused:
        do(store, "withdraw_story_consent", **told)
    assert refused.value.code == "no_consent"


def test_a_narrower_consent_takes_down_what_goes_beyond_it(store: Store) -> None:
    house, story = published(store, name_display="shown")
    assert agree(store, house, name_display="shown", paper="Phiếu mới")["state"] == "published"
    assert agree(store, house, name_display="anonymous")["state"] == "taken_down"
    assert gone(store, story)
    publish(store, house)
    assert public(store, story)["told_name"] == ""


def test_a_change_of_the_draft_is_public_only_once_somebody_else_published_it(store: Store) -> None:
    house, story = published(store)
    changed = write(store, house, title="Tiêu đề mới")
    assert (changed["waits"], public(store, story)["title"]) == (True, "Mái nhà mới")
    with pytest.raises(Refusal) as refused:
        publish(store, house, by="officer")
    assert refused.value.code == "same_hands"
    with pytest.raises(Refusal) as refused:
        publish(store, house, version=changed["version"] - 1)
    assert refused.value.code == "story_changed_meanwhile"
    publish(store, house)
    assert public(store, story)["title"] == "Tiêu đề mới"
    again = publish(store, house)
    assert again["version"] == changed["version"] + 1, "published already: nothing changes"


def test_what_is_taken_down_can_be_published_again(store: Store) -> None:
    house, story = published(store)
    do(store, "take_down_story", house_id=house["house_id"], reason="Sai ảnh")
    assert gone(store, story)
    with pytest.raises(Refusal) as refused:
        do(store, "take_down_story", house_id=house["house_id"], reason="Sai ảnh")
    assert refused.value.code == "story_not_published"
    publish(store, house)
    assert public(store, story)["photos"][1]["alt"] == "Nhà mới lợp tôn"


def test_a_photo_is_shown_to_the_public_only_while_its_story_is(store: Store) -> None:
    house, story = published(store)
    which = {"story_id": story["story_id"], "photo": public(store, story)["photos"][0]["photo"], "size": "large"}
    data = base64.b64decode(read(store, "get_public_story_picture", **which)["content_base64"])
    assert not Image.open(io.BytesIO(data)).getexif().get_ifd(GPS) and b"Exif" not in data
    assert which["photo"] not in [one["sha256"] for one in house["photo_list"]]
    for wrong in ({"photo": house["photo_list"][0]["sha256"][:24]}, {"story_id": house["house_id"]}):
        with pytest.raises(Refusal):
            read(store, "get_public_story_picture", **which | wrong)
    do(store, "withdraw_story_consent", house_id=house["house_id"], withdrawn_on="2024-11-04")
    with pytest.raises(Refusal) as refused:
        read(store, "get_public_story_picture", **which)
    assert refused.value.code == "story_not_found"


def test_nothing_of_a_story_is_said_in_an_event(store: Store) -> None:
    house = built(store, new_campaign(store))
    before = store.db["outbox"].count_documents({})
    agree(store, house, name_display="shown")
    write(store, house)
    story = publish(store, house)
    do(store, "withdraw_story_consent", house_id=house["house_id"], withdrawn_on="2024-11-04")
    assert gone(store, story)
    assert store.db["outbox"].count_documents({}) == before


def test_who_sees_the_name_before_it_is_public_leaves_a_record(store: Store) -> None:
    house = built(store, new_campaign(store))
    code = houses.load_house(house["house_id"]).household_code
    read(store, "look_at_story", house_id=house["house_id"])
    assert HouseholdLook.objects(code=code).count() == 0, "without consent no name is read"
    agree(store, house, name_display="shown")
    assert read(store, "look_at_story", by="approver", house_id=house["house_id"])["told_name"] == NAME
    [look] = HouseholdLook.objects(code=code)
    assert (look.looked_by, look.purpose) == ("approver", "Chuyện nhà Đại đoàn kết")


def test_lists_have_pages_units_and_states(store: Store) -> None:
    campaign = new_campaign(store)
    three = [built(store, campaign) for _ in range(3)]
    for house in three[:2]:
        agree(store, house)
        write(store, house)
    publish(store, three[0])

    def listed(**which: Any) -> list[str]:
        found, after = [], None
        while True:
            page = read(store, "list_story_houses", campaign=campaign, limit=1, after=after, **which)
            found += [one["house_id"] for one in page["houses"]]
            after = page["next"]
            if after is None:
                return found

    ids = [one["house_id"] for one in three]
    assert listed() == ids[::-1]
    assert listed(state="waiting") == [ids[1]] and listed(state="published") == [ids[0]]
    assert listed(state="none") == [ids[2]] and listed(units=["583"]) == []

    publish(store, three[1])
    pages, after = [], None
    for _ in range(2):
        page = read(store, "list_public_stories", campaign=campaign, limit=1, after=after)
        pages += [one["house_id"] for one in page["stories"]]
        after = page["next"]
    assert sorted(pages) == sorted(ids[:2]) and after is None
    assert read(store, "list_public_stories", campaign=campaign, units=["583"])["stories"] == []


def test_a_house_without_photos_is_listed_and_a_made_up_mark_is_refused(store: Store) -> None:
    campaign = new_campaign(store)
    house = built(store, campaign, photos=False)
    write_story = {"house_id": house["house_id"], "title": "Mái nhà mới", "text": TEXT}
    do(store, "write_story", **write_story)
    [line] = read(store, "list_story_houses", campaign=campaign)["houses"]
    assert (line["photos"], line["state"], line["agreed"]) == (0, "draft", False)
    for mark in (page_mark(10**30, "x"), page_mark("x", 1), "%"):
        with pytest.raises(BrokenPageMark):
            read(store, "list_public_stories", campaign=campaign, after=mark)


def test_whoever_is_quicker_a_household_that_took_its_consent_back_is_not_public(store: Store) -> None:
    house = built(store, new_campaign(store))
    for number in range(4):
        agree(store, house, paper=f"Phiếu số {number + 1}")
        story = write(store, house, title=f"Bài {number}")
        ways = {
            "publish": lambda version=story["version"]: publish(store, house, version=version),
            "withdraw": lambda: do(store, "withdraw_story_consent", house_id=house["house_id"],
                                   withdrawn_on="2024-11-04"),
        }  # fmt: skip
        with ThreadPoolExecutor(2) as racers:
            ended = {name: racers.submit(ways[name]) for name in sorted(ways, reverse=number % 2 == 1)}
        assert ended["withdraw"].exception() is None
        assert isinstance(ended["publish"].exception(), Refusal | None)
        assert gone(store, story)


def test_a_broken_photo_is_refused_and_nothing_of_the_draft_is_written(store: Store) -> None:
    house = built(store, new_campaign(store))
    broken = {"house_id": house["house_id"], "step": "survey", "caption": "",
              "content_base64": base64.b64encode(b"\xff\xd8\xff\xe0 made up").decode()}
    asker = context("officer")
    told = at_now(store, lambda uow: houses.add_house_photo(uow, broken, asker), asker)
    with pytest.raises(Refusal) as refused:
        write(store, house, photos=[{"sha256": told["photo_list"][-1]["sha256"], "alt": "Ảnh hỏng"}])
    assert refused.value.code == "picture_unreadable"
    with pytest.raises(Refusal) as refused:
        write(store, house, photos=[{"sha256": "0" * 64, "alt": "Không có ảnh"}])
    assert refused.value.code == "house_photo_not_found"
    assert read(store, "look_at_story", house_id=house["house_id"])["state"] == "none"
    whole = read(store, "get_story_picture", house_id=house["house_id"], size="small",
                 sha256=house["photo_list"][0]["sha256"])
    assert max(Image.open(io.BytesIO(base64.b64decode(whole["content_base64"]))).size) <= 320
