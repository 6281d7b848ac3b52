"""API keys: what they open, and how they end."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
import structlog
from flask import Flask
from werkzeug.test import TestResponse

from gateway import units
from gateway.access import accounts, keys
from gateway.access.accounts import Account
from gateway.access.rules import Grant
from gateway.database import database
from tests.integration.gateway.access.conftest import PASSWORD

pytestmark = pytest.mark.integration

TREE = [
    {"code": "58", "name": "Ninh Thuận", "level": "province"},
    {"code": "582", "name": "Phan Rang", "level": "district", "parent": "58"},
    {"code": "584", "name": "Bác Ái", "level": "district", "parent": "58"},
]


@pytest.fixture
def officer(empty: Flask) -> Account:
    units.save_units(TREE)
    return accounts.create("can-bo", "Cán bộ", PASSWORD, [Grant("unit_officer", "58")])


class Program:
    """A program with a token or a key."""

    def __init__(self, app: Flask, secret: str) -> None:
        self.client, self.sign = app.test_client(), {"Authorization": f"Bearer {secret}"}

    def ask(self, method: str, path: str, body: dict[str, Any] | None = None, key: str = "k-1") -> TestResponse:
        headers = {**self.sign, "Idempotency-Key": key}
        return self.client.open(f"/api/v1{path}", method=method, json=body, headers=headers)


def logged_in(app: Flask, username: str) -> Program:
    got = app.test_client().post("/api/v1/tokens", json={"username": username, "password": PASSWORD})
    return Program(app, got.json["token"])


def wanted(**changes: Any) -> dict[str, Any]:
    return {"name": "Cổng nộp hộ", "actions": ["pledge.register", "figures"], "unit": None, **changes}


def pledge(program: Program, unit: str) -> int:
    body = {
        "campaign": "khong-co", "unit": unit, "amount_vnd": 1000, "pledger_name": "A", "pledged_on": "2024-10-17",
    }
    return program.ask("POST", "/pledges", body).status_code


def test_a_key_is_shown_once_and_kept_as_a_hash_with_its_beginning(empty: Flask, officer: Account) -> None:
    person = logged_in(empty, "can-bo")
    made = person.ask("POST", "/keys", wanted())
    assert made.status_code == 201, made.json
    secret, key_id = made.json["key"], made.json["key_id"]
    assert secret.startswith(f"{key_id}_") and key_id.startswith("ctk_")
    assert secret not in repr(list(database()["api_keys"].find()))
    listed = person.ask("GET", "/keys").json["keys"]
    assert [(one["key_id"], one["last_used_at"], "key" in one) for one in listed] == [(key_id, None, False)]
    again = person.ask("POST", "/keys", wanted())
    assert (again.status_code, again.json["code"]) == (409, "key_made_already")
    assert again.json["facts"] == {"key_id": key_id}


def test_a_key_does_its_own_part_of_what_its_owner_may_and_no_more(empty: Flask, officer: Account) -> None:
    made = logged_in(empty, "can-bo").ask("POST", "/keys", wanted(unit="582"))
    program = Program(empty, made.json["key"])
    assert "report.read" in made.json["actions"] and "donation.record" not in made.json["actions"]
    # 503: allowed, and the service that it is passed on to does not run in this test.
    assert (pledge(program, "582"), pledge(program, "584")) == (503, 403)
    refused = program.ask("GET", "/households/looks")
    assert refused.status_code == 403 and "Khóa API này chưa được phép" in refused.json["detail"]
    # However much its owner may, a program that holds a key makes no keys and ends none.
    for method, path in (("POST", "/keys"), ("GET", "/keys"), ("GET", "/keys/all")):
        assert program.ask(method, path, wanted() if method == "POST" else None).status_code == 403
    used = logged_in(empty, "can-bo").ask("GET", "/keys").json["keys"][0]
    assert used["last_used_at"]


def test_a_key_loses_what_its_owner_loses_in_that_moment(empty: Flask, officer: Account) -> None:
    program = Program(empty, logged_in(empty, "can-bo").ask("POST", "/keys", wanted()).json["key"])
    assert pledge(program, "584") == 503
    database()["accounts"].update_one({"_id": "can-bo"}, {"$set": {"roles": [{"role": "unit_officer", "unit": "582"}]}})
    assert (pledge(program, "584"), pledge(program, "582")) == (403, 503)
    accounts.disable("can-bo")
    assert pledge(program, "582") == 401


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"actions": ["pledge.register", "support.pay"]}, "key_beyond_owner", "actions.1"),
        ({"actions": ["key.make"]}, "action_not_grantable", "actions.0"),
        ({"actions": ["money.burn"]}, "action_not_grantable", "actions.0"),
        ({"unit": "01"}, "key_beyond_owner", "unit"),
        ({"lasts_days": 10_000}, "invalid_command", "lasts_days"),
        ({"actions": []}, "invalid_command", "actions"),
        ({"owner": "tinh"}, "invalid_command", "owner"),
    ],
)
def test_a_key_that_nobody_should_have_is_refused_by_its_field(
    empty: Flask, officer: Account, changes: dict[str, Any], code: str, field: str
) -> None:
    answer = logged_in(empty, "can-bo").ask("POST", "/keys", wanted(**changes))
    assert (answer.json["code"], answer.json["field"]) == (code, field)
    assert keys.all_keys() == []


def test_a_revoked_key_an_old_one_and_a_made_up_one_open_nothing(empty: Flask, officer: Account) -> None:
    person = logged_in(empty, "can-bo")
    made = person.ask("POST", "/keys", wanted()).json
    program = Program(empty, made["key"])
    assert program.ask("GET", "/tokens/me").status_code == 200
    assert Program(empty, made["key"][:-1] + "~").ask("GET", "/tokens/me").status_code == 401
    assert Program(empty, keys.SIGN + "x" * 500).ask("GET", "/tokens/me").status_code == 401
    assert keys.use(made["key"], dt.datetime.fromisoformat(made["expires_at"])) is None
    ended = person.ask("DELETE", f"/keys/{made['key_id']}")
    assert ended.json["revoked_by"] == "can-bo"
    assert program.ask("GET", "/tokens/me").status_code == 401
    assert person.ask("DELETE", f"/keys/{made['key_id']}").json["revoked_at"] == ended.json["revoked_at"]


def test_one_ends_ones_own_keys_and_the_administrator_everybodys(empty: Flask, officer: Account) -> None:
    accounts.create("ke-khac", "Người khác", PASSWORD, [Grant("unit_officer", "58")])
    accounts.create("quan-tri", "Quản trị", PASSWORD, [Grant("administrator", "58")])
    key_id = logged_in(empty, "can-bo").ask("POST", "/keys", wanted()).json["key_id"]
    other = logged_in(empty, "ke-khac")
    assert other.ask("DELETE", f"/keys/{key_id}").json["code"] == "unknown_key"
    assert other.ask("GET", "/keys/all").status_code == 403
    administrator = logged_in(empty, "quan-tri")
    assert [one["key_id"] for one in administrator.ask("GET", "/keys/all").json["keys"]] == [key_id]
    assert administrator.ask("DELETE", f"/keys/all/{key_id}").json["revoked_by"] == "quan-tri"


def test_who_holds_a_key_gives_it_back_like_a_token(empty: Flask, officer: Account) -> None:
    program = Program(empty, logged_in(empty, "can-bo").ask("POST", "/keys", wanted()).json["key"])
    assert program.ask("DELETE", "/tokens").status_code == 204
    assert program.ask("GET", "/tokens/me").status_code == 401


def test_a_key_that_asks_too_often_waits_and_others_do_not(empty: Flask, officer: Account) -> None:
    person = logged_in(empty, "can-bo")
    program = Program(empty, person.ask("POST", "/keys", wanted(per_minute=3)).json["key"])
    # The minute may turn in between: then it is told again from one.
    answers = [program.ask("GET", "/tokens/me") for _ in range(8)]
    stopped = [answer for answer in answers if answer.status_code == 429]
    assert stopped and int(stopped[0].headers["Retry-After"]) >= 1
    assert person.ask("GET", "/tokens/me").status_code == 200


def test_requests_by_key_stand_in_the_log_under_the_keys_id_and_never_the_key(empty: Flask, officer: Account) -> None:
    person = logged_in(empty, "can-bo")
    made = person.ask("POST", "/keys", wanted()).json
    with structlog.testing.capture_logs() as lines:
        Program(empty, made["key"]).ask("GET", "/tokens/me")
        person.ask("GET", "/tokens/me")
    assert [(line["key_id"], line["path"], line["status"]) for line in lines if line["event"] == "asked_by_key"] == [
        (made["key_id"], "/api/v1/tokens/me", 200)
    ]
    assert made["key"] not in repr(lines)
