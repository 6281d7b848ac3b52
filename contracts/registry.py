"""Every event type on the wire, gathered from the contracts.  What is not here is not an event of ours."""

from __future__ import annotations

from importlib import import_module
from pkgutil import walk_packages

from contracts import events
from contracts.events import EventData

SERVICES = ("donations", "events", "monitoring")

PROCESS_KINDS = (
    *SERVICES, *(f"{service}-relay" for service in SERVICES), "donations-importer", "donations-sealer", "projector",
    "report-desk", "webhooks", "exporter", "gateway",
)
"""What of ours runs in a whole installation; each kind once, or more often under names with a number."""

for _module in walk_packages(events.__path__, f"{events.__name__}."):
    import_module(_module.name)

EVENTS: dict[str, type[EventData]] = dict(sorted(events.DECLARED.items()))
