"""The events service on a real MongoDB, called as nameko calls it, each test in an empty database."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter

import pytest

from messaging.context import CommandContext
from messaging.envelope import Envelope
from messaging.unit_of_work import Store
from runtime.clock import utc_now
from runtime.settings import Settings
from services.events.documents import DOCUMENTS
from services.events.service import EventsService


class Events:
    """Asks the service, and looks into its database."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.service = EventsService()
        self.service.store = store

    def ask(self, command: str, payload: dict, key: str | None = None, seconds: float = 20.0) -> dict:
        """The answer as it goes over the wire: ``ok``, ``refused`` or ``away``."""
        context = CommandContext(
            actor="clerk", correlation_id=uuid.uuid4().hex, idempotency_key=key,
            deadline_at=utc_now() + dt.timedelta(seconds=seconds),
        )
        return getattr(self.service, command)(payload, context.to_wire())

    def ok(self, command: str, payload: dict, key: str | None = None) -> dict:
        answer = self.ask(command, payload, key)
        assert "ok" in answer, answer
        return answer["ok"]

    def refused(self, command: str, payload: dict, key: str | None = None) -> dict:
        answer = self.ask(command, payload, key)
        assert "refused" in answer, answer
        return answer["refused"]

    def save(self, code: str = "dien-dan", **changes: object) -> dict:
        return self.ok("save_activity", forum(code, **changes))

    def register(self, quota: str, name: str = "Nguyễn Văn A", **more: object) -> dict:
        return self.ok("register_guest", guest(quota, name, **more))

    def said(self) -> list[Envelope]:
        """All events in the outbox, in the order of their time."""
        rows = self.store.db["outbox"].find().sort("queued_at", 1)
        return [Envelope.from_bytes(row["body"]) for row in rows]

    def rows_said(self, type: str = "events.registrations_changed.v1") -> dict[str, dict]:
        """The newest row of each registration, as a reader of the events knows it."""
        rows: dict[str, dict] = {}
        for event in self.said():
            if event.type != type:
                continue
            for row in event.data["entries"]:
                known = rows.get(row["registration_id"])
                if known is None or known["version"] < row["version"]:
                    rows[row["registration_id"]] = row
        return rows

    def assert_counters_agree(self, code: str = "dien-dan") -> None:
        """Counters, registrations and events tell the same."""
        activity = self.store.db["activities"].find_one({"_id": code})
        kept = {r["_id"]: r for r in self.store.db["registrations"].find({"activity": code})}
        for name, status in (("taken", "confirmed"), ("offered", "offered"), ("waiting", "waiting")):
            for quota, count in activity[name].items():
                assert count == sum(r["quota"] == quota and r["status"] == status for r in kept.values())
        assert all(left >= 0 for left in activity["left"].values())
        assert activity["registered"] == len(kept)
        self._assert_held(activity, kept)
        said = self.rows_said()
        assert {i: (r["status"], r["version"]) for i, r in kept.items()} == {
            i: (r["status"], r["version"]) for i, r in said.items() if r["activity"] == code
        }


    def _assert_held(self, activity: dict, kept: dict[str, dict]) -> None:
        """Places gone and parties that wait, counted again from those who hold them and wait."""
        held: Counter[str] = Counter()
        for one in kept.values():
            if one["status"] in ("confirmed", "offered"):
                held["+".join([one["quota"], *one["also"]])] += 1
        for allotment in self.store.db["allotments"].find({"activity": activity["_id"]}):
            held["+".join([allotment["quota"], *allotment["also"]])] += allotment["left"]
            assert activity["allotted"][allotment["quota"]] >= allotment["left"]
        assert {key: n for key, n in activity["held"].items() if n} == {key: n for key, n in held.items() if n}
        parties = {(one["party"], one["wish"]) for one in kept.values() if one["status"] == "waiting"}
        queued = Counter(wish for _, wish in parties)
        assert {wish: n for wish, n in activity["queued"].items() if n} == dict(queued)


def forum(code: str = "dien-dan", **changes: object) -> dict:
    """A small forum: a shared block, a block of businesses, and a guaranteed one of households and pupils."""
    return {
        "code": code, "campaign": "ninh-thuan-2024", "unit": "58", "kind": "forum",
        "name": "Diễn đàn", "starts_on": "2024-10-14", "ends_on": "2024-10-17", "places": 26,
        "quotas": [
            {"code": "khoi-1", "name": "Khối 1", "places": 20, "protocol_order": 1},
            {"code": "doanh-nghiep", "name": "Doanh nghiệp", "places": 2, "within": "khoi-1"},
            {"code": "khoi-7", "name": "Khối 7", "places": 4, "guaranteed": True, "protocol_order": 7},
            {"code": "ho", "name": "Hộ nghèo", "places": 2, "within": "khoi-7"},
            {"code": "hoc-sinh", "name": "Học sinh", "places": 2, "within": "khoi-7"},
        ],
        **changes,
    }


def guest(quota: str, name: str, **more: object) -> dict:
    return {"activity": "dien-dan", "quota": quota, "guest_name": name, **more}


@pytest.fixture
def events(servers, db_prefix_of_kept, emptied):
    settings = Settings(mongo_url=servers.mongo_url, amqp_url=servers.amqp_url, db_prefix=db_prefix_of_kept)
    store = emptied(settings, "events", DOCUMENTS)
    yield Events(store)
    store.client.close()
