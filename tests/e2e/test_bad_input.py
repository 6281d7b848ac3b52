"""Bad input is answered 4xx with the field and the remedy, and writes nothing."""

from __future__ import annotations

import copy
import http.client
import socket
import time
from typing import Any

import httpx
import pytest

from tests.e2e.product import Campaign, Product, eventually

pytestmark = pytest.mark.e2e

BAD_GIFTS = [
    ("a missing field", {"amount_vnd": None}, "amount_vnd"),
    ("a wrong type", {"amount_vnd": "50000"}, "amount_vnd"),
    ("a fraction of a dong", {"amount_vnd": 50000.5}, "amount_vnd"),
    ("a negative amount", {"amount_vnd": -50_000}, "amount_vnd"),
    ("no amount at all", {"amount_vnd": 0}, "amount_vnd"),
    ("an unknown unit", {"unit": "999"}, "unit"),
    ("an unknown campaign", {"campaign": "khong-co"}, "campaign"),
    ("a day that does not exist", {"received_on": "2024-02-30"}, "received_on"),
    ("a slipped year", {"received_on": "1024-10-18"}, "received_on"),
    ("a day to come", {"received_on": "2999-01-01"}, "received_on"),
    ("a field that we do not know", {"amuont_vnd": 5}, "amuont_vnd"),
    ("a query operator for a value", {"campaign": {"$ne": ""}}, "campaign"),
    ("a bank transfer booked by hand", {"channel": "bank_transfer"}, "channel"),
]


def refused(answer: httpx.Response, status: int, field: str) -> dict[str, Any]:
    """Check that this is a good refusal: status, field, remedy, problem+json."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = answer.json()
    assert problem["field"] == field, problem
    assert problem["remedy"] and problem["detail"] and problem["code"], problem
    return problem


@pytest.fixture
def untouched(campaign: Campaign) -> Any:
    """After the test: a good gift is the only one there."""
    yield campaign
    campaign.product.api().made("/donations", campaign.gift(amount_vnd=7))
    eventually(lambda: campaign.total("received")["amount_vnd"] == 7)
    assert campaign.total("received")["count"] == 1


def test_each_bad_gift_names_its_field_and_writes_nothing(untouched: Campaign) -> None:
    api = untouched.product.api()
    for what, changes, field in BAD_GIFTS:
        gift = {k: v for k, v in untouched.gift(**changes).items() if v is not None}
        status = 404 if field == "campaign" and isinstance(changes["campaign"], str) else 422
        try:
            refused(api.post("/donations", gift), status, field)
        except AssertionError as error:
            raise AssertionError(f"{what}: {error}") from error


def test_a_gift_without_a_key_is_told_to_bring_one(untouched: Campaign) -> None:
    refused(untouched.product.api().post("/donations", untouched.gift(), key=None), 422, "Idempotency-Key")


def test_a_body_that_is_not_json_is_a_bad_request(untouched: Campaign) -> None:
    answer = untouched.product.api().http.post(
        "/donations", content=b'{"amount_vnd": ', headers={"Content-Type": "application/json", "Idempotency-Key": "x"}
    )
    assert answer.status_code in (400, 422)
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"ten,tuoi\nAn,3\n", "unknown_statement_layout"),
        (b"\xff\xfe\x00\x01\x02", "statement_file_unreadable"),
        (b"PK\x03\x04" + bytes(200), "statement_file_unreadable"),
    ],
)
def test_a_file_that_is_no_statement_is_refused_before_anything_is_written(
    untouched: Campaign, content: bytes, code: str
) -> None:
    answer = untouched.product.api("ke-toan").http.post(
        "/statement-imports",
        data={"campaign": untouched.code, "account_number": untouched.account("vietcombank")["number"]},
        files={"file": ("x.csv", content, "text/csv")},
    )
    problem = refused(answer, 422, "file")
    assert problem["code"] == code


def test_a_statement_for_an_account_of_nobody_is_refused(untouched: Campaign) -> None:
    answer = untouched.product.api("ke-toan").http.post(
        "/statement-imports", data={"campaign": untouched.code, "account_number": "123456789"},
        files={"file": ("x.csv", b"a,b\n", "text/csv")},
    )
    refused(answer, 422, "account_number")


def test_nobody_and_the_wrong_role_are_turned_away(untouched: Campaign) -> None:
    nobody = httpx.post(f"{untouched.product.address}/api/v1/donations", json=untouched.gift(), trust_env=False)
    assert (nobody.status_code, nobody.json()["code"]) == (401, "not_logged_in")
    auditor = untouched.product.api("kiem-toan").post("/donations", untouched.gift())
    assert (auditor.status_code, auditor.json()["code"]) == (403, "not_allowed")
    elsewhere = untouched.product.api("thuan-bac").post("/donations", untouched.gift(unit="582"))
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "not_allowed")


def test_an_unknown_address_is_a_problem_too(untouched: Campaign) -> None:
    answer = untouched.product.api().http.get("/khong-co")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


def test_a_campaign_with_one_bad_activity_is_refused_whole_and_names_the_place(untouched: Campaign) -> None:
    body = copy.deepcopy(untouched.body)
    body["campaign"]["name"] = "Tên khác"
    body["activities"][0]["quotas"][-1]["within"] = "khong-co"
    answer = untouched.product.api().http.put(f"/campaigns/{untouched.code}", json=body)
    problem = refused(answer, 422, answer.json()["field"])
    assert problem["code"] == "unknown_parent_quota"
    assert problem["field"].startswith("activities.0.")
    assert untouched.product.api().read(f"/campaigns/{untouched.code}")["name"] != "Tên khác"


def test_units_that_hang_in_the_air_are_refused_whole(untouched: Campaign) -> None:
    body = copy.deepcopy(untouched.body)
    body["campaign"]["name"] = "Tên khác"
    body["units"][-1]["parent"] = "99999"
    answer = untouched.product.api().http.put(f"/campaigns/{untouched.code}", json=body)
    assert refused(answer, 422, answer.json()["field"])["field"].startswith("units")
    assert untouched.product.api().read(f"/campaigns/{untouched.code}")["name"] != "Tên khác"


def test_a_campaign_that_names_units_which_are_not_there_is_refused_as_a_whole(campaign: Campaign) -> None:
    api = campaign.product.api()

    def refused_with(field: str, change: Any) -> None:
        body = copy.deepcopy(campaign.body)
        change(body)
        refused(api.http.put(f"/campaigns/{campaign.code}", json=body), 422, field)

    refused_with("campaign.lead_unit", lambda body: body["campaign"].update(lead_unit="99999"))
    refused_with("campaign.units.0.unit", lambda body: body["campaign"]["units"][0].update(unit="99999"))
    refused_with("campaign.accounts.0.unit", lambda body: body["campaign"]["accounts"][0].update(unit="77777"))
    refused_with("activities.1.unit", lambda body: body["activities"][1].update(unit="77777"))
    assert api.http.put(f"/campaigns/{campaign.code}", json=campaign.body).status_code == 200


@pytest.mark.parametrize("length, stays_open", [(20, True), (200_000, False)])
def test_a_request_refused_before_its_body_came_does_not_close_the_connection_without_a_word(
    product: Product, length: int, stays_open: bool
) -> None:
    address = httpx.URL(product.address)
    ask = f"POST /api/v1/khong-co HTTP/1.1\r\nHost: {address.host}\r\nContent-Length: {length}\r\n\r\n".encode()
    with socket.create_connection((address.host, address.port), timeout=10) as line:
        line.sendall(ask)
        time.sleep(0.05)  # the refusal is on its way by now
        line.sendall(b"x" * length)
        first = http.client.HTTPResponse(line)
        first.begin()
        first.read()
        assert (first.status, first.getheader("Connection") != "close") == (404, stays_open)
        if stays_open:
            line.sendall(ask + b"x" * length)
            second = http.client.HTTPResponse(line)
            second.begin()
            assert second.status == 404


MEANT_FOR_OTHERS = [
    '{"$ne": null}', "$where: sleep(5000)", "'; return true; var x='", "<script>alert(1)</script>", "{{ 7 * 7 }}",
    "{% for x in y %}", "${7*7}", "#{7*7}", "=1+1", "@SUM(A1)", "../../etc/passwd", "%00%0a", "\\u0000",
]


def test_a_text_that_would_be_an_order_elsewhere_stays_the_text_that_it_is(campaign: Campaign) -> None:
    api = campaign.product.api()
    told = {
        text: api.made("/donations", campaign.gift(donor_name=text, note=text, name_display="shown"))
        for text in MEANT_FOR_OTHERS
    }
    for text, gift in told.items():
        assert (gift["donor_name"], gift["note"]) == (text, text)
    eventually(lambda: campaign.total("received")["count"] == len(told))
    listed = api.read("/donations", campaign=campaign.code, limit=200)["rows"]
    assert {row["donation_id"]: row["donor_name"] for row in listed} == {
        gift["donation_id"]: text for text, gift in told.items()
    }
    for query in ({"campaign[$ne]": ""}, {"channel[$gt]": ""}, {"$where": "1"}, {"unit": '{"$ne": ""}'}):
        assert api.http.get("/donations", params={"campaign": campaign.code} | query).status_code == 422
