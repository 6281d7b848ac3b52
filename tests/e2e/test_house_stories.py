"""A house's story from the household's consent to the public page, and off it again, through the API."""

from __future__ import annotations

import base64
import io
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.e2e.product import Campaign, eventually
from tests.e2e.test_households import NAME, household
from tests.e2e.test_houses_and_commitments import ACCEPTED, DELEGATION, HANDED_OVER, planned
from tests.e2e.test_supervision import approved_payment
from tests.unit.donations.stories.test_pictures import GPS, photo

pytestmark = pytest.mark.e2e

UNIT = "588"
CONSENT = {
    "tells_text": True, "tells_photos": True, "name_display": "masked", "paper": "Phiếu đồng ý số 12",
    "given_on": "2024-11-18",
}
TEXT = "Nhà cũ dột nát đã nhiều năm. Nay gia đình có nhà mới trước mùa mưa."


def handed_over(campaign: Campaign, unit: str = UNIT) -> dict[str, Any]:
    """A house of a registered household, with a photo of before and of after."""
    api = campaign.product.api()
    code = api.made("/households", household(campaign, unit=unit))["code"]
    path = f"/houses/{planned(campaign, unit=unit, household_code=code)['house_id']}"
    seen = {"surveyed_on": "2024-10-22", "delegation": DELEGATION, "condition": "Dột nát", "needed_vnd": 70_000_000}
    for step, body in (("survey", seen), ("acceptance", ACCEPTED), ("hand-over", HANDED_OVER)):
        house = api.made(f"{path}/{step}", body)
        if step != "hand-over":
            content = base64.b64encode(photo(1200, 900 if step == "survey" else 800)).decode()
            api.made(f"{path}/photos", {"step": step, "content_base64": content})
    return house


def pay_for(campaign: Campaign, house: dict[str, Any], amount_vnd: int) -> None:
    """Support for the house out of its unit's Fund."""
    api = campaign.product.api
    api().made("/donations", campaign.gift(unit=UNIT, amount_vnd=2 * amount_vnd))
    paid = approved_payment(campaign, amount_vnd, house["household_code"], UNIT)
    api("ke-toan").made(f"/payments/{paid['payment_id']}/payout", {"paid_on": "2024-11-17"})
    api().made(f"/houses/{house['house_id']}/payments", {"payment_id": paid["payment_id"]})


def draft_of(house: dict[str, Any], **changes: Any) -> dict[str, Any]:
    before, after = [one["sha256"] for one in house["photo_list"]]
    photos = [{"sha256": before, "alt": "Nhà cũ vách đất"}, {"sha256": after, "alt": "Nhà mới lợp tôn"}]
    return {"title": "Mái nhà mới", "text": TEXT, "photos": photos, **changes}


def test_a_story_is_public_while_the_household_wants_it_told_and_figures_count_every_house(campaign: Campaign) -> None:
    officer, approver = campaign.product.api("thuan-bac"), campaign.product.api("duyet-1")
    visitor = httpx.Client(base_url=f"{campaign.product.address}/api/v1/public", timeout=30, trust_env=False)
    house = handed_over(campaign)
    pay_for(campaign, house, 60_000_000)
    path = f"/house-stories/{house['house_id']}"
    assert officer.read(path)["state"] == "none"
    written = officer.made(f"{path}/draft", draft_of(house))
    seen = {"seen_version": written["version"]}
    refused = approver.post(f"{path}/publication", seen)
    assert (refused.status_code, refused.json()["code"]) == (409, "no_consent")
    seen = {"seen_version": officer.made(f"{path}/consents", CONSENT)["version"]}
    assert officer.post(f"{path}/publication", seen).status_code == 403
    assert approver.post(f"{path}/draft", draft_of(house)).status_code == 403
    slip = officer.post(f"{path}/draft", draft_of(house, photos=[{"sha256": "x", "alt": ""}]))
    assert slip.status_code == 422
    [waiting] = approver.read("/house-stories", campaign=campaign.code, state="waiting")["houses"]
    assert waiting["house_id"] == house["house_id"]
    approver.made(f"{path}/publication", seen)

    eventually(lambda: campaign.total("houses_handed_over")["count"] == 1)
    eventually(lambda: campaign.total("paid")["count"] == 1)
    [told] = visitor.get("/house-stories", params={"campaign": campaign.code, "unit": UNIT}).json()["stories"]
    assert (told["told_name"], told["text"], told["cost_vnd"]) == ("Đ. T. Á. M.", TEXT, 72_000_000)
    assert told["payments"] == [{"fund": UNIT, "amount_vnd": 60_000_000}]
    assert [one["step"] for one in told["photos"]] == ["survey", "acceptance"]
    one = visitor.get(f"/house-stories/{told['story_id']}")
    assert one.headers["Cache-Control"] == "private, no-cache" and one.json() == told
    for secret in (NAME, house["household_code"], house["house_id"], house["photo_list"][0]["sha256"]):
        assert secret not in one.text
    shown = httpx.get(f"{campaign.product.address}{told['photos'][0]['large']}", trust_env=False)
    assert (shown.headers["Content-Type"], shown.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert shown.headers["Cache-Control"] == "private, no-cache"
    assert not Image.open(io.BytesIO(shown.content)).getexif().get_ifd(GPS)
    mark = {"If-None-Match": shown.headers["ETag"]}
    picture = f"{campaign.product.address}{told['photos'][0]['large']}"
    assert httpx.get(picture, headers=mark, trust_env=False).status_code == 304

    officer.made(f"{path}/consent-withdrawal", {"withdrawn_on": "2024-11-19"})
    assert visitor.get(f"/house-stories/{told['story_id']}").status_code == 404
    assert visitor.get("/house-stories", params={"campaign": campaign.code}).json()["stories"] == []
    assert httpx.get(picture, headers=mark, trust_env=False).status_code == 404
    assert campaign.total("houses_handed_over")["count"] == 1
    history = campaign.product.api("kiem-toan").read(path)["consents"]
    assert [(one["what"], one["taken_by"]) for one in history] == [("withdrawn", "thuan-bac"), ("given", "thuan-bac")]
    assert NAME not in campaign.product.chungtay("logs").stdout
