"""The file that a device exports because it never got a network: what may come in one, whatever kind its items are.

What becomes of an item is the part of whoever records that kind: `gateway.api.events.queue_files` (scans at a gate),
`gateway.api.monitoring.queue_files` (what a team filled in on a visit)."""

from __future__ import annotations

from typing import Any

import orjson
from marshmallow import Schema, fields

from contracts.refusals import Refusal

FORMAT, VERSION = "chungtay-device-queue", 1
"""What `device_queue.js` writes."""

MOST_ITEMS = 20_000

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
    """What became of a file.  ``outcomes``: how many of its items came to what."""

    items = fields.Integer(required=True)
    recorded = fields.Integer(required=True)
    outcomes = fields.Dict(keys=fields.String(), values=fields.Integer(), required=True)
    refused = fields.List(fields.Nested(RefusedItem), required=True)


def items_of(data: bytes) -> list[Any]:
    """The items of a file, not looked at yet.  Raises QueueFileUnreadable, QueueFileTooLong."""
    try:
        told = orjson.loads(data)
    except orjson.JSONDecodeError:
        told = None
    items = part(told, "items", None)
    if part(told, "format", "") != FORMAT or part(told, "version", 0) != VERSION or not isinstance(items, list):
        raise QueueFileUnreadable(
            "Đây không phải tệp xuất từ máy không có mạng.", field="file",
            remedy="Chọn tệp tải bằng nút “Xuất … ra tệp” trên trang của máy đó.",
        )
    if len(items) > MOST_ITEMS:
        raise QueueFileTooLong(f"Tệp có hơn {MOST_ITEMS} mục.", field="file", remedy="Chia thành nhiều tệp.")
    return items


def refused(number: int, item: Any, message: str) -> Json:
    """An item that is not recorded, the first being number 1."""
    return {"item": number, "id": str(part(item, "id", ""))[:64], "message": message}


def part(whole: Any, name: str, missing: Any) -> Any:
    """A part of what may be no object at all."""
    return whole.get(name, missing) if isinstance(whole, dict) else missing
