"""The data of the first version that ran (its demo, kept as a backup) is taken over by this one, to the đồng."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient

from chungtay.stack import Ports, Stack
from chungtay.stack.layout import CHECKOUT
from services.donations.migrations import MIGRATIONS
from tests.e2e.product import Product, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def taken_over(tmp_path: Path) -> Iterator[Product]:
    stack = Stack(tmp_path, Ports.free(), owned=True)
    try:
        environ = os.environ | stack.layout.ports.to_environ() | {"CHUNGTAY_HOME": str(tmp_path)}
        subprocess.run(
            [sys.executable, "-m", "chungtay", "restore", str(DATA / "first-version.zip")],
            cwd=CHECKOUT, env=environ, stdin=subprocess.DEVNULL, check=True, timeout=120,
        )
        stack.start()
        stack.wait_ready()
        yield Product.with_accounts(stack)
    finally:
        stack.stop()


def test_the_first_versions_data_shows_the_same_figures_and_goes_on(taken_over: Product) -> None:
    first = json.loads((DATA / "first-version.json").read_text())
    api = taken_over.api()
    before = api.read("/reports/provincial", campaign=first["campaign"])["total"]
    assert {key: before[key] for key in first["total"]} == first["total"]
    assert taken_over.chungtay("rebuild", "--check").returncode == 0

    gift = {"campaign": first["campaign"], "unit": "582", "amount_vnd": 50_000, "channel": "cash",
            "received_on": "2024-10-18", "donor_name": "Người tặng mẫu"}
    made = api.made("/donations", gift)["donation_id"]
    received = first["total"]["received"]["amount_vnd"] + 50_000
    eventually(lambda: api.read("/reports/provincial", campaign=first["campaign"])["total"]["received"]["amount_vnd"]
               == received)
    body = {"campaign": first["campaign"], "unit": "582", "gifts": [{"donation_id": made}]}
    assert taken_over.api("ke-toan").made("/receipts", body)["new"] == 1

    checked = taken_over.chungtay("rebuild")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert api.read("/reports/provincial", campaign=first["campaign"])["total"]["received"]["amount_vnd"] == received
    with MongoClient(taken_over.stack.layout.mongo_url) as client:
        done = [row["_id"] for row in client.chungtay_donations.migrations.find().sort("_id", 1)]
    assert done == [step.number for step in MIGRATIONS]
