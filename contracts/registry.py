"""Every event type on the wire, gathered from the contracts.  What is not here is not an event of ours."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

from contracts import events
from contracts.events import EventData

SERVICES = ("donations", "events", "monitoring")

for _module in walk_packages(events.__path__, f"{events.__name__}."):
    import_module(_module.name)

EVENTS: dict[str, type[EventData]] = dict(sorted(events.DECLARED.items()))
