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
