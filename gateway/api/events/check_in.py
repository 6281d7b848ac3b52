"""Guests at the gate: scans, also from devices that were without a network; who came; what does not fit together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from contracts.commands.events import check_in as asked
from contracts.fields import Instant, Text
from contracts.refusals import InvalidCommand
from contracts.shapes import Strict
from gateway.access import looks
from gateway.access.current import for_those_who_may, require, shows_people
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.downloads import Table, add_table
from gateway.api.events.guests import activity_of, check_may_list
from gateway.api.events.queue_files import record_queue
from gateway.api.queue_files import QueueOutcome
from gateway.reports.tables import named

blp = Blueprint(
    "check_in", __name__, url_prefix="/api/v1/activities/<activity>/check-in", description="Đón khách tại cổng"
)

Json = dict[str, Any]

MOST_PER_PAGE = 200


class FirstScan(Schema):
    """By which scan a guest came."""

    scan_id = fields.String(required=True)
    device_id = fields.String(required=True)
    gate = fields.String(required=True)
    scanned_at = Instant(required=True)


class ScanReceipt(Schema):
    """What a scan came to.  ``conflict``: this guest was let in more than once, or without a place."""

    scan_id = fields.String(required=True)
    outcome = fields.String(required=True, validate=validate.OneOf(asked.OUTCOMES))
    code = fields.String(required=True)
    registration_id = fields.String(required=True, allow_none=True)
    guest_name = fields.String(required=True)
    quota = fields.String(required=True)
    quota_name = fields.String(required=True)
    seat = fields.String(required=True)
    scanned_at = Instant(required=True, allow_none=True)
    clock_wrong = fields.Boolean(required=True)
    first = fields.Nested(FirstScan, required=True, allow_none=True)
    conflict = fields.Boolean(required=True)


class Receipts(Schema):
    """A receipt for each scan, in the order in which they were sent."""

    activity = fields.String(required=True)
    receipts = fields.List(fields.Nested(ScanReceipt), required=True)


class UndoneScan(Schema):
    activity = fields.String(required=True)
    receipt = fields.Nested(ScanReceipt, required=True)


class ArrivedByQuota(Schema):
    quota = fields.String(required=True)
    name = fields.String(required=True)
    expected = fields.Integer(required=True)
    arrived = fields.Integer(required=True)


class CheckIn(Schema):
    """How many have come, of how many who have a place."""

    activity = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    name = fields.String(required=True)
    expected = fields.Integer(required=True)
    arrived = fields.Integer(required=True)
    last_at = Instant(required=True, allow_none=True)
    conflicts = fields.Integer(required=True)
    quotas = fields.List(fields.Nested(ArrivedByQuota), required=True)


class ArrivedGuest(Schema):
    """A guest with when and where they came (null: not yet)."""

    registration_id = fields.String(required=True)
    number = fields.Integer(required=True)
    code = fields.String(required=True)
    guest_name = fields.String(required=True)
    organisation = fields.String(required=True)
    commune = fields.String(required=True)
    quota = fields.String(required=True)
    status = fields.String(required=True)
    seat = fields.String(required=True)
    arrived_at = Instant(required=True, allow_none=True)
    gate = fields.String(required=True)
    scans = fields.Integer(required=True)
    admitted = fields.Integer(required=True)


class PageOfArrivals(Schema):
    """A page, which may be short; ``next_after`` is null on the last."""

    activity = fields.String(required=True)
    guests = fields.List(fields.Nested(ArrivedGuest), required=True)
    next_after = fields.Integer(required=True, allow_none=True)


class ConflictingScan(Schema):
    scan_id = fields.String(required=True)
    device_id = fields.String(required=True)
    gate = fields.String(required=True)
    scanned_at = Instant(required=True)
    received_at = Instant(required=True)
    clock_wrong = fields.Boolean(required=True)
    standing = fields.String(required=True)
    recorded_by = fields.String(required=True)


class ScanConflict(Schema):
    """What gates decided on one code that does not fit together."""

    code = fields.String(required=True)
    kinds = fields.List(fields.String(), required=True)
    registration_id = fields.String(required=True, allow_none=True)
    guest_name = fields.String(required=True)
    quota = fields.String(required=True)
    status = fields.String(required=True, allow_none=True)
    scans = fields.List(fields.Nested(ConflictingScan), required=True)


class PageOfConflicts(Schema):
    """A page; ``next_after`` is null on the last."""

    activity = fields.String(required=True)
    conflicts = fields.List(fields.Nested(ScanConflict), required=True)
    next_after = fields.String(required=True, allow_none=True)


class WhichArrivals(Strict):
    """Those who came, those who did not, or all.  ``purpose``: why beneficiaries are to be shown by name."""

    arrived = fields.Boolean(load_default=None, allow_none=True)
    purpose = Text(longest=200, shortest=5, load_default=None, allow_none=True)


class PagedArrivals(WhichArrivals):
    after = fields.Integer(load_default=0, validate=validate.Range(0, 10**9))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_PER_PAGE))


class PagedConflicts(Strict):
    after = Text(longest=20, load_default="", shortest=0)
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_PER_PAGE))


COLUMNS = {
    "number": "Số", "code": "Mã", "guest_name": "Họ và tên", "organisation": "Cơ quan, đơn vị", "commune": "Xã, phường",
    "quota": "Khối khách", "status": "Tình trạng", "seat": "Ghế", "arrived_at": "Đến lúc (UTC)", "gate": "Cổng",
    "scans": "Số lượt quét", "admitted": "Số lượt cho vào",
}

_FILE = {
    "type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}},
}


@blp.route("", methods=["GET"])
@for_those_who_may("activity.read")
@blp.response(200, CheckIn)
def counter(activity: str) -> Response:
    """Bao nhiêu khách đã đến, theo khối; bao nhiêu lượt quét không khớp nhau."""
    found = ask("events", "get_check_in", {"id": activity})
    require("activity.read", found["unit"])
    return answer(found)


@blp.route("/scans", methods=["POST"])
@for_those_who_may("guest.check_in")
@shows_people("guest.check_in")
@blp.arguments(asked.RecordScans(exclude=["activity"]))
@blp.response(200, Receipts)
def scans(_command: Json, activity: str) -> Response:
    """Ghi các lượt quét thẻ, kể cả lượt quét khi mất mạng; gửi lại bao nhiêu lần cũng chỉ ghi một lần theo scan_id."""
    require("guest.check_in", activity_of(activity)["unit"])
    return answer(ask("events", "record_scans", {**request.get_json(), "activity": activity}))


@blp.route("/scans/<scan_id>/undoing", methods=["POST"])
@for_those_who_may("guest.check_in")
@shows_people("guest.check_in")
@blp.arguments(asked.UndoScan(only=["reason"]))
@blp.response(200, UndoneScan)
@blp.doc(parameters=[KEY_PARAMETER])
def undo(told: Json, activity: str, scan_id: str) -> Response:
    """Hủy một lượt quét nhầm; lượt quét và lý do vẫn được giữ."""
    require("guest.check_in", activity_of(activity)["unit"])
    payload = {**told, "activity": activity, "scan_id": scan_id}
    return answer(ask("events", "undo_scan", payload, key=idempotency_key()))


@blp.route("/queue-files", methods=["POST"])
@for_those_who_may("guest.check_in")
@shows_people("guest.check_in")
@blp.response(200, QueueOutcome)
@blp.doc(requestBody={"required": True, "content": {"multipart/form-data": {"schema": _FILE}}})
def queue_file(activity: str) -> Response:
    """Nhập tệp hàng đợi xuất từ một máy quét không có mạng."""
    require("guest.check_in", activity_of(activity)["unit"])
    sent = request.files.get("file")
    if sent is None:
        raise InvalidCommand("Thiếu tệp.", field="file", remedy="Gửi tệp hàng đợi trong trường “file”.")
    return answer(record_queue(activity, sent.stream.read()))


@blp.route("/guests", methods=["GET"])
@for_those_who_may("guest.list")
@blp.arguments(PagedArrivals, location="query", unknown=RAISE)
@blp.response(200, PageOfArrivals)
def arrivals(page: Json, activity: str) -> Response:
    """Danh sách khách và ai đã đến; người thụ hưởng chỉ hiện chữ cái đầu nếu không ghi mục đích (purpose)."""
    check_may_list(activity, page["purpose"])
    return answer(ask("events", "list_arrivals", {**page, "activity": activity}))


def _arrival_table(which: Json, activity: str) -> Table:
    check_may_list(activity, which["purpose"])
    rows = named(COLUMNS, _every_guest(activity, which))
    return Table(f"khach-den-{activity}", "Khách đến", list(COLUMNS.values()), rows)


add_table(
    blp, "/guests/export", "guest.list", WhichArrivals, "danh sách khách đến (lần xem được lưu lại)", _arrival_table
)


@blp.route("/conflicts", methods=["GET"])
@for_those_who_may("guest.list")
@blp.arguments(PagedConflicts, location="query", unknown=RAISE)
@blp.response(200, PageOfConflicts)
def conflicts(page: Json, activity: str) -> Response:
    """Khách được các cổng cho vào nhiều lần, hoặc cho vào khi không có chỗ."""
    require("guest.list", activity_of(activity)["unit"])
    return answer(ask("events", "list_scan_conflicts", {**page, "activity": activity}))


def _every_guest(activity: str, which: Json) -> Iterator[Json]:
    after: int | None = 0
    while after is not None:
        page = {**which, "activity": activity, "what": "khách đến, tải về", "after": after, "limit": MOST_PER_PAGE}
        found = ask("events", "list_arrivals", page)
        looks.saw(one["registration_id"] for one in found["guests"])
        yield from found["guests"]
        after = found["next_after"]
