"""Lists between their trial and their taking: whose they are, how far they are, and that no row counts twice."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from gateway import held_lists
from gateway.held_lists import ListNotHeld
from gateway.projections.store import Db
from tests.integration.gateway.reports.conftest import app, db, settings  # noqa: F401

pytestmark = pytest.mark.integration

NOW = dt.datetime.now(dt.UTC)
WRONG = {"row": 2, "code": "quota_unknown", "field": "quota", "message": "Không có khối này.", "remedy": "Sửa."}
NAMESAKE = {"row": 3, "code": "homonym", "message": "Trùng tên."}


@pytest.fixture
def held(db: Db) -> dict[str, Any]:  # noqa: F811
    held_lists.prepare(db)
    id = held_lists.hold(db, "to-chuc", {"activity": "dien-dan"}, "khach.csv", b"quota\n", 20, NOW)
    return held_lists.find(db, id, "to-chuc")


def test_a_list_is_seen_by_nobody_but_who_sent_it_and_is_forgotten_within_hours(
    db: Db, held: dict[str, Any]  # noqa: F811
) -> None:
    with pytest.raises(ListNotHeld):
        held_lists.find(db, held["_id"], "ke-toan")
    assert held["forget_at"] - NOW < dt.timedelta(hours=3)
    kept = db[held_lists.HELD].index_information().values()
    assert [one["expireAfterSeconds"] for one in kept if "expireAfterSeconds" in one] == [0]
    held_lists.drop(db, held["_id"], "ke-toan")
    assert held_lists.find(db, held["_id"], "to-chuc")
    held_lists.drop(db, held["_id"], "to-chuc")
    with pytest.raises(ListNotHeld):
        held_lists.find(db, held["_id"], "to-chuc")


def test_two_pages_that_try_the_same_rows_count_them_once(db: Db, held: dict[str, Any]) -> None:  # noqa: F811
    first = held_lists.advance(db, held, 10, [WRONG], [NAMESAKE])
    again = held_lists.advance(db, held, 10, [WRONG], [NAMESAKE])
    assert (first["done"], first["counts"]) == (10, {"refused": 1, "homonym": 1})
    assert again == first


def test_rows_are_taken_only_after_all_of_them_were_tried(db: Db, held: dict[str, Any]) -> None:  # noqa: F811
    half = held_lists.advance(db, held, 10, [], [])
    assert held_lists.confirm(db, half)["phase"] == held_lists.TRIAL
    tried = held_lists.advance(db, half, 10, [WRONG], [])
    taking = held_lists.confirm(db, tried)
    assert (taking["phase"], taking["done"], taking["refused"], taking["counts"]) == (held_lists.TAKING, 0, [], {})
    begun = held_lists.advance(db, taking, 10, [], [])
    assert held_lists.confirm(db, tried)["done"] == begun["done"], "pressed again it does not begin anew"
    held_lists.drop(db, held["_id"], "to-chuc")
    assert held_lists.find(db, held["_id"], "to-chuc"), "what is being taken is not dropped"


def test_a_list_that_was_taken_keeps_no_names(db: Db, held: dict[str, Any]) -> None:  # noqa: F811
    held_lists.forget_file(db, held["_id"])
    assert held_lists.find(db, held["_id"], "to-chuc")["data"] == b""
