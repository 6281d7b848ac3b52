"""What was typed and what is secret, looked for in what the whole product wrote down: its log lines, its events."""

from __future__ import annotations

import secrets
import uuid

import httpx
import pytest
from pymongo import MongoClient

from tests.e2e.product import Campaign, Product, eventually

pytestmark = pytest.mark.e2e


def logs_of(product: Product) -> str:
    """All that every process said, old files too."""
    files = [path for path in product.stack.layout.logs.rglob("*") if path.is_file()]
    return "\n".join(path.read_text(errors="replace") for path in files)


def test_no_secret_and_nobodys_data_stand_in_a_log_line_an_event_or_a_read_model(campaign: Campaign) -> None:
    product, api = campaign.product, campaign.product.api
    phone = f"09{secrets.randbelow(10**8):08}7731"[:15]
    account = "".join(secrets.choice("123456789") for _ in range(14))
    name, password = f"Mẫu {secrets.token_hex(8)}", secrets.token_urlsafe(18)
    household = {
        "code": f"ho-{campaign.code}", "campaign": campaign.code, "unit": "582", "household_class": "poor",
        "class_number": "12/QĐ-UBND", "class_from_on": "2024-01-01", "head_name": name, "address": f"Thôn {name}",
        "house_state": "temporary", "needs": ["house_new"], "members": [{"name": name, "birth_year": 2012,
        "relation": "con"}], "bank": "vietcombank", "bank_account": account,
    }
    api().made("/households", household)
    # Refused ones are told to somebody too, and what stands in an address is written down by many a server.
    assert api().post("/households", household | {"needs": [phone], "house_state": account}).status_code == 422
    assert api().post("/households", household | {"unit": "999", "code": "khac"}).status_code in (403, 404, 422)
    guests = f"/activities/{campaign.activity('forum')}/registrations"
    guest = {"quota": "khoi-7-ho-ngheo", "guest_name": name, "kind": "household", "phone": phone}
    api("to-chuc").made(guests, guest)
    assert api("to-chuc").post(guests, guest | {"quota": "khong-co", "phone": f"{phone}x"}).status_code >= 400
    api("to-chuc").http.get(guests, params={"text": name})

    with httpx.Client(base_url=product.address, trust_env=False, timeout=30) as http:
        wrong = http.post("/api/v1/tokens", json={"username": "ke-toan", "password": password})
        assert wrong.status_code in (401, 429)
        complaint = {"campaign": campaign.code, "unit": "582", "category": "house_quality", "text": f"{name} {phone}"}
        told = http.post("/api/v1/public/complaints", json=complaint, headers={"Idempotency-Key": uuid.uuid4().hex})
        assert told.status_code == 201, told.text
        code = told.json()["return_code"]
        assert http.post("/api/v1/public/complaints/dialogue", json={"return_code": code}).status_code == 200
        mark = uuid.uuid4().hex
        http.get("/healthz/", headers={"X-Correlation-Id": mark, "Authorization": f"Bearer {password}"})
    token = api("to-chuc").http.headers["Authorization"].removeprefix("Bearer ")
    eventually(lambda: campaign.total("registrations_confirmed")["count"] == 1)
    eventually(lambda: campaign.total("households")["count"] == 1)

    kept_apart = {one for one in product.stack.secrets.read().values() if len(one) >= 12}
    assert kept_apart
    hidden = {phone, account, name, password, token, code, *kept_apart}
    said = logs_of(product)
    for process in ("gateway", "donations", "events", "monitoring"):
        assert f'"process": "{process}' in said, "these are the log lines"
    assert [one for one in hidden if one in said] == []
    with MongoClient(product.stack.layout.mongo_url) as client:
        prefix = product.stack.environ().get("CHUNGTAY_DB_PREFIX", "chungtay")
        database = client[f"{prefix}_gateway"]
        for collection in database.list_collection_names():
            for kept in database[collection].find_raw_batches({}):
                assert not any(one.encode() in kept for one in hidden), collection
