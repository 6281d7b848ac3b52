"""The queue that a device exported as a file because it never got a network: its scans, recorded from the file."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import orjson
from marshmallow import Schema, ValidationError, fields

from contracts.commands.events.check_in import MOST_SCANS, OUTCOMES, RecordScans, Scan
from contracts.refusals import Refusal
from gateway.api.asking import ask
from messaging.answering import flatten

FORMAT, VERSION, SCAN_KIND = "chungtay-device-queue", 1, "check_in"
"""What `device_queue.js` writes, and the kind of its items that the gate makes."""

MOST_ITEMS = 20_000

_DEVICE_ID = RecordScans().fields["device_id"]

Json = dict[str, Any]


class QueueFileUnreadable(Refusal):
    """Not a file that a device exported."""


class QueueFileTooLong(Refusal):
    """More items than one file may hold."""


class RefusedItem(Schema):
    """An item of the file that was not recorded, and why."""

    item = fields.Integer(required=True)
    id = fields.String(required=True)
    message = fields.String(required=True)


class QueueOutcome(Schema):
    """What became of a file.  ``outcomes``: how many of its scans came to what."""

    items = fields.Integer(required=True)
    recorded = fields.Integer(required=True)
    outcomes = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    refused = fields.List(fields.Nested(RefusedItem), required=True)


def record_queue(activity: str, data: bytes) -> Json:
    """Record the scans of a file for ``activity``; what can't be one of these is told and touches nothing else.

    The same file again changes nothing.  Raises the refusals above."""
    items = _items(data)
    refused: list[Json] = []
    by_device: defaultdict[str, dict[str, Json]] = defaultdict(dict)
    for number, item in enumerate(items, start=1):
        wrong, scan, device = _scan_of(item, activity)
        if wrong:
            refused.append({"item": number, "id": str(_part(item, "id", ""))[:64], "message": wrong})
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
        "outcomes": {name: outcomes[name] for name in OUTCOMES if outcomes[name]}, "refused": refused,
    }


def _items(data: bytes) -> list[Any]:
    try:
        told = orjson.loads(data)
    except orjson.JSONDecodeError:
        told = None
    items = _part(told, "items", None)
    if _part(told, "format", "") != FORMAT or _part(told, "version", 0) != VERSION or not isinstance(items, list):
        raise QueueFileUnreadable(
            "Đây không phải tệp hàng đợi của máy quét.", field="file",
            remedy="Chọn tệp tải bằng nút “Xuất hàng đợi” trên trang đón khách.",
        )
    if len(items) > MOST_ITEMS:
        raise QueueFileTooLong(f"Tệp có hơn {MOST_ITEMS} lượt.", field="file", remedy="Chia thành nhiều tệp.")
    return items


def _scan_of(item: Any, activity: str) -> tuple[str, Json, str]:
    """What is wrong with an item (empty: nothing), its scan and its device."""
    payload = _part(item, "payload", None)
    if _part(item, "kind", "") != SCAN_KIND or not isinstance(payload, dict):
        return "Không phải lượt quét thẻ.", {}, ""
    if payload.get("activity") != activity:
        return "Lượt quét của hoạt động khác.", {}, ""
    scan = {name: payload[name] for name in ("code", "gate", "scanned_at", "shown") if name in payload}
    scan["scan_id"] = _part(item, "id", "")
    device = _part(item, "device_id", "")
    try:
        Scan().load(scan)
        _DEVICE_ID.deserialize(device)
    except ValidationError as error:
        return flatten(error.normalized_messages())[0]["message"], {}, ""
    return "", scan, device


def _part(whole: Any, name: str, missing: Any) -> Any:
    return whole.get(name, missing) if isinstance(whole, dict) else missing
