"""Scans out of the file of a device at the gate that never got a network."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from marshmallow import ValidationError

from contracts.commands.events.check_in import MOST_SCANS, OUTCOMES, RecordScans, Scan
from gateway.api.asking import ask
from gateway.api.queue_files import Json, items_of, part, refused
from messaging.answering import flatten

SCAN_KIND = "check_in"
"""The kind of the items that the gate makes."""

_DEVICE_ID = RecordScans().fields["device_id"]


def record_queue(activity: str, data: bytes) -> Json:
    """Record the scans of a file for ``activity``; what can't be one of these is told and touches nothing else.

    The same file again changes nothing.  Raises what :func:`items_of` raises."""
    items = items_of(data)
    left_out: list[Json] = []
    by_device: defaultdict[str, dict[str, Json]] = defaultdict(dict)
    for number, item in enumerate(items, start=1):
        wrong, scan, device = _scan_of(item, activity)
        if wrong:
            left_out.append(refused(number, item, wrong))
        else:
            by_device[device][scan["scan_id"]] = scan
    outcomes: Counter[str] = Counter()
    for device, scans in by_device.items():
        every = list(scans.values())
        for start in range(0, len(every), MOST_SCANS):
            sent = {"activity": activity, "device_id": device, "scans": every[start : start + MOST_SCANS]}
            outcomes.update(one["outcome"] for one in ask("events", "record_scans", sent)["receipts"])
    return {
        "items": len(items), "recorded": sum(outcomes.values()),
        "outcomes": {name: outcomes[name] for name in OUTCOMES if outcomes[name]}, "refused": left_out,
    }


def _scan_of(item: Any, activity: str) -> tuple[str, Json, str]:
    """What is wrong with an item (empty: nothing), its scan and its device."""
    payload = part(item, "payload", None)
    if part(item, "kind", "") != SCAN_KIND or not isinstance(payload, dict):
        return "Không phải lượt quét thẻ.", {}, ""
    if payload.get("activity") != activity:
        return "Lượt quét của hoạt động khác.", {}, ""
    scan = {name: payload[name] for name in ("code", "gate", "scanned_at", "shown") if name in payload}
    scan["scan_id"] = part(item, "id", "")
    device = part(item, "device_id", "")
    try:
        Scan().load(scan)
        _DEVICE_ID.deserialize(device)
    except ValidationError as error:
        return flatten(error.normalized_messages())[0]["message"], {}, ""
    return "", scan, device
