"""The board of findings and a team's day: what presses comes first, and the address holds the filters."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from contracts.subscriptions import PROJECTOR_QUEUE
from gateway.access import accounts
from gateway.access.rules import Grant
from gateway.database import database
from gateway.projections import store
from gateway.projections.store import read_event
from runtime.clock import local_day, utc_now
from tests import events_made as made
from tests.integration.gateway.access.conftest import PASSWORD
from tests.integration.gateway.access.pages import log_in

pytestmark = pytest.mark.integration


def in_days(days: int) -> str:
    return (local_day(utc_now()) + dt.timedelta(days=days)).isoformat()


@pytest.fixture
def supervisor(empty: Flask, browser: FlaskClient) -> FlaskClient:
    store.prepare(database(), PROJECTOR_QUEUE)
    owed = {"clock": "reply", "about_kind": "finding", "unit": "58"}
    plain = {"unit": "58", "severity": "minor"}
    events = [
        made.campaign(),
        made.finding("e-1", "f-new", **plain, found_on="2024-11-20", summary="Thiếu chữ ký"),
        made.finding("e-2", "f-late", unit="58", found_on="2024-11-10", summary="Nhà dột mái", severity="serious"),
        made.finding("e-3", "f-later", **plain, found_on="2024-11-12", summary="Sai số tiền"),
        made.finding("e-4", "f-remedied", **plain, found_on="2024-11-11", status="remedied",
                     replied_on="2024-11-12", remedied_on="2024-11-15", summary="Chậm bàn giao"),
        made.listed(
            "e-5", "monitoring.deadlines_changed.v1",
            made.deadline("d-1", **owed, about_id="f-late", due_on=in_days(-30), title="Hạn cũ"),
            made.deadline("d-2", **owed, about_id="f-later", due_on=in_days(-3), title="Hạn mới qua"),
            made.deadline("d-3", **owed, about_id="f-new", due_on=in_days(5), title="Hạn sắp tới"),
        ),
    ]
    store.apply(database(), PROJECTOR_QUEUE, [read_event(event.to_bytes()) for event in events])
    accounts.create("giam-sat", "Đoàn giám sát", PASSWORD, [Grant("supervisor", "58")])
    log_in(browser, "giam-sat", PASSWORD)
    return browser


def shown(browser: FlaskClient, address: str) -> list[str]:
    return re.findall(r'href="/giam-sat/(f-[a-z]+)"', browser.get(address).get_data(as_text=True))


def test_what_is_overdue_comes_first_and_the_longest_overdue_before_all(supervisor: FlaskClient) -> None:
    assert shown(supervisor, "/giam-sat") == ["f-late", "f-later", "f-new", "f-remedied"]


def test_filters_stand_in_the_address_and_search_needs_no_diacritics(supervisor: FlaskClient) -> None:
    assert shown(supervisor, "/giam-sat?q=nha+dot") == ["f-late"]
    assert shown(supervisor, "/giam-sat?late=1") == ["f-late", "f-later"]
    assert shown(supervisor, "/giam-sat?status=remedied") == ["f-remedied"]
    assert shown(supervisor, "/giam-sat?severity=serious&status=open") == ["f-late"]
    nothing = supervisor.get("/giam-sat?q=khong+co").get_data(as_text=True)
    assert "Không có phát hiện nào như vậy." in nothing and "Bỏ lọc" in nothing
    assert len(shown(supervisor, "/giam-sat?status=made-up")) == 4
    page = supervisor.get("/giam-sat?status=open").get_data(as_text=True)
    [file] = re.findall(r'href="(/api/v1/findings/export\.csv[^"]*)"', page)
    rows = supervisor.get(file.replace("&amp;", "&")).get_data(as_text=True)
    assert "f-late" in rows and "f-remedied" not in rows


def test_the_day_of_a_team_shows_what_waits_for_it_what_is_overdue_and_what_is_due_soon(
    supervisor: FlaskClient,
) -> None:
    page = supervisor.get("/giam-sat/hom-nay").get_data(as_text=True)
    assert page.index("Chậm bàn giao") < page.index("Hạn cũ") < page.index("Hạn mới qua") < page.index("Hạn sắp tới")
    assert "quá 30 ngày" in page and "còn 5 ngày" in page
    assert "/api/v1/deadlines/overdue/export.csv" in page
    assert supervisor.get("/giam-sat/hom-nay?trong=999").status_code == 200
