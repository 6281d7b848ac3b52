"""The steps of a story: the household agrees or takes it back, the draft is written, published, taken down."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.donations import stories as asked
from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, require
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_, said
from gateway.web.province.stories import NO_PLACE_IN_A_FORM, PAGE, preview_page, readable_house, story_page
from gateway.web.sending import send

WHEN_EMPTY = {
    "dong-y.name_display": N_("Chọn cách nêu tên."), "dong-y.paper": N_("Ghi số hoặc ngày của phiếu đồng ý."),
    "dong-y.given_on": N_("Chọn ngày trên phiếu."), "rut.withdrawn_on": N_("Chọn ngày hộ rút."),
    "go.reason": N_("Ghi lý do gỡ."),
}


@pages.post(f"{PAGE}/<house_id>/dong-y")
@for_those_who_may("story.read")
def agree_to_story(house_id: str) -> ResponseReturnValue:
    """What the household agreed to, as its paper says."""
    house = _for("story.consent", house_id)
    names = ("tells_text", "tells_photos", "name_display", "paper", "given_on")
    values = typed((*(f"dong-y.{name}" for name in names), KEY), longest=201)
    payload: Row = {name: values[f"dong-y.{name}"] for name in names if values[f"dong-y.{name}"]}
    payload |= {name: bool(values[f"dong-y.{name}"]) for name in ("tells_text", "tells_photos")}
    schema = asked.RecordStoryConsent(exclude=["house_id"])
    problems = problems_in(schema, payload, values, _said(), {name: f"dong-y.{name}" for name in names})
    return _sent(house, "record_story_consent", payload, values, problems, "dong-y", gettext("Đã ghi sự đồng ý."))


@pages.post(f"{PAGE}/<house_id>/rut")
@for_those_who_may("story.read")
def withdraw_from_story(house_id: str) -> ResponseReturnValue:
    """The household takes its consent back: no second question, it is gone at once."""
    house = _for("story.consent", house_id)
    values = typed(("rut.withdrawn_on", "rut.note", KEY), longest=501)
    payload = {"note": values["rut.note"]}
    payload |= {"withdrawn_on": values["rut.withdrawn_on"]} if values["rut.withdrawn_on"] else {}
    schema = asked.WithdrawStoryConsent(exclude=["house_id"])
    problems = problems_in(schema, payload, values, _said(), {name: f"rut.{name}" for name in ("withdrawn_on", "note")})
    done = gettext("Đã ghi: hộ rút sự đồng ý. Chuyện không còn trên trang công khai.")
    return _sent(house, "withdraw_story_consent", payload, values, problems, "rut", done)


@pages.post(f"{PAGE}/<house_id>/bai")
@for_those_who_may("story.read")
def draft_story(house_id: str) -> ResponseReturnValue:
    """Keep the draft; what is public stays as it is."""
    house = _for("story.write", house_id)
    hashes = [one["sha256"] for one in house["photo_list"]]
    of_photos = [f"{part}.{sha256}" for sha256 in hashes for part in ("anh", "mo-ta")]
    values = typed(("bai.title", "bai.text", *of_photos, "seen_version", KEY), longest=asked.LONGEST_STORY + 1)
    values["bai.text"] = values["bai.text"].replace("\r\n", "\n")
    ticked = [sha256 for sha256 in hashes if values[f"anh.{sha256}"]]
    payload: Row = {
        "title": values["bai.title"], "text": values["bai.text"],
        "photos": [{"sha256": sha256, "alt": values[f"mo-ta.{sha256}"]} for sha256 in ticked],
    }
    if values["seen_version"].isdecimal():
        payload["seen_version"] = int(values["seen_version"][:9])
    fields = {"title": "bai.title", "text": "bai.text", "photos": "anh", "seen_version": ""}
    fields |= {f"photos.{place}.alt": f"mo-ta.{sha256}" for place, sha256 in enumerate(ticked)}
    no_words = {f"mo-ta.{sha256}": gettext("Tả ảnh này bằng vài chữ.") for sha256 in ticked}
    problems = problems_in(asked.WriteStory(exclude=["house_id"]), payload, values, no_words, fields)
    done = gettext("Đã lưu bản nháp. Xem trước, rồi nhờ người khác đăng.")
    return _sent(house, "write_story", payload, values, problems, "bai", done, fields)


@pages.post(f"{PAGE}/<house_id>/dang")
@for_those_who_may("story.read")
def publish_house_story(house_id: str) -> ResponseReturnValue:
    """Publish the draft as it was seen on the preview."""
    house = _for("story.publish", house_id)
    seen = request.form.get("seen_version", "")
    payload = {"house_id": house["house_id"], "seen_version": int(seen[:9]) if seen.isdecimal() else 1}
    try:
        send("donations", "publish_story", payload, request.form.get(KEY) or new_key())
    except Refusal as refusal:
        return preview_page(house, problem_of(refusal, {**NO_PLACE_IN_A_FORM, "seen_version": ""})), 422
    flash(gettext("Đã đăng. Ai cũng xem được chuyện này."), "good")
    return redirect(url_for("web.story_of_house", house_id=house_id), code=303)


@pages.post(f"{PAGE}/<house_id>/go")
@for_those_who_may("story.read")
def take_story_down(house_id: str) -> ResponseReturnValue:
    """Off the public page; publishing brings it back."""
    house = _for("story.take_down", house_id)
    values = typed(("go.reason", KEY), longest=501)
    payload = {"reason": values["go.reason"]}
    schema = asked.TakeDownStory(exclude=["house_id"])
    problems = problems_in(schema, payload, values, _said(), {"reason": "go.reason"})
    done = gettext("Đã gỡ khỏi trang công khai. Muốn đăng lại thì mở “Xem trước và đăng”.")
    return _sent(house, "take_down_story", payload, values, problems, "go", done)


def _for(action: str, house_id: str) -> Row:
    house = readable_house(house_id)
    require(action, house["unit"])
    return house


def _said() -> dict[str, str]:
    return {field: said(words) for field, words in WHEN_EMPTY.items()}


def _sent(
    house: Row, method: str, payload: Row, values: dict[str, str], problems: list[Problem], form: str, done: str,
    fields: dict[str, str] | None = None,
) -> ResponseReturnValue:
    """Send what is right and go back to the page; else the page with what is wrong, everything typed still there."""
    if not problems:
        try:
            send("donations", method, {**payload, "house_id": house["house_id"]}, values[KEY] or new_key())
        except Refusal as refusal:
            in_the_form = fields or {name: f"{form}.{name}" for name in payload}
            problems = problem_of(refusal, {"house_id": "", **in_the_form})
        else:
            flash(done, "good")
            return redirect(url_for("web.story_of_house", house_id=house["house_id"]), code=303)
    return story_page(house, values, problems), 422
