"""The moment of a backup: nothing may be on its way between two databases.

An event leaves its outbox once the broker has it.  Were all copied in that moment, it would be in no database: lost
with the broker.  So for some seconds nobody sends (the relays' leases are taken from them), until every consumer has
settled what was sent.  Then all databases are read as they are at that very moment, however long the reading takes, and
the relays go on.  Gifts, guests and findings are taken in all the while; the figures stand still for those seconds.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pymongo.database import Database

from chungtay.stack import servers
from chungtay.stack.errors import StackError
from chungtay.stack.layout import Layout
from contracts.subscriptions import SUBSCRIPTIONS
from messaging import dead_letters, inbox
from messaging.lease import Lease

LEASE_SECONDS = 60
NOTICED_AFTER_SECONDS = 3.0
"""A relay looks at its lease every 5 / 3 s at the latest; then it stands by."""

SETTLED_WITHIN_SECONDS = 45.0
_UNCHANGED_SECONDS = 15.0
_LOOK_EVERY_SECONDS = 0.5

Databases = dict[str, Database[dict[str, Any]]]


@contextmanager
def nothing_on_its_way(layout: Layout, services: Databases, gateway: Database[dict[str, Any]]) -> Iterator[None]:
    """Hold the relays until the block ends.  Raises StackError when the consumers don't come to rest."""
    leases = [Lease(db, "relay", LEASE_SECONDS) for db in services.values()]
    try:
        for lease in leases:
            lease.seize()
        time.sleep(NOTICED_AFTER_SECONDS)
        settled = _settled_elsewhere(layout, services, gateway) if layout.users_amqp_url else _settled_here(layout)
        deadline = time.monotonic() + SETTLED_WITHIN_SECONDS
        while not settled():
            if time.monotonic() > deadline:
                raise StackError(
                    "Not backed up: messages stay on their way to a service or to the report.",
                    "Run: chungtay doctor. A process is away or far behind; back up again when it has caught up.",
                )
            time.sleep(_LOOK_EVERY_SECONDS)
        yield
    finally:
        for lease in leases:
            lease.release()


def _settled_here(layout: Layout) -> Callable[[], bool]:
    """No work queue of our broker has a message, in hand or waiting."""

    def settled() -> bool:
        told = servers.rabbitmqctl(layout, "list_queues", "name", "messages", "--no-table-headers")
        pairs = (line.split("\t") for line in told.splitlines() if "\t" in line)
        return not any(int(number) for name, number in pairs if name in SUBSCRIPTIONS)

    return settled


def _settled_elsewhere(
    layout: Layout, services: Databases, gateway: Database[dict[str, Any]]
) -> Callable[[], bool]:
    """Of a broker that is the user's only what waits can be seen, not what is in hand: nothing may wait, and nothing
    may have been settled for a while."""
    counted = [gateway["event_log"], *(db[inbox.COLLECTION] for db in services.values())]
    last: list[int] = []
    since = time.monotonic()

    def settled() -> bool:
        nonlocal last, since
        counts = [collection.estimated_document_count() for collection in counted]
        waiting = any(depth.waiting for depth in dead_letters.depths(layout.amqp_url).values())
        if waiting or counts != last:
            last, since = counts, time.monotonic()
        return time.monotonic() - since >= _UNCHANGED_SECONDS

    return settled
