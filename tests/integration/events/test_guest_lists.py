"""A list of guests that was sent in is taken back: those whom it registered, and who have done nothing since."""

import datetime as dt
import hashlib

import pytest

pytestmark = pytest.mark.integration

LIST = "danh-sach-1"
ABOUT = {"activity": "dien-dan", "list_id": LIST}


def block(places: int, **changes: object) -> dict:
    return {"places": None, "quotas": [{"code": "a", "name": "Khối A", "places": places}], **changes}


def row(events, name: str, list_id: str | None = LIST) -> dict:
    return events.register("a", name, row_key=hashlib.sha256(name.encode()).hexdigest(), list_id=list_id)


def status(events, registration: dict) -> str:
    return events.ok("get_registration", {"id": registration["registration_id"]})["status"]


def undo(events, **more: str) -> dict:
    return events.ok("undo_guest_list", {**ABOUT, "reason": "Gửi nhầm tệp", **more})


def test_only_whom_the_list_registered_goes_and_who_waits_moves_up(events):
    events.save(**block(3))
    known = row(events, "Người cũ", "danh-sach-0")
    assert row(events, "Người cũ")["known"], "of an earlier list: not this one's"
    mine = [row(events, f"Khách {n}") for n in range(3)]
    stranger = events.register("a", "Người chờ")
    assert [status(events, one) for one in (*mine, stranger)] == ["confirmed", "confirmed", "waiting", "waiting"]
    assert events.ok("get_guest_list", ABOUT)["free"] == 3
    told = undo(events)
    assert (told["registered"], told["ended"], told["free"], told["staying"]) == (3, 3, 0, [])
    assert [status(events, one) for one in (*mine, known, stranger)] == [*["cancelled"] * 3, "confirmed", "confirmed"]
    assert events.rows_said()[mine[2]["registration_id"]]["version"] == 2, "it did not move up first"
    events.assert_counters_agree()


def test_taken_back_twice_it_counts_once_and_the_mended_list_can_be_sent_again(events):
    events.save(**block(3))
    first = row(events, "Khách 1")
    told = undo(events)
    said = len(events.said())
    assert undo(events) == told
    assert len(events.said()) == said
    again = row(events, "Khách 1", "danh-sach-2")
    assert not again["known"]
    assert again["registration_id"] != first["registration_id"]
    lists = events.ok("list_guest_lists", {"activity": "dien-dan"})["lists"]
    told = [(one["list_id"], one["registered"], one["living"]) for one in lists]
    assert told == [("danh-sach-2", 1, 1), (LIST, 1, 0)]
    events.assert_counters_agree()


def test_who_came_or_took_an_offer_stays_and_it_is_said_why(events):
    events.save(**block(3, offer_minutes=60))
    holder = events.register("a", "Người giữ chỗ")
    came, quiet = row(events, "Khách đến"), row(events, "Khách im lặng")
    answered = row(events, "Khách nhận lời")
    events.ok("cancel_registration", {"registration_id": holder["registration_id"]})
    events.ok("accept_offer", {"registration_id": answered["registration_id"]})
    at = dt.datetime.now(dt.UTC).isoformat()
    scan = {"scan_id": "quet-0001", "code": came["code"], "gate": "Cổng A", "scanned_at": at}
    events.ok("record_scans", {"activity": "dien-dan", "device_id": "may-1", "scans": [scan]})
    told = undo(events)
    assert (told["ended"], told["came"], told["answered"], told["free"]) == (1, 1, 1, 0)
    assert {one["registration_id"]: one["why"] for one in told["staying"]} == {
        came["registration_id"]: "came", answered["registration_id"]: "answered",
    }
    assert status(events, quiet) == "cancelled"
    events.assert_counters_agree()


def test_a_list_by_which_nobody_came_is_refused_by_name(events):
    events.save(**block(3))
    row(events, "Khách 1")
    asked = {**ABOUT, "list_id": "danh-sach-9"}
    assert events.refused("undo_guest_list", {**asked, "reason": "Nhầm"})["code"] == "unknown_guest_list"
    assert events.refused("get_guest_list", asked)["code"] == "unknown_guest_list"
