"""What a team filled in on a visit, out of the file of a device that never got a network.

Each item is recorded as the device itself would have sent it, under the item's id as its key: the same file again, or
the device when it has a network after all, changes nothing."""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint

from contracts.refusals import InvalidCommand, Refusal
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import answer, ask, context
from gateway.api.monitoring.evidence import send_file
from gateway.api.monitoring.supervision_visits import raise_finding_in
from gateway.api.monitoring.supervision_visits import resource as visits
from gateway.api.queue_files import Json, QueueFileTooLong, QueueOutcome, items_of, part, refused

MOST_ITEMS = 2000
"""Each is a command of its own."""

ANSWER_FIELDS = ("subject", "question", "choice", "number", "text", "note", "base_version", "settles")
EVIDENCE_FIELDS = ("checklist", "question", "taken_at")
FINDING_FIELDS = ("checklist", "question", "severity", "found_on", "summary", "detail", "recommendation")
"""What `field_queues.js` sends of each kind, and no more: the same key must come with the same content."""

_ID = re.compile(r"[0-9A-Za-z-]{8,64}")

blp = Blueprint(
    "visit_queue_files", __name__, url_prefix="/api/v1/supervision-visits", description="Tệp của máy không có mạng"
)

_FILE = {
    "type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}},
}


class NotOfAVisit(Refusal):
    """The item is nothing that a team fills in on a visit."""


class StillADraft(Refusal):
    """Begun on the device, and not ready to be sent."""


@blp.route("/queue-files", methods=["POST"])
@for_those_who_may("visit.save")
@blp.response(200, QueueOutcome)
@blp.doc(requestBody={"required": True, "content": {"multipart/form-data": {"schema": _FILE}}})
def queue_file() -> Response:
    """Nhập tệp xuất từ máy của đoàn giám sát không có mạng: câu trả lời, ảnh, phát hiện; nhập lại không thêm gì."""
    sent = request.files.get("file")
    if sent is None:
        raise InvalidCommand("Thiếu tệp.", field="file", remedy="Gửi tệp xuất từ máy của đoàn trong trường “file”.")
    return answer(record_queue(sent.stream.read()))


def record_queue(data: bytes) -> Json:
    """Record what a file holds, item by item; one that is refused is told and keeps no other from being recorded.

    Raises what :func:`items_of` raises."""
    items = items_of(data)
    if len(items) > MOST_ITEMS:
        raise QueueFileTooLong(f"Tệp có hơn {MOST_ITEMS} mục.", field="file", remedy="Chia thành nhiều tệp.")
    recording = _Recording()
    left_out: list[Json] = []
    for number, item in enumerate(items, start=1):
        try:
            recording.take(item)
        except Refusal as refusal:
            left_out.append(refused(number, item, _words(refusal)))
    return {
        "items": len(items), "recorded": sum(recording.outcomes.values()), "outcomes": dict(recording.outcomes),
        "refused": left_out,
    }


class _Recording:
    """One file's items, in their order."""

    def __init__(self) -> None:
        self.outcomes: Counter[str] = Counter()
        self._visits: dict[str, Json] = {}
        self._versions: dict[str, int] = {}  # of answers, by the item that made them what they are
        self._kinds: dict[str, Callable[[Json, Json, str], str]] = {
            "visit_answer": self._answer, "visit_evidence": self._evidence, "visit_finding": self._finding,
        }

    def take(self, item: Any) -> None:
        """Record one item.  Raises a Refusal."""
        id, payload = part(item, "id", ""), part(item, "payload", None)
        record = self._kinds.get(str(part(item, "kind", "")))
        known = isinstance(id, str) and _ID.fullmatch(id)
        if record is None or not known or not isinstance(payload, dict):
            raise NotOfAVisit("Không phải nội dung ghi tại cuộc giám sát.")
        if not payload.get("ready"):
            raise StillADraft("Bản nháp ghi dở trên máy, chưa gửi.")
        self.outcomes[record(self._visit(payload.get("visit_id")), payload, id)] += 1

    def _visit(self, visit_id: Any) -> Json:
        if not isinstance(visit_id, str) or not visit_id:
            raise NotOfAVisit("Không ghi là của cuộc nào.")
        if visit_id not in self._visits:
            self._visits[visit_id] = visits.find(visit_id)
        return self._visits[visit_id]

    def _answer(self, visit: Json, payload: Json, id: str) -> str:
        require("visit.save", visit["by_unit"])
        edit = {name: payload[name] for name in ANSWER_FIELDS if name in payload}
        # Written on top of an earlier edit of the same device: on the version that this one has become.
        if (before := payload.get("after")) in self._versions:
            edit["base_version"] = self._versions[before]
        told = ask("monitoring", "save_answer", {**edit, "visit_id": visit["visit_id"]}, key=id)
        if told["outcome"] == "saved":
            self._versions[id] = told["answer"]["version"]
        return str(told["outcome"])

    def _evidence(self, visit: Json, payload: Json, id: str) -> str:
        require("visit.save", visit["by_unit"])
        try:
            data = base64.b64decode(payload.get("data_base64", ""), validate=True)
        except (binascii.Error, TypeError, ValueError) as error:
            raise NotOfAVisit("Ảnh trong tệp không đọc được.") from error
        told = {name: payload[name] for name in EVIDENCE_FIELDS if payload.get(name)}
        send_file(visit["visit_id"], io.BytesIO(data), told, str(payload.get("file_name", "")), context(id))
        return "evidence"

    def _finding(self, visit: Json, payload: Json, id: str) -> str:
        raise_finding_in(visit, {name: payload[name] for name in FINDING_FIELDS if name in payload}, id)
        return "finding"


def _words(refusal: Refusal) -> str:
    listed = refusal.facts.get("errors")
    return str(listed[0]["message"]) if isinstance(listed, list) and listed else refusal.message
