"""What goes wrong costs nobody a đồng: killed processes, a poison message, a service that is away."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import uuid

import pytest
from kombu import Connection

from chungtay.stack.layout import CHECKOUT
from contracts.subscriptions import PROJECTOR_QUEUE
from messaging import dead_letters
from messaging.envelope import CONTENT_TYPE
from tests.e2e.product import Campaign, booked, eventually

pytestmark = pytest.mark.e2e

DONATIONS = 200


@pytest.mark.timeout(180)
def test_killed_relay_projector_and_service_lose_and_double_nothing(campaign: Campaign) -> None:
    """kill -9 of each in the middle of 200 donations; clients retry with the same key until they are acknowledged."""
    api, stack = campaign.product.api(), campaign.product.stack
    acknowledged: dict[int, str] = {}
    guard = threading.Lock()

    def give(numbers: range) -> None:
        for number in numbers:
            key = f"{campaign.code}-{number}"
            while True:
                answer = api.post("/donations", campaign.gift(amount_vnd=1_000 + number), key=key)
                if answer.status_code == 201:
                    break
                assert answer.status_code in (409, 503), answer.text
                time.sleep(0.2)
            with guard:
                acknowledged[number] = answer.json()["donation_id"]

    givers = [threading.Thread(target=give, args=(range(first, DONATIONS, 8),)) for first in range(8)]
    for giver in givers:
        giver.start()
    for at, name in ((20, "donations-relay"), (60, "projector"), (100, "donations"), (150, "donations-relay")):
        eventually(lambda at=at: len(acknowledged) >= at, within_seconds=60)
        pid = eventually(lambda name=name: stack.pid_of(name), within_seconds=30)
        os.kill(pid, signal.SIGKILL)
    for giver in givers:
        giver.join()

    assert len(acknowledged) == DONATIONS
    amount_vnd = sum(1_000 + number for number in range(DONATIONS))
    eventually(
        lambda: campaign.total("received") == {"count": DONATIONS, "amount_vnd": amount_vnd}, within_seconds=60
    )
    in_report = [row["state"]["donation_id"] for row in campaign.rows("received")]
    assert sorted(in_report) == sorted(acknowledged.values())
    assert booked(campaign) == {"donations": DONATIONS, "entries": DONATIONS, "credited_vnd": amount_vnd}
    stack.wait_ready()


def test_a_poison_message_is_parked_with_its_reason_while_the_others_flow(campaign: Campaign) -> None:
    amqp_url = campaign.product.stack.layout.amqp_url
    poison = uuid.uuid4().hex
    with Connection(amqp_url) as connection:
        producer = connection.Producer()
        producer.publish(
            b'{"specversion": "1.0", "type": "donations.donations_recorded.v1", "data": {}}',
            exchange="", routing_key=PROJECTOR_QUEUE, content_type=CONTENT_TYPE, content_encoding="utf-8",
            message_id=poison, delivery_mode=2,
        )
    campaign.product.api().made("/donations", campaign.gift())
    eventually(lambda: campaign.total("received")["count"] == 1)

    letter = eventually(lambda: next((d for d in dead_letters.look(amqp_url) if d.id == poison), None))
    assert letter.queue == PROJECTOR_QUEUE
    assert "envelope" in letter.reason

    shown = _chungtay(campaign, "dead-letters", "list")
    assert poison in shown and letter.reason in shown
    _chungtay(campaign, "dead-letters", "discard", poison, "--yes")
    assert not [d for d in dead_letters.look(amqp_url) if d.id == poison]


@pytest.mark.timeout(120)
def test_a_service_that_is_away_is_answered_503_in_time_and_the_same_key_works_afterwards(campaign: Campaign) -> None:
    api, stack = campaign.product.api(), campaign.product.stack
    stack.stop_process("donations")
    try:
        began = time.monotonic()
        away = api.post("/donations", campaign.gift(), key=campaign.code)
        assert time.monotonic() - began < 8
        assert (away.status_code, away.json()["code"]) == (503, "service_away")
        assert int(away.headers["Retry-After"]) > 0
        campaign.report()  # needs no service
    finally:
        stack.start_process("donations")
        stack.wait_ready()
    api.made("/donations", campaign.gift(), key=campaign.code)
    eventually(lambda: campaign.total("received")["count"] == 1)


def test_rebuilding_the_read_models_gives_the_same_figures_to_the_dong(campaign: Campaign) -> None:
    api = campaign.product.api()
    for number in range(10):
        api.made("/donations", campaign.gift(amount_vnd=10_000 + number))
    eventually(lambda: campaign.total("received")["count"] == 10)
    before = campaign.report()
    _chungtay(campaign, "rebuild", "--check")
    _chungtay(campaign, "rebuild")
    _chungtay(campaign, "rebuild", "--check")
    assert campaign.report()["total"] == before["total"]


def _chungtay(campaign: Campaign, *words: str) -> str:
    """Run a command of the command line against this product; it must succeed."""
    stack = campaign.product.stack
    environ = os.environ | stack.environ() | {"CHUNGTAY_SECRET_KEY": stack.secrets.secret_key(), "COLUMNS": "500"}
    done = subprocess.run(
        [sys.executable, "-m", "chungtay", *words], cwd=CHECKOUT, env=environ, capture_output=True, text=True,
        timeout=60, stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
