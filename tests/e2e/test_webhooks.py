"""Payments that operators of cards and wallets tell of."""

from __future__ import annotations

import base64
import itertools
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import orjson
import pytest

from gateway.access.signed_webhooks import signature
from tests.conftest import WEBHOOK_SECRETS
from tests.e2e.product import Campaign, Product, booked, eventually

SECRET = base64.b64decode(WEBHOOK_SECRETS.partition("whsec_")[2])


def deliver(
    product: Product, body: bytes, *, at: float | None = None, secret: bytes = SECRET, provider: str = "vi-thu",
    signed_body: bytes | None = None,
) -> httpx.Response:
    delivery, timestamp = f"msg_{uuid.uuid4().hex}", str(int(at or time.time()))
    headers = {
        "webhook-id": delivery, "webhook-timestamp": timestamp,
        "webhook-signature": signature(secret, delivery, timestamp, body if signed_body is None else signed_body),
    }
    address = f"{product.address}/api/v1/webhooks/payments/{provider}"
    return httpx.post(address, content=body, headers=headers, trust_env=False, timeout=30)


def payment(campaign: Campaign, **changes: Any) -> dict[str, Any]:
    return {
        "payment_id": f"pay_{uuid.uuid4().hex}", "campaign": campaign.code, "unit": "582", "amount_vnd": 200_000,
        "channel": "wallet", "paid_at": "2024-10-18T18:30:00Z", "donor_name": "Nguyễn Văn An", "trace": "theirs",
        **changes,
    }


def succeeded(paid: dict[str, Any]) -> bytes:
    return orjson.dumps({"type": "payment.succeeded", "payment": paid})


def refunded(paid: dict[str, Any], refund_id: str, amount_vnd: int) -> bytes:
    refund = {"refund_id": refund_id, "amount_vnd": amount_vnd, "refunded_at": "2024-10-20T03:00:00Z"}
    return orjson.dumps({"type": "payment.refunded", "payment": paid, "refund": refund})


@pytest.mark.duty("D2")
def test_a_payment_by_wallet_is_a_gift_of_its_local_day(product: Product, campaign: Campaign) -> None:
    told = deliver(product, succeeded(payment(campaign)))
    assert told.status_code == 200, told.text
    gift = product.api().read(f"/donations/{told.json()['donation_id']}")
    assert (gift["channel"], gift["received_on"], gift["donor_name"]) == ("wallet", "2024-10-19", "N. V. A.")
    eventually(lambda: campaign.total("received") == {"count": 1, "amount_vnd": 200_000})


def test_a_retry_that_doubles_a_donation_civicrm_iats_263(product: Product, campaign: Campaign) -> None:
    """https://github.com/iATSPayments/com.iatspayments.civicrm/issues/263: the same payment was booked twice."""
    notice = succeeded(payment(campaign))
    with ThreadPoolExecutor(20) as wires:
        answers = list(wires.map(lambda _: deliver(product, notice), range(20)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.json()["donation_id"] for answer in answers}) == 1
    assert deliver(product, notice).json() == answers[0].json()
    assert booked(campaign) == {"donations": 1, "entries": 1, "credited_vnd": 200_000}


def test_another_amount_for_the_same_payment_is_refused(product: Product, campaign: Campaign) -> None:
    paid = payment(campaign)
    assert deliver(product, succeeded(paid)).status_code == 200
    refused = deliver(product, succeeded(paid | {"amount_vnd": 2_000_000}))
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_notices_in_any_order_and_twice_end_in_the_same_books(
    product: Product, campaign: Campaign, order: tuple[int, ...]
) -> None:
    paid = payment(campaign, channel="card")
    notices = [succeeded(paid), refunded(paid, f"{paid['payment_id']}-1", 50_000),
               refunded(paid, f"{paid['payment_id']}-2", 30_000)]
    for place in (*order, *order):
        assert deliver(product, notices[place]).status_code == 200
    eventually(lambda: campaign.total("received") == {"count": 1, "amount_vnd": 120_000})
    assert campaign.total("refunded") == {"count": 2, "amount_vnd": 80_000}
    beyond = deliver(product, refunded(paid, "r-3", 120_001))
    assert (beyond.status_code, beyond.json()["code"]) == (409, "refund_exceeds_gift")


def test_what_is_not_signed_by_a_known_provider_is_refused_without_detail(
    product: Product, campaign: Campaign
) -> None:
    notice = succeeded(payment(campaign))
    answers = [
        deliver(product, notice, secret=b"x" * 32),
        deliver(product, notice, at=time.time() - 400),
        deliver(product, notice, at=time.time() + 400),
        deliver(product, notice, provider="khong-co"),
        deliver(product, notice, signed_body=notice + b" "),
        httpx.post(f"{product.address}/api/v1/webhooks/payments/vi-thu", content=notice, trust_env=False),
    ]
    assert [answer.status_code for answer in answers] == [401] * 6
    assert len({answer.json()["detail"] for answer in answers}) == 1
    assert booked(campaign)["donations"] == 0


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"type":"payment.succeeded"}', b"\xff", b'{"type":"x","payment":{}}']
)
def test_a_signed_notice_that_says_nothing_is_refused(product: Product, body: bytes) -> None:
    assert deliver(product, body).status_code == 422


def test_a_notice_about_cash_or_without_its_refund_is_refused(product: Product, campaign: Campaign) -> None:
    paid = payment(campaign)
    for body in (succeeded(paid | {"channel": "cash"}), orjson.dumps({"type": "payment.refunded", "payment": paid})):
        assert deliver(product, body).status_code == 422
    assert booked(campaign)["donations"] == 0


def test_a_large_body_is_refused_before_it_is_read(product: Product) -> None:
    assert deliver(product, b"x" * 70_000).status_code == 413


def test_a_refund_of_an_operator_is_of_what_it_took(product: Product, campaign: Campaign) -> None:
    gift = product.api().made("/donations", campaign.gift())
    body = {"amount_vnd": 1_000, "refunded_on": "2024-10-20", "way": "operator", "cause": "Chuyển nhầm"}
    refused = product.api("ke-toan").post(f"/donations/{gift['donation_id']}/refunds", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "operator_took_none_of_it")
