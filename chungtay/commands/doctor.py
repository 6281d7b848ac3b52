"""`chungtay doctor`: looks at everything, says in words what is wrong and what to do."""

import os
import re
import shutil
import ssl
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import click
from amqp import AMQPError
from pymongo import MongoClient
from pymongo.errors import PyMongoError
from rich.markup import escape

from chungtay import console
from chungtay.commands import desk_checks, measured, members
from chungtay.commands.check import Check
from chungtay.commands.status import started_stack
from chungtay.stack import Stack, StackError, alarms, servers
from chungtay.stack.ports import SETTINGS, answers_ready, is_answering
from chungtay.stack.supervisor import tail
from contracts.registry import SERVICES
from messaging import dead_letters, outbox
from messaging.publisher import BrokerAway
from messaging.vital_signs import LEAST_FREE_GIB, OUTBOX_TOO_OLD_SECONDS
from runtime import metrics


@click.command()
def doctor() -> None:
    """Look at this machine, the servers, each process, parked messages and waiting events.

    Exit code 1 if something is wrong; each such line says what to do.
    """
    stack = started_stack()
    wrong = 0
    for check in _checks(stack):
        wrong += bool(check.remedy)
        mark = "[bold red]wrong[/]" if check.remedy else "[green]ok[/]   "
        console.out.print(f"{mark} {escape(check.what)}: {escape(check.says)}")
        if check.remedy:
            console.out.print(f"      what to do: {escape(_as_typed(check.remedy, stack))}")
    if wrong:
        console.out.print(f"\n{wrong} thing(s) wrong.")
        raise SystemExit(1)
    console.out.print("\nAll is well.")


def _as_typed(remedy: str, stack: Stack) -> str:
    """The remedy with the commands that mean this stack."""
    if stack.layout.members == 1:
        return remedy
    typed = remedy.replace("make up", "make cluster").replace("make down", "make cluster-down")
    return re.sub(r"\bchungtay (?=[a-z])", "chungtay --cluster ", typed)


def _checks(stack: Stack) -> Iterator[Check]:
    yield _python()
    yield _openssl()
    yield from disks(stack)
    if not stack.layout.users_mongo_url:
        yield _embedded_mongo()
    states = stack.status()
    if not any(pid for _, pid, _ in states.values()):
        yield Check("processes", "nothing runs", "Start it: make up")
        yield from _ports(stack)
        return
    mongo_problem = servers.mongo_problem(stack.layout.mongo_url)
    yield Check("MongoDB", mongo_problem or "answers and is primary", mongo_problem and _server_remedy("mongod"))
    if stack.layout.users_mongo_url and not mongo_problem:
        yield mongos_own_disk(stack)
    broker_problem = servers.broker_problem(stack.layout.amqp_url)
    if broker_problem:
        yield Check("RabbitMQ", broker_problem, _server_remedy("rabbitmq"))
    else:
        yield _broker(stack)
    yield from members.checks(stack.layout)
    for name, (state, pid, ready) in states.items():
        yield _process(stack, name, state, pid, ready)
    yield _gateway(stack)
    running = {name: pid for name, (_, pid, _) in states.items() if pid}
    yield from measured.checks(metrics.read(stack.layout.home), running, time.time())
    if not broker_problem:
        yield from _queues(stack)
    if not mongo_problem:
        yield from _outboxes(stack, states, broker_problem)
        yield from _reports(stack)


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    fits = sys.version_info >= (3, 11)
    return Check("Python", version, "" if fits else "Install Python 3.11 or newer, remove .venv, then: make up")


def _openssl() -> Check:
    fits = ssl.OPENSSL_VERSION_INFO[0] >= 3
    return Check("OpenSSL", ssl.OPENSSL_VERSION, "" if fits else "Use a system with OpenSSL 3, or docker compose up")


def disks(stack: Stack) -> Iterator[Check]:
    """The disk of the home, and those of the servers' data where they lie elsewhere."""
    layout = stack.layout
    seen: set[int] = set()
    for place in (layout.home if layout.home.exists() else layout.home.parent, *sorted(layout.data.glob("*"))):
        if place.exists() and (device := place.stat().st_dev) not in seen:
            seen.add(device)
            free_gib = shutil.disk_usage(place).free / 2**30
            yield Check("disk", f"{free_gib:.1f} GiB free at {place}", _disk_remedy(free_gib, f"where {place} lies"))


def _disk_remedy(free_gib: float, where: str) -> str:
    if free_gib >= LEAST_FREE_GIB:
        return ""
    return (
        f"Free at least {LEAST_FREE_GIB:.0f} GiB {where}. On a full disk MongoDB ends and RabbitMQ takes nothing; "
        "both go on by themselves once there is room, and what was acknowledged is kept."
    )


def mongos_own_disk(stack: Stack) -> Check:
    """How much room MongoDB says there is on its machine."""
    try:
        with _mongo(stack.layout.mongo_url) as client:
            stats = client.admin.command("dbStats")
    except PyMongoError as error:
        return Check("MongoDB's disk", f"is not known ({str(error)[:100]})")
    if "fsTotalSize" not in stats:
        return Check("MongoDB's disk", "is not told by this server")
    free_gib = (stats["fsTotalSize"] - stats["fsUsedSize"]) / 2**30
    return Check("MongoDB's disk", f"{free_gib:.1f} GiB free", _disk_remedy(free_gib, "on MongoDB's machine"))


def _broker(stack: Stack) -> Check:
    try:
        takes = alarms.takes_messages(stack.layout.amqp_url)
    except (OSError, AMQPError) as error:
        return Check("RabbitMQ", f"does not answer ({str(error)[:200]})", _server_remedy("rabbitmq"))
    if takes:
        return Check("RabbitMQ", "takes connections and messages")
    return Check(
        "RabbitMQ",
        f"takes no messages: {alarms.why_blocked(stack.layout)}",
        "Make room on its machine; it goes on by itself. Meanwhile changes are answered 503, reports go on, and "
        "nothing is lost.",
    )


def _embedded_mongo() -> Check:
    try:
        servers.check_mongod_runs()
    except StackError as error:
        return Check("embedded MongoDB", error.problem, error.remedy)
    return Check("embedded MongoDB", "can run here")


def _ports(stack: Stack) -> Iterator[Check]:
    for name, setting in SETTINGS.items():
        for port in stack.layout.ports.taken_by(name, stack.layout.members):
            taken = is_answering(port)
            yield Check(
                f"port {port}",
                "taken by another program" if taken else "free",
                f"Stop that program, or set another {setting}." if taken else "",
            )


def _server_remedy(process: str) -> str:
    return f"Look at its log: chungtay logs {process}. Then: make down && make up. With a server of your own: start it."


def _process(stack: Stack, name: str, state: str, pid: int | None, ready: bool) -> Check:
    if state == "RUNNING" and ready:
        return Check(name, f"runs (pid {pid}) and is ready")
    last = tail(stack.log_of(name), 1).strip()[:300]
    says = f"runs (pid {pid}) but is not ready" if state == "RUNNING" else state.lower()
    return Check(
        name,
        f"{says}; last log line: {last or 'none'}",
        f"Look at its log: chungtay logs {name}. If it stays so: make down && make up",
    )


def _gateway(stack: Stack) -> Check:
    address = f"{stack.layout.web_address}/readyz"
    fine = answers_ready(stack.layout.web_address)
    return Check(
        "gateway page",
        f"{address} {'answers' if fine else 'does not answer that it is ready'}",
        "" if fine else "Look at its log: chungtay logs gateway",
    )


def _queues(stack: Stack) -> Iterator[Check]:
    try:
        depths = dead_letters.depths(stack.layout.amqp_url)
    except BrokerAway as error:
        yield Check("queues", f"can't be looked at ({error})", "Look at the processes above.")
        return
    yield from measured.queue_checks(depths)
    parked = {queue: depth.parked for queue, depth in depths.items() if depth.parked}
    words = ", ".join(f"{count} of {queue}" for queue, count in parked.items())
    yield Check(
        "parked messages",
        words or "none",
        "See why: chungtay dead-letters list; then replay or discard each." if parked else "",
    )


def _outboxes(
    stack: Stack, states: dict[str, tuple[str, int | None, bool]], broker_problem: str
) -> Iterator[Check]:
    prefix = os.environ.get("CHUNGTAY_DB_PREFIX") or "chungtay"
    for service in SERVICES:
        what = f"events of {service} waiting to be sent"
        try:
            with _mongo(stack.layout.mongo_url) as client:
                waiting, since = outbox.waiting(client[f"{prefix}_{service}"])
        except PyMongoError as error:
            yield Check(what, f"can't be counted ({error})", _server_remedy("mongod"))
            continue
        age_seconds = (datetime.now(UTC) - since).total_seconds() if since else 0
        late = age_seconds > OUTBOX_TOO_OLD_SECONDS
        yield Check(
            what,
            f"{waiting}, the oldest for {age_seconds:.0f} s" if waiting else "none",
            _relay_remedy(service, states, broker_problem) if late else "",
        )


def _reports(stack: Stack) -> Iterator[Check]:
    prefix = os.environ.get("CHUNGTAY_DB_PREFIX") or "chungtay"
    try:
        with _mongo(stack.layout.mongo_url) as client:
            yield from list(desk_checks.checks(client[f"{prefix}_gateway"], datetime.now(UTC)))
    except PyMongoError as error:
        yield Check("reports", f"can't be looked at ({error})", _server_remedy("mongod"))


def _relay_remedy(service: str, states: dict[str, tuple[str, int | None, bool]], broker_problem: str) -> str:
    relay = f"{service}-relay"
    _, pid, ready = states.get(relay, ("", None, False))
    if broker_problem:
        return f"RabbitMQ {broker_problem}; they are sent as soon as it is back. Nothing is lost meanwhile."
    if not pid:
        return f"{relay} does not run: make up. Nothing is lost meanwhile."
    if not ready:
        return f"{relay} runs but does not send; it says why: chungtay logs {relay}"
    return f"{relay} does not keep up, or the broker refuses because a queue is full: chungtay logs {relay}"


def _mongo(url: str) -> MongoClient[dict[str, Any]]:
    return MongoClient(url, serverSelectionTimeoutMS=3000, tz_aware=True)
