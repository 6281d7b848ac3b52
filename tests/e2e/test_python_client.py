"""The client that we show to others, against the running product."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from chungtay.stack.layout import CHECKOUT
from examples.python_client.client import Client, NotInTheDocument, Refused, is_from_chungtay
from tests.e2e.product import Campaign, eventually
from tests.receiver import Receiver

pytestmark = pytest.mark.e2e


def test_the_example_books_a_gift_once_pages_through_gifts_and_reads_the_report(campaign: Campaign) -> None:
    stack = campaign.product.stack
    told = os.environ | {
        "CHUNGTAY_URL": campaign.product.address, "CHUNGTAY_USER": "tinh", "NO_PROXY": "127.0.0.1",
        "CHUNGTAY_PASSWORD": stack.secrets.demo_password("tinh"), "CHUNGTAY_CAMPAIGN": campaign.code,
        "PYTHONPATH": str(CHECKOUT),
    }

    def run() -> list[str]:
        command = [sys.executable, "-m", "examples.python_client.example"]
        ran = subprocess.run(command, env=told, cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=60)
        assert ran.returncode == 0, ran.stderr
        return ran.stdout.splitlines()

    first = run()
    assert first[1] == "Refused: invalid_command (amount_vnd)"
    for _ in range(2):
        campaign.product.api().made("/donations", campaign.gift(amount_vnd=1_000))
    eventually(lambda: campaign.total("received")["count"] == 3)
    again = run()
    assert again[0] == first[0]
    assert again[2:] == ["3 gifts, 502,000 đồng", "Quarter IV/2024: 3 gifts, 502,000 đồng received"]


def test_the_client_knows_the_document_reads_only_what_changed_and_verifies_webhooks(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Client(campaign.product.address) as api, pytest.raises(Refused) as nobody:
        api.call("GET", "/donations", query={"campaign": campaign.code})
    assert (nobody.value.status, nobody.value.code) == (401, "not_logged_in")
    with Client(campaign.product.address) as api:
        api.log_in("tinh", campaign.product.stack.secrets.demo_password("tinh"))
        for method, path, query, body in (
            ("GET", "/donation", {}, None), ("GET", "/donations", {"campain": campaign.code}, None),
            ("POST", "/donations", {}, {"campaign": campaign.code}), ("POST", "/donations", {}, {"amount": 1}),
        ):
            with pytest.raises(NotInTheDocument):
                api.call(method, path, query=query, body=body)
        receiver = Receiver()
        try:
            subscriber = api.call("POST", "/webhook-subscribers", body={
                "url": receiver.url, "events": ["donations.donations_recorded.v1"], "unit": "58",
                "campaign": campaign.code,
            })
            receiver.secrets.append(subscriber["secret"])
            api.call("POST", "/donations", body=campaign.gift())
            eventually(lambda: receiver.headers)
            body, headers = receiver.bodies[0], receiver.headers[0]
            assert is_from_chungtay(subscriber["secret"], headers, body)
            assert not is_from_chungtay(subscriber["secret"], headers, body + b" ")
            assert not is_from_chungtay(subscriber["secret"], headers, body, now=time.time() + 301)
        finally:
            receiver.close()
        path = f"/webhook-subscribers/{subscriber['subscriber_id']}"
        seen = api.call("GET", path)
        assert api.call("GET", path) == seen
        with pytest.raises(Refused) as moved:
            api.call("POST", f"{path}/closing", body={}, version=seen["version"] + 1)
        assert (moved.value.status, moved.value.code) == (412, "version_moved")
        assert api.call("POST", f"{path}/closing", body={}, version=seen["version"])["status"] == "closed"

        export = api.call("POST", "/exports", body={"list": "donation", "query": {"campaign": campaign.code}})
        made = eventually(
            lambda: (found := api.call("GET", f"/exports/{export['export_id']}"))["status"] == "done" and found, 20
        )
        assert made and made["percent"] == 100
