"""Tells open pages that the figures have moved: server-sent events.

Each stream holds a thread of the server, so there are only so many, and each ends after a minute; the
browser comes back by itself. Whoever finds no place is asked to look again every half minute instead (see
dashboard.html).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

from flask import Response, request
from flask.typing import ResponseReturnValue
from pymongo.errors import PyMongoError

from gateway.access.current import require
from gateway.database import database
from gateway.metrics import LIVE_STREAMS
from gateway.web.blueprint import pages

AT_ONCE = 16
LASTS_SECONDS = 60.0
LOOKS_EVERY_SECONDS = 0.4
BREATHES_EVERY_SECONDS = 10.0

_places = threading.BoundedSemaphore(AT_ONCE)


Position = Callable[[], str | None]
"""Where things stand, as a text that differs when anything has moved; None when nobody can tell."""


@pages.get("/tong-quan/dong")
def stream() -> ResponseReturnValue:
    """An event `changed` whenever the projector has taken in events."""
    require("report.read")
    return told_when_moved(_position)


def told_when_moved(position: Position) -> ResponseReturnValue:
    """A stream with an event `changed` whenever ``position`` has changed; 503 when all places are taken."""
    if not _places.acquire(blocking=False):
        return "", 503, {"Retry-After": "30"}
    seen = request.headers.get("Last-Event-ID")
    answer = Response(_changes(seen, position), mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"})
    LIVE_STREAMS.inc()
    answer.call_on_close(_leave)
    return answer


def _leave() -> None:
    LIVE_STREAMS.dec()
    _places.release()


def _changes(seen: str | None, position: Position) -> Iterator[str]:
    yield "retry: 1000\n\n"
    ends, breathed = time.monotonic() + LASTS_SECONDS, time.monotonic()
    known = seen if seen is not None else position()
    while time.monotonic() < ends:
        now = position()
        if now is not None and now != known:
            known = now
            yield f"id: {now}\nevent: changed\ndata: {now}\n\n"
            breathed = time.monotonic()
        elif time.monotonic() - breathed > BREATHES_EVERY_SECONDS:
            # A comment: it shows whether anybody still listens.
            yield ": \n\n"
            breathed = time.monotonic()
        time.sleep(LOOKS_EVERY_SECONDS)


def _position() -> str | None:
    """How many events are in, and in which generation of the read models; None while MongoDB is away."""
    try:
        positions = list(database()["positions"].find({}, {"seq": 1, "generation": 1}).sort("_id", 1))
    except PyMongoError:
        return None
    return "-".join(f"{one['generation']}.{one['seq']}" for one in positions)
