"""Who may what, as programs and people meet it."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e


def test_a_key_made_on_the_machine_books_gifts_and_nothing_else_until_it_is_revoked(campaign: Campaign) -> None:
    product = campaign.product
    made = product.chungtay(
        "keys", "add", "tinh", "Cổng nộp hộ", "--may", "donation.record", "--unit", "582", "--days", "1"
    )
    assert made.returncode == 0, made.stderr
    found = re.search(r"(ctk_[0-9a-f]{12})_\S+", made.stdout)
    assert found, made.stdout
    program = httpx.Client(
        base_url=f"{product.address}/api/v1", trust_env=False, headers={"Authorization": f"Bearer {found.group(0)}"}
    )

    def give(key: str, **changes: object) -> httpx.Response:
        return program.post("/donations", json=campaign.gift(**changes), headers={"Idempotency-Key": key})

    first = give(f"a-{campaign.code}")
    assert first.status_code == 201, first.text
    assert give(f"b-{campaign.code}", unit="588").status_code == 403, "another unit"
    assert program.get("/reports/provincial", params={"campaign": campaign.code}).status_code == 403
    eventually(lambda: campaign.total("received")["count"] == 1)

    listed = product.chungtay("keys", "list", "--owner", "tinh").stdout
    assert found.group(1) in listed and found.group(0) not in listed
    log = "\n".join(path.read_text("utf-8") for path in product.stack.layout.logs.glob("gateway*.log"))
    assert found.group(1) in log and found.group(0) not in log
    assert product.chungtay("keys", "revoke", found.group(1)).returncode == 0
    assert give(f"c-{campaign.code}").status_code == 401
    beyond = product.chungtay("keys", "add", "ke-toan", "Quá quyền", "--may", "support.approve")
    assert beyond.returncode != 0 and "Chủ khóa không có quyền" in beyond.stdout + beyond.stderr


def test_the_auditor_sees_who_looked_at_a_receipt_and_at_a_bank_line(campaign: Campaign) -> None:
    product = campaign.product
    treasurer, auditor = product.api("ke-toan"), product.api("kiem-toan")
    gift = treasurer.made("/donations", campaign.gift())
    issue = {"campaign": campaign.code, "unit": "582", "gifts": [{"donation_id": gift["donation_id"]}]}
    receipt_id = treasurer.made("/receipts", issue)["receipts"][0]["receipt_id"]
    treasurer.read(f"/receipts/{receipt_id}")
    printed = treasurer.post("/receipts/printouts", {"receipt_ids": [receipt_id]}, key=None)
    assert printed.status_code == 200 and printed.content.startswith(b"%PDF")
    found = auditor.read("/looks", person=receipt_id)["looks"]
    assert [(one["by"], one["what"], one["where"]) for one in found] == [
        ("ke-toan", "receipt.read", "POST /api/v1/receipts/printouts"),
        ("ke-toan", "receipt.read", "GET /api/v1/receipts/<id>"),
    ]
    treasurer.read("/matching/lines", campaign=campaign.code)
    lines = auditor.read("/looks", by="ke-toan", what="match.read")["looks"]
    assert lines[0]["scope"]["campaign"] == campaign.code
    assert treasurer.http.get("/looks").status_code == 403
