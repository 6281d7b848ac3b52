"""Tells open pages that what they show has moved.

Whoever finds no place is asked to look again every half minute instead (see dashboard.html).
"""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from gateway import streaming
from gateway.access.current import require
from gateway.web.blueprint import pages

AT_ONCE = 16

_places = streaming.Places(AT_ONCE)


@pages.get("/tong-quan/dong")
def stream() -> ResponseReturnValue:
    """An event `changed` whenever the projector has taken in events."""
    require("report.read")
    return told_when_moved(streaming.position)


def told_when_moved(
    position: streaming.Position, places: streaming.Places = _places
) -> ResponseReturnValue:
    """A stream with an event `changed` whenever ``position`` has changed; 503 when all places are taken."""
    if not places.take():
        return "", 503, {"Retry-After": "30"}
    seen = streaming.last_seen()
    known = position() if seen is None else seen
    return streaming.stream(places, known, lambda now: f"event: changed\ndata: {now}", position)
