"""The monitoring service on a real MongoDB, asked as nameko asks it, at an instant of the test's choice."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from messaging.context import CommandContext
from messaging.envelope import Envelope
from messaging.unit_of_work import Store
from runtime.clock import utc_now
from services.monitoring.evidence.storage import Storages
from services.monitoring.service import MonitoringService

Json = dict[str, Any]


class Monitoring:
    """Asks the service, and looks into its database."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.service = MonitoringService()
        self.service.store = store
        self.service.storages = Storages()

    def ask(self, command: str, payload: Json, actor: str = "supervisor", key: str | None = None) -> Json:
        """The answer as it goes over the wire: ``ok``, ``refused`` or ``away``."""
        context = CommandContext(
            actor=actor, correlation_id=uuid.uuid4().hex, idempotency_key=key,
            deadline_at=utc_now() + dt.timedelta(seconds=20),
        )
        return dict(getattr(self.service, command)(payload, context.to_wire()))

    def ok(self, command: str, payload: Json, actor: str = "supervisor", key: str | None = None) -> Json:
        answer = self.ask(command, payload, actor, key)
        assert "ok" in answer, answer
        return dict(answer["ok"])

    def refused(self, command: str, payload: Json, actor: str = "supervisor") -> str:
        answer = self.ask(command, payload, actor)
        assert "refused" in answer, answer
        return str(answer["refused"]["code"])

    def said(self, type: str) -> list[Json]:
        """The rows of all events of a type in the outbox, in the order of their time."""
        kept = self.store.db["outbox"].find().sort("queued_at", 1)
        bodies = [Envelope.from_bytes(bytes(row["body"])) for row in kept]
        return [row for event in bodies if event.type == type for row in event.data.get("entries", [event.data])]

    def newest(self, type: str, id_field: str) -> dict[str, Json]:
        """The newest row of each thing, as a reader of the events knows it."""
        rows: dict[str, Json] = {}
        for row in self.said(type):
            if row[id_field] not in rows or rows[row[id_field]]["version"] < row["version"]:
                rows[row[id_field]] = row
        return rows

    def trail(self, thing: str, id: str) -> list[Json]:
        return list(self.ok("read_trail", {"thing": thing, "id": id})["entries"])


def plan(**changes: Any) -> Json:
    return {
        "campaign": "ninh-thuan-2024", "unit": "58", "level": "province", "body": "fatherland_front", "year": 2025,
        "title": "Kế hoạch 2025", "made_on": "2024-12-02", "items": [item()], **changes,
    }


def item(**changes: Any) -> Json:
    return {
        "code": "quy", "kind": "inspection", "subject": "fund_use", "title": "Kiểm tra sử dụng Quỹ",
        "targets": ["582", "584"], "every": "half_year", "month": 6, **changes,
    }


def visit(**changes: Any) -> Json:
    return {
        "campaign": "ninh-thuan-2024", "by_unit": "58", "unit": "582", "kind": "inspection",
        "subjects": ["fund_use"], "title": "Kiểm tra Quỹ", "starts_on": "2025-06-16", "ends_on": "2025-06-18",
        "reason": "Đơn thư", "team": [{"name": "Bà A", "role": "leader"}], **changes,
    }


def from_plan(plan_id: str, due_on: str = "2025-06-30", **changes: Any) -> Json:
    return visit(planned={"plan_id": plan_id, "item": "quy", "due_on": due_on}, reason="", **changes)
