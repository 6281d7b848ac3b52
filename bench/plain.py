"""The references' processes, on the servers of the product under measurement."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import httpx

from bench.product import Product, TookTooLong, wait_until
from chungtay.stack import orphans
from chungtay.stack.layout import CHECKOUT

VIRTUAL_HOST = "plain"
READY_WITHIN_SECONDS = 30
STOP_WITHIN_SECONDS = 10

ENDS_WITH_US = ("setpriv", "--pdeathsig", "TERM")
"""Before a command: the kernel ends it when this process is killed."""

SAMPLE_GIFT = {
    "campaign": "ready", "unit": "58", "amount_vnd": 1000, "channel": "cash", "received_on": "2024-10-17",
}


@dataclass(frozen=True)
class References:
    """Where the references take gifts."""

    plain_way: str
    flask_alone: str


@contextmanager
def running(product: Product) -> Iterator[References]:
    """Both references, taking gifts; ended when the block ends, or with the product's stack."""
    home = product.stack.layout.home
    environ = product.environ | {
        "AMQP_URL": product.stack.add_virtual_host(VIRTUAL_HOST),
        # The mark by which the stack finds, and ends, what was left behind.
        orphans.MARK: orphans.mark_of(home),
    }
    nameko = str(Path(sys.executable).with_name("nameko"))
    service = (nameko, "run", "--config", "bench/reference/service.yaml", "bench.reference.service")
    with ExitStack() as started:
        started.enter_context(_process("plain-service", service, environ, product))
        plain_way = started.enter_context(_front("front", environ, product))
        flask_alone = started.enter_context(_front("front_alone", environ, product))
        try:
            for address in (flask_alone, plain_way):
                wait_until(partial(_books, address), f"{address} takes a gift", READY_WITHIN_SECONDS)
        except TookTooLong as error:
            for log in sorted(product.stack.layout.logs.glob("plain-*.log")):
                error.add_note(f"-- {log.name}\n{log.read_text(errors='replace')[-2000:]}")
            raise
        yield References(plain_way, flask_alone)


@contextmanager
def _front(module: str, environ: Mapping[str, str], product: Product) -> Iterator[str]:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
    command = (sys.executable, "-m", "bench.reference.serve", f"bench.reference.{module}")
    with _process(f"plain-{module}", command, {**environ, "BENCH_PORT": str(port)}, product):
        yield f"http://127.0.0.1:{port}/donations"


@contextmanager
def _process(name: str, command: tuple[str, ...], environ: Mapping[str, str], product: Product) -> Iterator[None]:
    with product.stack.log_of(name).open("wb") as log:
        process = subprocess.Popen((*ENDS_WITH_US, *command), cwd=CHECKOUT, env=dict(environ), stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(STOP_WITHIN_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _books(address: str) -> bool:
    try:
        return httpx.post(address, json=SAMPLE_GIFT, timeout=5, trust_env=False).status_code == httpx.codes.CREATED
    except httpx.HTTPError:
        return False
