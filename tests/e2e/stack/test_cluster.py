"""Three of each server: whichever one dies, gifts go on being booked, once each, and the doctor says who is away."""

from __future__ import annotations

import os
import signal
import threading
import time
import uuid
from collections.abc import Iterator

import pytest
from pymongo import MongoClient, WriteConcern

from chungtay.stack import Ports, Stack
from contracts.subscriptions import PROJECTOR_QUEUE
from messaging import outbox
from tests.e2e.product import Campaign, Product, booked, eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

GIVERS = 4
LONGEST_STANDSTILL_SECONDS = 25.0
"""From the death of a member until a gift is acknowledged again, on a busy machine; as a rule it is below 3 s."""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The product on three RabbitMQ nodes and three MongoDB members."""
    stack = Stack(
        tmp_path_factory.mktemp("cluster"), Ports.free(3), {"CHUNGTAY_MEMBERS": "3"}, owned=True,
    )
    try:
        stack.start()
        stack.wait_ready()
        yield Product.with_accounts(stack)
    finally:
        stack.stop()


class Givers:
    """They give until they are told to stop, and ask with the same key until each gift is acknowledged."""

    def __init__(self, campaign: Campaign) -> None:
        self._campaign = campaign
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._give) for _ in range(GIVERS)]
        self.acknowledged: list[str] = []
        self.wrong: list[str] = []

    def __enter__(self) -> Givers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(timeout=60)

    def goes_on(self) -> None:
        """Wait until gifts are acknowledged again that were asked for after now."""
        wanted = len(self.acknowledged) + 3 * GIVERS
        eventually(lambda: len(self.acknowledged) >= wanted, within_seconds=LONGEST_STANDSTILL_SECONDS)

    def _give(self) -> None:
        api = self._campaign.product.another_api("tinh")
        while not self._over.is_set():
            key = uuid.uuid4().hex
            while (answer := api.post("/donations", self._campaign.gift(), key=key)).status_code != 201:
                if answer.status_code not in (409, 503):
                    self.wrong.append(answer.text)
                time.sleep(0.1)
            self.acknowledged.append(str(answer.json()["donation_id"]))


def test_whichever_member_dies_gifts_go_on_and_stay_exact(cluster: Product) -> None:
    stack, campaign = cluster.stack, cluster.new_campaign()
    with Givers(campaign) as givers:
        givers.goes_on()
        for name in ("rabbitmq", "rabbitmq-2", "rabbitmq-3", _primary(stack), "mongod-3"):
            pid = eventually(lambda name=name: stack.pid_of(name), within_seconds=30)
            os.kill(pid, signal.SIGKILL)
            givers.goes_on()
            stack.wait_ready()

    assert not givers.wrong
    count = len(givers.acknowledged)
    eventually(lambda: campaign.total("received")["count"] >= count, within_seconds=30)
    assert campaign.total("received") == {"count": count, "amount_vnd": 50_000 * count}
    assert sorted(row["state"]["donation_id"] for row in campaign.rows("received")) == sorted(givers.acknowledged)
    assert booked(campaign) == {"donations": count, "entries": count, "credited_vnd": 50_000 * count}


def test_the_doctor_names_the_member_that_is_away_while_all_goes_on(cluster: Product) -> None:
    stack, campaign = cluster.stack, cluster.new_campaign()
    for name, words in (("rabbitmq-2", "RabbitMQ nodes: node 2 of 3 is away"),
                        ("mongod-3", "MongoDB members: member 3 of 3 is away")):
        stack.stop_process(name)
        try:
            cluster.api().made("/donations", campaign.gift())
            said = cluster.chungtay("doctor")
            assert said.returncode == 1
            assert f"wrong {words}" in said.stdout and "everything goes on" in said.stdout, said.stdout
            assert "make cluster" in said.stdout and "make up" not in said.stdout, said.stdout
        finally:
            stack.start_process(name)
            stack.wait_ready()
    eventually(lambda: "all 3 are there" in cluster.chungtay("doctor").stdout)


def test_each_queue_of_events_has_a_member_on_every_node(cluster: Product) -> None:
    from chungtay.stack import servers

    told = servers.rabbitmqctl(cluster.stack.layout, "list_queues", "name", "members", "--silent")
    rows = dict(line.split("\t", 1) for line in told.splitlines() if "\t" in line)
    nodes = [servers.node_name(number) for number in (1, 2, 3)]
    assert all(node in rows[PROJECTOR_QUEUE] for node in nodes), told


def test_an_event_that_only_the_primary_holds_is_not_sent(cluster: Product) -> None:
    """It would be undone when that primary is lost, and the world would have been told."""
    stack = cluster.stack
    secondaries = [stack.pid_of(name) for name in {"mongod", "mongod-2", "mongod-3"} - {_primary(stack)}]
    with MongoClient(stack.layout.mongo_url) as client:
        db = client["held_by_one"]
        db[outbox.COLLECTION].insert_one({"_id": "first", "not_before_at": None})
        assert [row["_id"] for row in outbox.oldest(db, 10)] == ["first"]
        # The primary notices within electionTimeoutMillis that it leads nobody any more.
        for pid in secondaries:
            os.kill(pid or 0, signal.SIGSTOP)
        try:
            alone = db[outbox.COLLECTION].with_options(write_concern=WriteConcern(1))
            alone.insert_one({"_id": "not yet", "not_before_at": None})
            assert [row["_id"] for row in outbox.oldest(db, 10)] == ["first"]
        finally:
            for pid in secondaries:
                os.kill(pid or 0, signal.SIGCONT)


def _primary(stack: Stack) -> str:
    with MongoClient(stack.layout.mongo_url) as client:
        client.admin.command("ping")
        number = stack.layout.mongo_addresses.index("{}:{}".format(*client.primary or ("", 0))) + 1
    return "mongod" if number == 1 else f"mongod-{number}"
