"""Waiting until the system is quiet: all processes ready, nothing on its way any more."""

from __future__ import annotations

import time
from typing import Any

from amqp.exceptions import AMQPError
from kombu import Connection
from pymongo.errors import PyMongoError

from bench.chaos import laws
from bench.chaos.book import Violation
from bench.chaos.world import World
from chungtay.stack import StackError
from chungtay.stack.orphans import is_same_process, started_at
from contracts.subscriptions import SUBSCRIPTIONS
from messaging import dead_letters
from messaging.publisher import BrokerAway
from messaging.topology import RETRY_DELAYS_SECONDS, retry_name

READY_WITHIN_SECONDS = 90.0
QUIET_WITHIN_SECONDS = 90.0
HOLDS_WITHIN_SECONDS = 30.0
"""Counts of quorum queues lag by seconds, and a message in a consumer's hand is in none of them: so the laws are
looked at again for this long before one counts as broken."""

_LOOK_EVERY_SECONDS = 0.1
_CALM_LOOKS = 2


def settle(world: World) -> list[Violation]:
    """Wait until nothing moves any more, then check everything.  Returns what is broken."""
    _wait_until_deaths_are_noticed(world)
    try:
        world.stack.wait_ready(timeout=READY_WITHIN_SECONDS)
    except StackError as error:
        return [Violation("every process comes back", f"ready within {READY_WITHIN_SECONDS:.0f} s", error.problem,
                          tuple(error.log_tail.splitlines()[-5:]))]
    moving = _wait_until_calm(world)
    if moving:
        return [Violation("the system comes to rest", f"within {QUIET_WITHIN_SECONDS:.0f} s", moving)]
    give_up_at = time.monotonic() + HOLDS_WITHIN_SECONDS
    while True:
        found = _all_broken(world)
        if not found or time.monotonic() > give_up_at:
            return found
        time.sleep(1)


def _wait_until_deaths_are_noticed(world: World) -> None:
    """The supervisor looks once a second: until then a killed process counts as running, and its sign as good."""
    give_up_at = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < give_up_at:
        pids = [world.stack.pid_of(process.name) for process in world.stack.processes()]
        if all(pid and is_same_process(pid, started_at(pid)) for pid in pids):
            return
        time.sleep(0.1)


def _all_broken(world: World) -> list[Violation]:
    try:
        return laws.broken(world) + _dead_queues(world)
    except (PyMongoError, BrokerAway, AMQPError, OSError) as error:
        return [Violation("the servers answer", "an answer", repr(error))]


def _wait_until_calm(world: World) -> str:
    """Empty when nothing moves any more, else what still does."""
    give_up_at = time.monotonic() + QUIET_WITHIN_SECONDS
    calm, moving = 0, "nothing was looked at"
    while time.monotonic() < give_up_at:
        moving = _moving(world)
        calm = 0 if moving else calm + 1
        if calm >= _CALM_LOOKS:
            return ""
        time.sleep(_LOOK_EVERY_SECONDS)
    return moving


def _moving(world: World) -> str:
    try:
        with world.mongo() as client:
            waiting = {s: client[f"{world.prefix}_{s}"].outbox.count_documents({})
                       for s in ("donations", "events", "monitoring")}
            imports = client[f"{world.prefix}_donations"].statement_imports.count_documents(
                {"status": {"$in": ["queued", "running"]}}
            )
        queued = _waiting_messages(world.stack.layout.amqp_url)
    except (PyMongoError, AMQPError, OSError) as error:
        return repr(error)
    parts = [f"{n} events in the outbox of {s}" for s, n in waiting.items() if n]
    parts += [f"{n} messages in {queue}" for queue, n in queued.items() if n]
    parts += [f"{imports} statement imports"] if imports else []
    return ", ".join(parts)


def _waiting_messages(amqp_url: str) -> dict[str, int]:
    names = [name for queue in SUBSCRIPTIONS
             for name in (queue, *(retry_name(queue, delay) for delay in RETRY_DELAYS_SECONDS))]
    with Connection(amqp_url, connect_timeout=5) as connection:
        channel: Any = connection.channel()
        return {name: channel.queue_declare(name, passive=True).message_count for name in names}


def _dead_queues(world: World) -> list[Violation]:
    """Every poison message lies in its dead queue with a reason, and nothing else does."""
    letters = dead_letters.look(world.stack.layout.amqp_url)
    there = {f"{letter.queue}:{letter.id}" for letter in letters}
    found = []
    if there != world.book.poison or len(letters) != len(there):
        missing, innocent = sorted(world.book.poison - there), sorted(there - world.book.poison)
        words = f"{len(letters)}: {len(missing)} missing, {len(innocent)} that were no poison"
        found.append(Violation("every poison message in its dead queue, once, and nothing else",
                               str(len(world.book.poison)), words, tuple(missing[:5] + innocent[:5])))
    silent = [letter.id for letter in letters if not letter.reason]
    if silent:
        found.append(Violation("each with its reason", "a reason", "none", tuple(silent)))
    return found
