"""Faults of messages: real events once more and in any order, and messages that nobody can read."""

from __future__ import annotations

import time
from random import Random
from typing import Any

import orjson
from kombu import Connection

from bench.chaos.world import World
from contracts.subscriptions import PAYMENT_HOLDS_QUEUE, PROJECTOR_QUEUE, SUBSCRIPTIONS
from messaging.publisher import ConfirmingPublisher, Outgoing

MOST_COPIES = 150
MOST_REORDERED = 2_000


def duplicate(world: World, random: Random) -> str:
    """Copies of events that were taken long ago, in random order, to every queue that subscribes to their type."""
    with world.mongo() as client:
        log = client[f"{world.prefix}_gateway"].event_log
        # The ids are in no order of time, so a random id and what follows it is a fair draw.
        drawn = list(log.find({"_id": {"$gte": f"{random.getrandbits(64):016x}"}}).sort("_id", 1).limit(MOST_COPIES))
        drawn += list(log.find({"envelope.type": {"$regex": "^monitoring"}}).limit(20))
    copies = []
    for logged in drawn:
        envelope = logged["envelope"]
        queues = [queue for queue, types in SUBSCRIPTIONS.items() if envelope["type"] in types]
        copies += [Outgoing(logged["_id"], "", queue, orjson.dumps(envelope)) for queue in queues]
    random.shuffle(copies)
    _send(world, copies)
    return f"{len(copies)} copies of {len(drawn)} events sent in random order"


def reorder(world: World, random: Random) -> str:
    """New events, shuffled before anyone has seen them: the projector stands still while its queue is mixed."""
    away = random.uniform(2, 3)
    for projector in world.of_kind("projector"):
        world.stack.stop_process(projector)
    try:
        time.sleep(away)
        mixed = _shuffle_queue(world, random)
    finally:
        for projector in world.of_kind("projector"):
            world.stack.start_process(projector)
    return f"{mixed} new events put into random order before the projector saw them"


def poison(world: World, random: Random) -> str:
    """Garbage of many kinds into each queue, between good messages."""
    with world.mongo() as client:
        log = client[f"{world.prefix}_gateway"].event_log
        good = log.find_one({"envelope.type": {"$regex": "^donations.donations"}})
    bad = _unreadable(dict(good["envelope"]) if good else {})
    sent = []
    for queue in (PROJECTOR_QUEUE, PAYMENT_HOLDS_QUEUE):
        for kind, body in bad.items():
            sent.append(Outgoing(f"poison-{kind}-{random.getrandbits(48):012x}", "", queue, body))
    random.shuffle(sent)
    _send(world, sent)
    world.book.poison |= {f"{message.routing_key}:{message.id}" for message in sent}
    return f"{len(sent)} poison messages of {len(bad)} kinds in {len(SUBSCRIPTIONS)} queues"


def _unreadable(envelope: dict[str, Any]) -> dict[str, bytes]:
    entry = {**(envelope.get("data", {}).get("entries") or [{}])[0], "amount_vnd": "nhiều"}
    return {
        "no-json": b"\x00\xff not json",
        "empty": b"",
        "list": b"[1, 2, 3]",
        "no-envelope": orjson.dumps({"amount_vnd": 1}),
        "unknown-type": orjson.dumps({**envelope, "id": "poison-type", "type": "donations.nobody_knows.v9"}),
        "no-data": orjson.dumps({**envelope, "id": "poison-data", "data": None}),
        "bad-row": orjson.dumps({**envelope, "id": "poison-row", "data": {"entries": [entry]}}),
        "bad-time": orjson.dumps({**envelope, "id": "poison-time", "time": "hôm qua"}),
    }


def _shuffle_queue(world: World, random: Random) -> int:
    """Take everything out of the projector's queue and put it back in random order; the copies are confirmed before
    the originals are acknowledged, so that this loses nothing whatever happens to it."""
    with Connection(world.stack.layout.amqp_url, connect_timeout=5) as connection:
        channel = connection.channel()
        taken: list[Any] = []
        while len(taken) < MOST_REORDERED and (message := channel.basic_get(PROJECTOR_QUEUE)) is not None:
            taken.append(message)
        copies = [Outgoing(str(m.properties["message_id"]), "", PROJECTOR_QUEUE, _body(m)) for m in taken]
        random.shuffle(copies)
        _send(world, copies)
        if taken:
            channel.basic_ack(taken[-1].delivery_tag, multiple=True)
    return len(taken)


def _body(message: Any) -> bytes:
    return message.body.encode() if isinstance(message.body, str) else bytes(message.body)


def _send(world: World, messages: list[Outgoing]) -> None:
    publisher = ConfirmingPublisher(world.stack.layout.amqp_url)
    try:
        refused = publisher.publish(messages, timeout_seconds=30).refused
    finally:
        publisher.close()
    if refused:
        raise RuntimeError(f"the broker refused {len(refused)} messages of the fault itself")
