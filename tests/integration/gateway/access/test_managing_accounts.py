"""Accounts over the API: made, given rights, closed; each change in the trail, and never one's own."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from mongoengine.errors import NotUniqueError
from werkzeug.test import TestResponse

from contracts.refusals import Refusal
from gateway.access import accounts, password_links, sessions, trail
from gateway.access.accounts import Account
from gateway.access.rules import Grant
from gateway.database import database
from runtime.clock import utc_now
from tests.integration.gateway.access.conftest import PASSWORD
from tests.integration.gateway.access.pages import form_secret, log_in

pytestmark = pytest.mark.integration

NEW_PASSWORD = "một câu khác, dài hơn hẳn"


@pytest.fixture
def administrator(empty: Flask) -> Account:
    return accounts.create("quan-tri", "Quản trị", PASSWORD, [Grant("administrator", "58")])


class Person:
    """Somebody with a bearer token."""

    def __init__(self, app: Flask, username: str, password: str = PASSWORD) -> None:
        self.client = app.test_client()
        got = self.client.post("/api/v1/tokens", json={"username": username, "password": password})
        assert got.status_code == 201, got.json
        self.sign = {"Authorization": f"Bearer {got.json['token']}"}

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> TestResponse:
        return self.client.open(
            f"/api/v1{path}", method=method, json=body, query_string=query, headers=self.sign
        )


def roles(*given: tuple[str, str]) -> list[dict[str, str]]:
    return [{"role": role, "unit": unit} for role, unit in given]


def test_an_account_is_made_its_person_sets_the_password_by_a_link_once_and_every_step_is_in_the_trail(
    empty: Flask, administrator: Account, browser: FlaskClient
) -> None:
    manager = Person(empty, "quan-tri")
    wanted = {"display_name": "Kế toán mới", "roles": roles(("treasurer", "58"))}
    made = manager.ask("PUT", "/accounts/ke-toan-2", wanted)
    assert (made.status_code, made.json["roles"], made.json["disabled"]) == (201, wanted["roles"], False)
    assert manager.ask("PUT", "/accounts/ke-toan-2", wanted).json["code"] == "username_taken"

    older = manager.ask("PUT", "/accounts/ke-toan-2/password-link").json["link"]
    link = manager.ask("PUT", "/accounts/ke-toan-2/password-link").json["link"]
    path = re.sub(r"^https?://[^/]+", "", link)
    assert browser.get(re.sub(r"^https?://[^/]+", "", older)).status_code == 404, "replaced by the newer one"
    page = browser.get(path)
    assert page.status_code == 200 and page.headers["Referrer-Policy"] == "no-referrer"
    secret = form_secret(browser, path)

    def fill_in(first: str, second: str) -> int:
        form = {"csrf_token": secret, "password": first, "again": second}
        return browser.post(path, data=form).status_code

    assert (fill_in("ngắn", "ngắn"), fill_in(NEW_PASSWORD, NEW_PASSWORD + "x")) == (422, 422)
    assert fill_in(NEW_PASSWORD, NEW_PASSWORD) == 303
    assert fill_in(PASSWORD, PASSWORD) == 404, "good once"
    assert accounts.verified("ke-toan-2", NEW_PASSWORD)
    assert link.rpartition(".")[2] not in repr([list(database()[n].find()) for n in database().list_collection_names()])

    manager.ask("PUT", "/accounts/ke-toan-2/roles", {"roles": roles(("treasurer", "582"))})
    manager.ask("PUT", "/accounts/ke-toan-2/state", {"disabled": True})
    told = manager.ask("GET", "/access-trail", about="ke-toan-2").json["changes"]
    assert [(one["what"], one["by"]) for one in reversed(told)] == [
        ("created", "quan-tri"), ("password_link", "quan-tri"), ("password_link", "quan-tri"),
        ("password_set", "ke-toan-2"), ("roles", "quan-tri"), ("disabled", "quan-tri"),
    ]
    assert told[1]["before"] == {"roles": wanted["roles"]}
    assert told[1]["after"] == {"roles": roles(("treasurer", "582"))}
    assert told[0]["after"] == {"disabled": True}


def test_the_auditor_reads_accounts_and_trail_page_by_page_and_others_neither(
    empty: Flask, administrator: Account
) -> None:
    for name, role in (("kiem-toan", "auditor"), ("tinh", "province")):
        accounts.create(name, name, PASSWORD, [Grant(role, "58")])
    auditor, province = Person(empty, "kiem-toan"), Person(empty, "tinh")
    seen, before = [], None
    while True:
        page = auditor.ask("GET", "/access-trail", limit=2, **({"before": before} if before else {})).json
        seen += [one["about"] for one in page["changes"]]
        before = page["next"]
        if before is None:
            break
    assert seen == ["tinh", "kiem-toan", "quan-tri"]
    assert [one["username"] for one in auditor.ask("GET", "/accounts").json["accounts"]] == sorted(seen)
    assert auditor.ask("PUT", "/accounts/tinh/roles", {"roles": []}).status_code == 403
    for path in ("/accounts", "/access-trail"):
        assert province.ask("GET", path).status_code == 403


def test_nobody_raises_their_own_rights_and_the_last_administrator_stays(empty: Flask, administrator: Account) -> None:
    manager = Person(empty, "quan-tri")
    own = manager.ask("PUT", "/accounts/quan-tri/roles", {"roles": roles(("province", "58"))})
    assert (own.status_code, own.json["code"]) == (403, "own_rights_unchangeable")
    last = manager.ask("PUT", "/accounts/quan-tri/state", {"disabled": True})
    assert (last.status_code, last.json["code"]) == (409, "last_administrator")
    mixed = {"display_name": "Hai vai", "roles": roles(("administrator", "58"), ("treasurer", "58"))}
    refused = manager.ask("PUT", "/accounts/hai-vai", mixed)
    assert (refused.json["code"], refused.json["field"]) == ("administrator_holds_nothing_else", "roles")
    assert accounts.find("hai-vai") is None


def test_of_two_administrators_who_close_each_other_at_once_one_stays(empty: Flask, administrator: Account) -> None:
    accounts.create("quan-tri-2", "Quản trị 2", PASSWORD, [Grant("administrator", "58")])

    def close(names: tuple[str, str]) -> str:
        try:
            accounts.disable(names[0], by=names[1])
        except Refusal as refusal:
            return refusal.code
        return "closed"

    with ThreadPoolExecutor(2) as both:
        outcomes = sorted(both.map(close, [("quan-tri", "quan-tri-2"), ("quan-tri-2", "quan-tri")]))
    assert outcomes == ["closed", "last_administrator"]


def test_an_entry_of_the_trail_can_be_neither_changed_nor_removed(empty: Flask, administrator: Account) -> None:
    entry = trail.AccessChange.objects.first()
    for attempt in (entry.delete, lambda: entry.update(set__by="ai-do"), lambda: entry.modify(set__by="ai-do")):
        with pytest.raises(TypeError):
            attempt()
    with pytest.raises(NotUniqueError):
        entry.save()


def test_one_sees_and_ends_what_is_logged_in_as_oneself(empty: Flask, browser: FlaskClient, treasurer: Account) -> None:
    log_in(browser, "ke-toan", PASSWORD)
    here, elsewhere = Person(empty, "ke-toan"), Person(empty, "ke-toan")
    listed = here.ask("GET", "/me/sessions").json["sessions"]
    assert sorted((one["kind"], one["current"]) for one in listed) == [
        ("session", False), ("token", False), ("token", True)
    ]
    browsers = next(one["id"] for one in listed if one["kind"] == "session")
    assert here.ask("DELETE", f"/me/sessions/{browsers}").status_code == 204
    assert browser.get("/api/v1/tokens/me").status_code == 401
    assert here.ask("DELETE", f"/me/sessions/{browsers}").json["code"] == "unknown_session"
    assert here.ask("DELETE", "/me/sessions").json == {"ended": 1}
    assert (elsewhere.ask("GET", "/tokens/me").status_code, here.ask("GET", "/tokens/me").status_code) == (401, 200)


def test_changing_the_password_asks_for_the_old_one_and_ends_all_that_was_open(
    empty: Flask, browser: FlaskClient, treasurer: Account
) -> None:
    log_in(browser, "ke-toan", PASSWORD)
    program = Person(empty, "ke-toan")
    wrong = program.ask("PUT", "/me/password", {"old": "đoán mò", "new": NEW_PASSWORD})
    assert wrong.json["code"] == "wrong_name_or_password"
    assert program.ask("PUT", "/me/password", {"old": PASSWORD, "new": "ngắn"}).json["code"] == "password_not_usable"
    assert program.ask("PUT", "/me/password", {"old": PASSWORD, "new": NEW_PASSWORD}).status_code == 204
    assert browser.get("/api/v1/tokens/me").status_code == 401
    assert accounts.verified("ke-toan", NEW_PASSWORD) and not accounts.verified("ke-toan", PASSWORD)


def test_a_link_of_an_account_that_was_closed_opens_nothing(empty: Flask, treasurer: Account) -> None:
    path, ends_at = password_links.make("ke-toan", "quan-tri", utc_now())
    token = path.rpartition("/")[2]
    with pytest.raises(password_links.PasswordLinkInvalid):
        password_links.holder_of(token, ends_at)
    accounts.disable("ke-toan")
    with pytest.raises(password_links.PasswordLinkInvalid):
        password_links.use(token, NEW_PASSWORD, utc_now())
    accounts.enable("ke-toan")
    assert accounts.verified("ke-toan", PASSWORD)
    with pytest.raises(password_links.PasswordLinkInvalid):
        password_links.holder_of(token, utc_now())


def test_a_person_logged_in_before_an_account_was_closed_and_opened_again_logs_in_anew(
    empty: Flask, treasurer: Account
) -> None:
    cookie = sessions.open_session(treasurer, utc_now())
    accounts.disable("ke-toan")
    accounts.enable("ke-toan")
    assert sessions.account_of(cookie, utc_now()) is None
