"""Server-sent events: whoever follows a page or a board is told as soon as events were taken in.

Each stream holds a thread of the server, so there are only so many of a kind, and each ends after a minute; the
follower comes back by itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

from flask import Response, request, stream_with_context
from pymongo.errors import PyMongoError

from gateway.database import database
from gateway.metrics import LIVE_STREAMS

LASTS_SECONDS = 60.0
LOOKS_EVERY_SECONDS = 0.4
BREATHES_EVERY_SECONDS = 10.0

Position = Callable[[], str | None]
"""Where things stand, as a text that differs when anything has moved; None when nobody can tell."""

Say = Callable[[str], str | None]
"""What is told of a position, ``event: …\\ndata: …``; None: nothing of it matters here.  May raise :class:`NotYet`."""


class NotYet(Exception):
    """What is to be told can't be found out just now; it is tried again at the next look."""


class Places:
    """Streams of one kind, ``at_once`` at the most."""

    def __init__(self, at_once: int) -> None:
        self._free = threading.BoundedSemaphore(at_once)

    def take(self) -> bool:
        """False when all are taken."""
        if not self._free.acquire(blocking=False):
            return False
        LIVE_STREAMS.inc()
        return True

    def leave(self) -> None:
        """The stream is over."""
        LIVE_STREAMS.dec()
        self._free.release()


def last_seen() -> str | None:
    """The position that the follower saw last, when it comes back."""
    return request.headers.get("Last-Event-ID")


def position() -> str | None:
    """How many events are in, and in which generation of the read models; None while MongoDB is away."""
    try:
        positions = list(database()["positions"].find({}, {"seq": 1, "generation": 1}).sort("_id", 1))
    except PyMongoError:
        return None
    return "-".join(f"{one['generation']}.{one['seq']}" for one in positions)


def stream(places: Places, known: str | None, say: Say, look: Position = position) -> Response:
    """Tell what ``say`` makes of each position after ``known`` (None: of the present one too).  The place must have
    been taken, and is left when the stream ends."""
    answer = Response(
        stream_with_context(_told(known, say, look)), mimetype="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )
    answer.call_on_close(places.leave)
    return answer


def _told(known: str | None, say: Say, look: Position) -> Iterator[str]:
    yield "retry: 1000\n\n"
    ends, breathed = time.monotonic() + LASTS_SECONDS, time.monotonic()
    while time.monotonic() < ends:
        now = look()
        told = None
        if now is not None and now != known:
            with suppress(NotYet):
                told, known = say(now), now
        if told is not None:
            yield f"id: {now}\n{told}\n\n"
            breathed = time.monotonic()
        elif time.monotonic() - breathed > BREATHES_EVERY_SECONDS:
            # A comment: it shows whether anybody still listens.
            yield ": \n\n"
            breathed = time.monotonic()
        time.sleep(LOOKS_EVERY_SECONDS)
