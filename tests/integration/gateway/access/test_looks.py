"""Looks at personal data: every marked view leaves a record before its answer leaves, and the auditor finds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask, Response
from flask_smorest import Api, Blueprint
from pymongo.errors import PyMongoError
from werkzeug.test import TestResponse

from contracts.refusals import NotFound
from contracts.shapes import Strict
from gateway.access import accounts, looks
from gateway.access.allow_table import table
from gateway.access.current import for_those_who_may, note_look, shows_people
from gateway.access.rules import Grant
from gateway.api.asking import answer
from gateway.api.downloads import Table, add_table
from gateway.app import create_app
from gateway.database import database
from runtime.settings import Settings
from tests.integration.gateway.access.conftest import PASSWORD

pytestmark = pytest.mark.integration

SHOWING = sorted(action for action in table().actions if table().shows_people(action))
ROLE_OF = {
    action: next(role for role in ("province", "approver", "auditor") if table().cell(role, action))
    for action in SHOWING
}
ROWS = [{"registration_id": f"r-{n}", "guest_name": "A"} for n in range(450)]


@pytest.fixture(scope="module")
def doors(settings: Settings) -> Flask:
    """The application with a view of ours behind each action that shows people, and one of each sort of answer."""
    app = create_app(settings)
    blp = Blueprint("of_the_test", __name__, url_prefix="/api/v1/of-the-test")

    def door(action: str) -> None:
        @blp.route(f"/{action}/<person>", methods=["GET"], endpoint=action.replace(".", "_"))
        @for_those_who_may(action)
        @blp.response(200)
        def shown(person: str) -> Response:
            if person == "nobody":
                raise NotFound("Không có.")
            return answer({"rows": [{"receipt_id": "b-1"}, {"receipt_id": "b-2"}], "name": "A"})

    for action in SHOWING:
        door(action)

    @blp.route("/paper", methods=["GET"])
    @for_those_who_may("report.read")
    @shows_people("paper")
    def paper() -> Response:
        looks.saw(["p-1", "p-2"])
        return Response(b"%PDF", content_type="application/pdf")

    @blp.route("/page", methods=["GET"])
    @for_those_who_may("report.read")
    def page() -> str:
        note_look("guest.list", ["g-1"])
        return "<html>"

    def rows(asked: dict[str, Any]) -> Table:
        return Table("khach", "khách", ["guest_name"], iter(ROWS))

    rows.__qualname__ = "rows_of_the_test"
    add_table(blp, "/table", "guest.list", type("NoQuestion", (Strict,), {}), "khách", rows)
    made: Api = app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    made.register_blueprint(blp)
    return app


@pytest.fixture
def sign(doors: Flask) -> Iterator[dict[str, dict[str, str]]]:
    for name in database().list_collection_names():
        database()[name].delete_many({})
    signs = {}
    for role in ("province", "approver", "auditor"):
        accounts.create(f"{role}-1", role, PASSWORD, [Grant(role, "58")])
        got = doors.test_client().post("/api/v1/tokens", json={"username": f"{role}-1", "password": PASSWORD})
        signs[role] = {"Authorization": f"Bearer {got.json['token']}"}
    yield signs


def ask(doors: Flask, sign: dict[str, str], path: str, **query: str) -> TestResponse:
    return doors.test_client().get(f"/api/v1{path}", headers=sign, query_string=query)


def test_each_action_that_shows_people_leaves_a_record_and_a_refusal_leaves_none(
    doors: Flask, sign: dict[str, dict[str, str]]
) -> None:
    for action in SHOWING:
        by = sign[ROLE_OF[action]]
        assert ask(doors, by, f"/of-the-test/{action}/h-1", purpose="đối chiếu", unit="58").status_code == 200, action
        assert ask(doors, by, f"/of-the-test/{action}/nobody").status_code == 404
    kept = {one.what: one for one in looks.Look.objects}
    assert sorted(kept) == SHOWING and looks.Look.objects.count() == len(SHOWING)
    for action, one in kept.items():
        assert (one.by, list(one.people)) == (f"{ROLE_OF[action]}-1", ["h-1", "b-1", "b-2"])
        assert (one.purpose, one.scope, one.where) == (
            "đối chiếu", {"unit": "58"}, f"GET /api/v1/of-the-test/{action}/<person>"
        )


def test_who_may_not_look_leaves_no_record(doors: Flask, sign: dict[str, dict[str, str]]) -> None:
    assert ask(doors, sign["approver"], "/of-the-test/guest.list/h-1").status_code == 403
    assert ask(doors, {}, "/of-the-test/guest.list/h-1").status_code == 401
    assert looks.Look.objects.count() == 0


def test_a_paper_a_page_and_every_row_of_a_download_leave_records(
    doors: Flask, sign: dict[str, dict[str, str]]
) -> None:
    by = sign["province"]
    for path in ("/of-the-test/paper", "/of-the-test/page"):
        assert ask(doors, by, path).status_code == 200
    assert [list(one.people) for one in looks.Look.objects.order_by("id")] == [["p-1", "p-2"], ["g-1"]]
    for ending in ("csv", "xlsx"):
        looks.Look.objects.delete()
        assert ask(doors, by, f"/of-the-test/table.{ending}").get_data()
        seen = [person for one in looks.Look.objects for person in one.people]
        assert sorted(seen) == sorted(row["registration_id"] for row in ROWS), ending


def test_the_auditor_lists_looks_by_person_and_by_account_and_nobody_else_does(
    doors: Flask, sign: dict[str, dict[str, str]]
) -> None:
    for person in ("h-1", "h-2", "h-1"):
        ask(doors, sign["province"], f"/of-the-test/household.read/{person}")
    ask(doors, sign["auditor"], "/of-the-test/receipt.read/h-1")
    of_one = ask(doors, sign["auditor"], "/looks", person="h-1").json["looks"]
    assert [(one["by"], one["what"]) for one in of_one] == [
        ("auditor-1", "receipt.read"), ("province-1", "household.read"), ("province-1", "household.read")
    ]
    first = ask(doors, sign["auditor"], "/looks", by="province-1", limit="2").json
    assert [one["people"][0] for one in first["looks"]] == ["h-1", "h-2"]
    rest = ask(doors, sign["auditor"], "/looks", by="province-1", before=first["next"]).json
    assert ([one["people"][0] for one in rest["looks"]], rest["next"]) == (["h-1"], None)
    assert ask(doors, sign["province"], "/looks").status_code == 403


def test_what_cannot_be_recorded_is_not_shown(
    doors: Flask, sign: dict[str, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise PyMongoError("no space left")

    monkeypatch.setattr(looks, "_write", full)
    refused = ask(doors, sign["province"], "/of-the-test/household.read/h-1")
    assert refused.status_code == 503 and "b-1" not in refused.get_data(as_text=True)
