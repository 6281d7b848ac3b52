"""A pledge's VietQR leads the money to the pledge."""

from __future__ import annotations

from services.donations.vietqr.rules import VietQr, parse
from tests.e2e.product import Campaign, Product


def pledge_of(campaign: Campaign, amount_vnd: int = 5_000_000) -> dict[str, str]:
    body = {"campaign": campaign.code, "unit": "582", "amount_vnd": amount_vnd, "pledger_name": "Công ty Mẫu",
            "pledged_on": "2024-10-18"}
    return campaign.product.api().made("/pledges", body)


def test_the_code_of_a_pledge_holds_what_it_owes_and_its_memo_code(product: Product, campaign: Campaign) -> None:
    pledge = pledge_of(campaign)
    path = f"/pledges/{pledge['pledge_id']}/vietqr"
    at_once = product.api("giam-sat").read(f"/pledges/{pledge['pledge_id']}")
    assert at_once["pledger_name"] == "C. T. M.", "masked, however soon it is read"
    told = product.api().read(path, bank="vietcombank")
    account = campaign.account("vietcombank")["number"]
    assert parse(told["payload"]) == VietQr("970436", account, 5_000_000, pledge["memo_code"])
    product.api().made("/donations", campaign.gift(amount_vnd=2_000_000, pledge_id=pledge["pledge_id"]))
    assert product.api().read(path)["amount_vnd"] == 3_000_000
    product.api().made("/donations", campaign.gift(amount_vnd=3_000_000, pledge_id=pledge["pledge_id"]))
    refused = product.api().http.get(path)
    assert (refused.status_code, refused.json()["code"]) == (422, "nothing_left_to_pay")


def test_the_code_is_a_picture_too(product: Product, campaign: Campaign) -> None:
    path = f"/pledges/{pledge_of(campaign)['pledge_id']}/vietqr"
    svg, png = (product.api().http.get(f"{path}.{form}") for form in ("svg", "png"))
    assert svg.headers["Content-Type"].startswith("image/svg+xml") and b"<svg" in svg.content
    assert png.headers["Content-Type"] == "image/png" and png.content.startswith(b"\x89PNG")
    assert product.api().http.get(f"{path}.gif").status_code == 404


def test_a_campaign_has_a_code_for_its_poster(product: Product, campaign: Campaign) -> None:
    told = product.api("giam-sat").read(f"/campaigns/{campaign.code}/vietqr")
    assert parse(told["payload"]).amount_vnd is None
    path = f"/campaigns/{campaign.code}/vietqr"
    fixed = product.api().read(path, unit="584", amount_vnd=100_000, bank="agribank", memo="GOLF 1")
    assert parse(fixed["payload"]) == VietQr("970405", campaign.account("agribank")["number"], 100_000, "GOLF 1")
    picture = product.api().http.get(f"/campaigns/{campaign.code}/vietqr.png")
    assert picture.content.startswith(b"\x89PNG")
    asked = {"memo": "ủng hộ"}
    assert product.api().http.get(f"/campaigns/{campaign.code}/vietqr", params=asked).status_code == 422
    refused = product.api().http.get(path, params={"bank": "agribank"})
    assert refused.json()["code"] == "no_account_for_qr", "the account of another unit is that unit's money"


def test_who_may_not_register_pledges_sees_no_code_of_one(product: Product, campaign: Campaign) -> None:
    path = f"/pledges/{pledge_of(campaign)['pledge_id']}/vietqr"
    assert product.api("giam-sat").http.get(path).status_code == 403
