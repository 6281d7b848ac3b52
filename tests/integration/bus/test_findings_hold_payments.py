"""Two services and their relays as real processes: a finding crosses the bus and holds a payment until it is closed."""

import uuid
from collections.abc import Iterator

import pytest

from messaging.rpc_client import ServiceAway
from tests.conftest import Servers
from tests.integration.bus.running import Product, eventually

pytestmark = pytest.mark.integration

UNIT = "582"
CAMPAIGN = "ninh-thuan-2024"


def held_by(product: Product, payment_id: str) -> list[str]:
    try:
        return list(product.ok("donations", "get_payment", {"id": payment_id})["open_finding_ids"])
    except ServiceAway:
        return ["(away)"]


@pytest.fixture(scope="module")
def product(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    made = Product(servers, tmp_path_factory.mktemp("bus"), "bus", ("monitoring", "donations"))
    try:
        made.start_all()
        yield made
    finally:
        made.stop()


@pytest.fixture
def payment_id(product: Product) -> str:
    """A payment of 1,000,000 đồng that waits to be verified, for a household of its own."""
    product.ok(
        "donations", "save_campaign",
        {
            "code": CAMPAIGN, "name": "Tháng cao điểm", "starts_on": "2024-10-17", "ends_on": "2024-11-18",
            "target_vnd": 0, "lead_unit": UNIT, "units": [{"unit": UNIT}],
        },
    )
    proposed = product.ok(
        "donations", "propose_support",
        {
            "campaign": CAMPAIGN, "unit": UNIT, "kind": "health", "household_code": f"h{uuid.uuid4().hex[:10]}",
            "amount_vnd": 1_000_000, "reason": "Viện phí", "proposed_on": "2024-11-01",
        },
        actor="proposer",
    )
    return str(proposed["payment_id"])


def raise_finding(product: Product, payment_id: str) -> str:
    filed = product.ok(
        "monitoring", "raise_finding",
        {
            "campaign": CAMPAIGN, "unit": UNIT, "about": {"kind": "payment", "id": payment_id},
            "severity": "minor", "found_on": "2024-11-04", "summary": "Thiếu biên bản họp thôn",
        },
        actor="supervisor",
    )
    return str(filed["finding_id"])


def close_finding(product: Product, finding_id: str) -> None:
    one = {"finding_id": finding_id}
    product.ok("monitoring", "record_reply", {**one, "replied_on": "2024-11-05", "text": "Đã nhận"}, "commune")
    product.ok("monitoring", "record_remedy", {**one, "remedied_on": "2024-11-06", "text": "Đã bổ sung"}, "commune")
    product.ok(
        "monitoring", "close_finding", {**one, "verified_on": "2024-11-07", "conclusion": "Đủ hồ sơ"}, "supervisor"
    )


def test_a_finding_holds_the_payment_and_its_closing_lets_it_go_on(product, payment_id):
    finding_id = raise_finding(product, payment_id)
    eventually(lambda: held_by(product, payment_id) == [finding_id])
    refused = product.ask("donations", "verify_support", {"payment_id": payment_id}, actor="commune")["refused"]
    assert (refused["code"], refused["facts"]) == ("payment_on_hold", {"finding_ids": [finding_id]})

    close_finding(product, finding_id)
    eventually(lambda: held_by(product, payment_id) == [])
    assert product.ok("donations", "verify_support", {"payment_id": payment_id}, "commune")["status"] == "verified"


def test_findings_filed_while_relay_and_donations_are_dead_hold_the_payment_when_they_come_back(product, payment_id):
    handled_before = len(product.stored("donations", "inbox"))
    product.kill("donations")
    product.kill("monitoring-relay")
    open_one, closed_one = raise_finding(product, payment_id), raise_finding(product, payment_id)
    close_finding(product, closed_one)

    product.start("monitoring-relay")
    product.start("donations")
    product.wait_ready()
    # Raised twice, replied, remedied and closed: the payment's state counts only after the last of the five.
    eventually(lambda: len(product.stored("donations", "inbox")) == handled_before + 5)
    assert held_by(product, payment_id) == [open_one]
    versions = product.ok("donations", "get_payment", {"id": payment_id})["version"]
    assert versions in (2, 4), "held once by each finding and released once, or the closed one overtook"


def test_a_command_of_the_wrong_shape_names_the_field_in_vietnamese(product):
    refused = product.ask("monitoring", "raise_finding", {"campaign": "x", "reply_within_days": 0})["refused"]
    errors = {error["field"]: error["message"] for error in refused["facts"]["errors"]}
    assert refused["code"] == "invalid_command"
    assert {"unit", "about", "severity", "found_on", "summary"} <= set(errors)
    assert errors["reply_within_days"] == "Phải từ 1 đến 365 ngày."
