"""Read models with a campaign in them, the desk's collections, and its API as its people use it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gateway.desk import making, snapshots
from gateway.desk.collections import prepare
from gateway.projections.store import Db
from tests import events_made as made
from tests.integration.gateway.reports.conftest import app, db, settings, token_of  # noqa: F401
from tests.integration.gateway.reports.conftest import filled as filled_models  # noqa: F401

Json = dict[str, Any]


@pytest.fixture
def filled(filled_models: Db) -> Db:  # noqa: F811
    prepare(filled_models)
    return filled_models


class People:
    """Programs with the tokens of a role at a unit."""

    def __init__(self, app: Flask, db: Db) -> None:  # noqa: F811
        self._app = app
        self.db = db
        self._tokens: dict[tuple[str, str], str] = {}

    def ask(
        self, who: tuple[str, str], method: str, path: str, body: Json | None = None, seen: int | None = None,
        key: str = "",
    ) -> TestResponse:
        """One request; ``seen`` goes into If-Match."""
        if who not in self._tokens:
            self._tokens[who] = token_of(*who)
        headers = {"Authorization": f"Bearer {self._tokens[who]}", "Idempotency-Key": key or uuid.uuid4().hex}
        if seen is not None:
            headers["If-Match"] = f'"v{seen}"'
        return self._app.test_client().open(f"/api/v1{path}", method=method, json=body, headers=headers)

    def browser(self) -> FlaskClient:
        """Somebody at the pages."""
        return self._app.test_client()

    def get(self, who: tuple[str, str], path: str) -> Json:
        """A GET that must succeed."""
        answer = self.ask(who, "GET", path)
        assert answer.status_code == 200, answer.text
        return dict(answer.json)

    def step(self, who: tuple[str, str], report_id: str, step: str, body: Json | None = None, **more: Any) -> Json:
        """A step of a report as it now stands, which must succeed; the desk then does its work."""
        answer = self.try_step(who, report_id, step, body, **more)
        assert answer.status_code == 200, answer.text
        self.desk_works()
        return dict(answer.json)

    def try_step(
        self, who: tuple[str, str], report_id: str, step: str, body: Json | None = None, seen: int | None = None,
        key: str = "",
    ) -> TestResponse:
        """The same, whatever is answered."""
        if seen is None:
            seen = self.db["desk_reports"].find_one({"_id": report_id})["version"]  # type: ignore[index]
        return self.ask(who, "POST", f"/unit-reports/{report_id}/{step}", body or {}, seen, key)

    def desk_works(self) -> None:
        """Make the snapshots that were asked for."""
        while wanted := snapshots.next_to_make(self.db):
            making.make(self.db, wanted)

    def open_round(self, **changes: Any) -> Json:
        """A quarter's round of two units."""
        body = {
            "campaign": made.CAMPAIGN, "unit": "58", "kind": "quarter", "from_on": "2024-10-01",
            "units": ["582", "584"], "due_business_days": 5, **changes,
        }
        answer = self.ask(PROVINCE, "POST", "/report-rounds", body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json)

    def hand_in(self, round_: Json, unit: str) -> str:
        """Write, hand in and accept a unit's report; its id."""
        report_id = f"{round_['round_id']}-{unit}"
        officer = ("unit_officer", unit)
        self.step(officer, report_id, "text", {
            "sections": {"assessment": f"Đơn vị {unit} hoàn thành."},
            "indicators": dict.fromkeys(round_["indicators"], 3),
        })
        self.step(officer, report_id, "submission")
        self.step(PROVINCE, report_id, "acceptance")
        return report_id

    def signed(self, round_: Json) -> Json:
        """Everything until the signature; the version."""
        whole = f"{round_['round_id']}-58"
        self.step(PROVINCE, whole, "consolidation", {"without": []})
        report = self.step(APPROVER, whole, "signature", SIGNER)
        return self.get(PROVINCE, f"/report-versions/{report['version_id']}")


PROVINCE, APPROVER, AUDITOR = ("province", "58"), ("approver", "58"), ("auditor", "58")
SIGNER = {"signer_name": "Nguyễn Văn Mẫu", "signer_position": "Phó Chủ tịch", "on_behalf_of": "TM. BAN THƯỜNG TRỰC"}


@pytest.fixture
def people(filled: Db, app: Flask) -> People:  # noqa: F811
    return People(app, filled)
