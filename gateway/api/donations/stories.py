"""Stories of houses: consent, draft, publishing; and, for everybody, what is public at this moment.

What is public is asked of the service each time and kept nowhere here, so that a consent taken back holds at once
(docs/adr/0032-stories-by-rpc.md)."""

from __future__ import annotations

import base64
from typing import Any

from flask import Response, request, url_for
from flask.views import MethodView
from flask_smorest import Blueprint
from limits import parse
from marshmallow import RAISE

from contracts.commands import Command
from contracts.commands.donations import stories as asked
from gateway import units
from gateway.access.current import for_those_who_may, require
from gateway.access.slowing import slow_down_readers
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.conditional import ASK_EACH_TIME, may_be_kept
from gateway.api.donations.story_schemas import (
    HouseStory,
    PageOfHouses,
    PageOfStories,
    ToldStory,
    WhichHouses,
    WhichStories,
    WholeStory,
)
from gateway.api.within import units_shown
from gateway.reports.house_stories import money_of

blp = Blueprint("stories", __name__, url_prefix="/api/v1/house-stories", description="Chuyện nhà Đại đoàn kết")
public_blp = Blueprint(
    "public_stories", __name__, url_prefix="/api/v1/public/house-stories",
    description="Chuyện nhà Đại đoàn kết, ai cũng xem được",
)

PICTURES = parse("900 per 1 minute")
"""Photos of stories for one address: a page has eight, and a whole school may sit behind it."""


@blp.route("")
class Houses(MethodView):
    """The desk's list."""

    @for_those_who_may("story.read")
    @blp.arguments(WhichHouses, location="query", unknown=RAISE)
    @blp.response(200, PageOfHouses)
    def get(self, which: dict[str, Any]) -> Response:
        """Danh sách nhà đã bàn giao và chuyện của nhà đến đâu: chờ đăng, đã đăng, hộ đã rút."""
        told = {name: value for name, value in which.items() if name != "unit"}
        within = units_shown("story.read", which["unit"])
        return answer(ask("donations", "list_story_houses", {**told, "units": within}))


@blp.route("/<id>")
class OneStory(MethodView):
    """The story of a house, by the house's id."""

    @for_those_who_may("story.read")
    @blp.response(200, WholeStory)
    def get(self, id: str) -> Response:
        """Xem chuyện của một nhà: sự đồng ý của hộ, bản đang soạn, đã đăng hay chưa."""
        require("story.read", unit_of_house(id))
        return answer(ask("donations", "look_at_story", {"house_id": id}))


def _add_step(action: str, path: str, method: str, schema: type[Command], title: str) -> None:
    @blp.route(f"/<id>/{path}", methods=["POST"], endpoint=method)
    @for_those_who_may(action)
    @blp.arguments(schema(exclude=["house_id"]))
    @blp.response(200, HouseStory)
    @blp.doc(parameters=[KEY_PARAMETER], summary=title)
    def step(_command: dict[str, Any], id: str) -> Response:
        require(action, unit_of_house(id))
        return answer(ask("donations", method, {**request.get_json(), "house_id": id}, key=idempotency_key()))


_add_step("story.consent", "consents", "record_story_consent", asked.RecordStoryConsent,
          "Ghi sự đồng ý của hộ: cho kể gì, hiện tên thế nào, phiếu nào.")
_add_step("story.consent", "consent-withdrawal", "withdraw_story_consent", asked.WithdrawStoryConsent,
          "Hộ rút sự đồng ý: chuyện rời trang công khai ngay.")
_add_step("story.write", "draft", "write_story", asked.WriteStory, "Soạn, sửa bản nháp; bản đã đăng giữ nguyên.")
_add_step("story.publish", "publication", "publish_story", asked.PublishStory,
          "Đăng bản nháp đúng như đã xem; người soạn không tự đăng.")
_add_step("story.take_down", "take-down", "take_down_story", asked.TakeDownStory, "Gỡ khỏi trang công khai.")


@blp.route("/<id>/photos/<sha256>/<size>")
class OnePicture(MethodView):
    """A photo as it would be shown."""

    @for_those_who_may("house.read")
    @blp.response(200, content_type="image/jpeg")
    def get(self, id: str, sha256: str, size: str) -> Response:
        """Xem ảnh của nhà đúng như sẽ đăng: đã thu nhỏ, không còn vị trí chụp."""
        require("house.read", unit_of_house(id))
        return picture("get_story_picture", {"house_id": id, "sha256": sha256, "size": size})


@public_blp.route("")
@for_those_who_may("portal.read")
@public_blp.arguments(WhichStories, location="query", unknown=RAISE)
@public_blp.response(200, PageOfStories)
def public_house_stories(which: dict[str, Any]) -> Response:
    """Chuyện các nhà mà hộ đồng ý cho kể, mới nhất trước."""
    slow_down_readers()
    may_be_kept()
    return answer(public_page(which))


@public_blp.route("/<id>")
@for_those_who_may("portal.read")
@public_blp.response(200, ToldStory)
def public_house_story(id: str) -> Response:
    """Một chuyện đang công khai."""
    slow_down_readers()
    may_be_kept()
    return answer(told(ask("donations", "get_public_story", {"story_id": id})))


@public_blp.route("/<id>/photos/<photo>/<size>")
@for_those_who_may("portal.read")
@public_blp.response(200, content_type="image/jpeg")
def public_story_photo(id: str, photo: str, size: str) -> Response:
    """Một ảnh của chuyện đang công khai."""
    return public_picture(id, photo, size)


def unit_of_house(id: str) -> str:
    """Whose house it is.  Raises the service's NotFound."""
    return str(ask("donations", "get_house", {"id": id})["unit"])


def public_page(which: dict[str, Any]) -> dict[str, Any]:
    """A page of what is public, each with its money."""
    wanted = {name: value for name, value in which.items() if name != "unit"}
    within = sorted(units.current_tree().descendants(which["unit"])) if which["unit"] else None
    found = ask("donations", "list_public_stories", {**wanted, "units": within})
    return {**found, "stories": [told(one) for one in found["stories"]]}


def told(story: dict[str, Any]) -> dict[str, Any]:
    """A public story with its money and the addresses of its photos; of the house's own id nothing is told."""
    photos = [
        {**one, **{
            size: url_for("public_stories.public_story_photo", id=story["story_id"], photo=one["photo"], size=size)
            for size in asked.PICTURE_SIZES
        }}
        for one in story["photos"]
    ]  # fmt: skip
    shown = {name: value for name, value in story.items() if name != "house_id"}
    return {**shown, "photos": photos, **money_of(story["house_id"])}


def public_picture(story_id: str, photo: str, size: str) -> Response:
    """A photo while its story is public."""
    slow_down_readers("story-pictures", PICTURES)
    return picture("get_public_story_picture", {"story_id": story_id, "photo": photo, "size": size})


def picture(method: str, wanted: dict[str, str]) -> Response:
    """A picture of the service: a browser may keep it but asks each time, and caches in between keep none."""
    found = ask("donations", method, wanted)
    sent = Response(base64.b64decode(found["content_base64"]), content_type=found["content_type"])
    sent.headers["Cache-Control"] = ASK_EACH_TIME
    sent.add_etag()
    sent.make_conditional(request)
    return sent
