"""Anybody registers for an activity that is open to the public: counted once, like any guest."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from runtime.clock import local_day, utc_now
from services.events.migrations import know_guests_by_their_contacts

pytestmark = pytest.mark.integration

TODAY = local_day(utc_now())
LATER = {"starts_on": (TODAY + dt.timedelta(20)).isoformat(), "ends_on": (TODAY + dt.timedelta(21)).isoformat()}


def hash_of(link: str) -> str:
    return hashlib.sha256(link.encode()).hexdigest()


def application(link: str, phone: str, **more: Any) -> dict:
    return {
        "activity": "dien-dan", "guest_name": "Lê Thị Hoa", "phone": phone, "keep_consent": True,
        "link_hash": hash_of(link), **more,
    }


def by(link: str) -> dict:
    return {"link_hash": hash_of(link)}


def opened(events, places: int | None = 2, quota: str | None = "khoi-1", **changes: Any) -> dict:
    events.save(**LATER, **changes)
    return events.ok("open_to_public", {"activity": "dien-dan", "quota": quota, "places": places})


def kept(events, **wanted: Any) -> list[dict]:
    return list(events.store.db["registrations"].find(wanted).sort("number", 1))


def test_who_registers_is_a_guest_like_any_other_and_nothing_personal_leaves_the_service(events):
    opened(events)
    place = events.ok("register_publicly", application(
        "a", "0912 345 678", organisation="Hội Phụ nữ", needs=["diet"], photo_consent=True,
    ))
    [guest] = events.ok("list_registrations", {"activity": "dien-dan"})["registrations"]
    assert (place["status"], place["code"]) == ("confirmed", guest["code"])
    assert (guest["guest_name"], guest["organisation"], guest["needs"]) == ("Lê Thị Hoa", "Hội Phụ nữ", ["diet"])
    assert (guest["photo_consent"], guest["publication_consent"]) == (True, False)
    assert guest["registered_by"] == "public"
    said = b"".join(event.to_bytes() for event in events.said())
    remembered = b"".join(one["answer"] for one in events.store.db["idempotency_keys"].find())
    links = str(list(events.store.db["registration_links"].find())).encode()
    for personal in ("Lê Thị Hoa", "0912 345 678", "0912345678", "Hội Phụ nữ"):
        assert personal.encode() not in said + remembered + links
    events.assert_counters_agree()


def test_the_public_gets_no_more_places_than_are_meant_for_it(events):
    opening = opened(events, places=2)
    assert (opening["quota"], opening["own_quota"], opening["state"]) == ("dang-ky-cong-khai",) * 2 + ("open",)
    states = [
        events.ok("register_publicly", application(f"l{n}", f"09000000{n}{n}"))["status"] for n in range(3)
    ]
    assert states == ["confirmed", "confirmed", "waiting"]
    [face] = events.ok("list_public_activities", {"campaign": "ninh-thuan-2024"})["coming"]
    assert (face["places_left_at_least"], face["is_full"]) == (0, True)
    more = events.ok("open_to_public", {"activity": "dien-dan", "quota": "khoi-1", "places": 3})
    assert (more["own_quota"], more["registered"]) == ("dang-ky-cong-khai", 3)
    assert [one["status"] for one in kept(events)] == ["confirmed"] * 3
    too_few = events.refused("open_to_public", {"activity": "dien-dan", "quota": "khoi-1", "places": 1})
    assert too_few["code"] == "quota_below_taken"
    events.assert_counters_agree()


def test_a_plan_saved_again_does_not_take_the_publics_block_away(events):
    opened(events, places=2)
    def has_it(name: str) -> bool:
        return "dang-ky-cong-khai" in {one["code"] for one in events.save(**LATER, name=name)["quotas"]}

    assert has_it("Diễn đàn vì người nghèo")
    assert events.ok("register_publicly", application("a", "0900000001"))["status"] == "confirmed"
    events.ok("close_to_public", {"activity": "dien-dan"})
    assert has_it("Diễn đàn"), "somebody sits there"
    events.ok("withdraw_public_registration", by("a"))
    assert not has_it("Diễn đàn, đợt hai"), "closed and empty"
    events.ok("open_to_public", {"activity": "dien-dan", "quota": "khoi-1", "places": 3})
    assert has_it("Diễn đàn")


def test_of_20_at_once_for_the_last_place_one_gets_it_and_19_wait_in_a_row(events):
    opened(events, places=1)

    def run(number: int) -> dict:
        for _ in range(20):
            told = application(f"racer-{number}", f"09{number:08}")
            answer = events.ask("register_publicly", told, key=f"racer-{number}")
            if "away" not in answer:
                break
        return answer["ok"]

    with ThreadPoolExecutor(20) as pool:
        places = list(pool.map(run, range(20)))
    assert Counter(one["status"] for one in places) == {"confirmed": 1, "waiting": 19}
    assert sorted(one["waiting_number"] for one in places if one["waiting_number"]) == list(range(1, 20))
    events.assert_counters_agree()


def test_the_same_form_sent_twice_registers_once(events):
    opened(events)
    first = events.ok("register_publicly", application("a", "0900000001"), key="form")
    assert events.ok("register_publicly", application("a", "0900000001"), key="form") == first
    assert len(kept(events)) == 1


def test_one_person_in_two_windows_at_once_is_counted_once(events):
    opened(events, places=5)

    def run(number: int) -> dict:
        for _ in range(20):
            answer = events.ask("register_publicly", application(f"w{number}", "0912345678"), key=f"w{number}")
            if "away" not in answer:
                break
        return answer["ok"]

    with ThreadPoolExecutor(8) as pool:
        places = list(pool.map(run, range(8)))
    assert {one["status"] for one in places} == {"confirmed"}
    assert len(kept(events)) == 1
    events.assert_counters_agree()


def shape_of(place: dict) -> dict:
    """A link without what differs from one stranger to the next."""
    return {**place, "code": bool(place["code"]), "waiting_number": bool(place["waiting_number"])}


def test_nobody_learns_from_a_second_registration_whether_somebody_comes(events):
    """Typing in somebody's number gives what a number gives that nobody has: free, full, and without a waiting list."""
    opened(events, places=2)
    events.register("khoi-1", "Khách mời", phone="+84 912.345.678", email="Mai@Example.vn")

    def asked(link: str, phone: str, **more: Any) -> dict:
        return events.ask("register_publicly", application(link, phone, **more))

    def is_the_same(number: int, known: str, stranger: str) -> bool:
        repeat, fresh = asked(f"r{number}", known)["ok"], asked(f"f{number}", stranger)["ok"]
        return shape_of(repeat) == shape_of(fresh)

    assert is_the_same(1, "0912345678", "0900000001")
    assert is_the_same(2, "84912345678", "0900000002")
    by_mail = asked("mail", "", email="mai@example.VN")["ok"]
    assert by_mail["status"] == "waiting", "full for strangers"
    assert asked("r4", "0912 345 678")["ok"]["status"] == asked("f4", "0900000003")["ok"]["status"] == "waiting"
    refused = [asked(f"n{n}", phone, may_wait=False)["refused"] for n, phone in enumerate(("0912345678", "0900000004"))]
    assert refused[0] == refused[1]
    assert refused[0]["code"] == "quota_full"
    waiting = [events.ok("get_public_registration", by(link))["parties_before"] for link in ("mail", "r4", "f4")]
    assert waiting == [0, 1, 2], "a stranger behind a repeat sees it stand there"
    assert len(kept(events)) == 4, "the guest and three strangers"
    events.assert_counters_agree()


def test_the_link_of_a_repeat_neither_opens_nor_ends_the_registration_that_there_is(events):
    opened(events, places=1)
    first = events.ok("register_publicly", application("first", "0912345678"))
    repeat = events.ok("register_publicly", application("repeat", "0912345678", guest_name="Ai đó"))
    assert (repeat["status"], repeat["waiting_number"], repeat["code"]) == ("waiting", 1, "")
    gone = events.ok("withdraw_public_registration", by("repeat"))
    assert (gone["status"], gone["withdrawn"]) == ("cancelled", True)
    assert events.ok("get_public_registration", by("first")) == first
    [guest] = kept(events)
    assert (guest["status"], guest["guest_name"]) == ("confirmed", "Lê Thị Hoa")


def test_a_repeat_moves_up_when_a_stranger_behind_it_does(events):
    opened(events, places=1)
    events.ok("register_publicly", application("a", "0900000001"))
    events.ok("register_publicly", application("repeat", "0900000001"))
    events.ok("register_publicly", application("b", "0900000002"))
    events.ok("withdraw_public_registration", by("a"))
    assert events.ok("get_public_registration", by("b"))["status"] == "confirmed"
    moved = events.ok("get_public_registration", by("repeat"))
    assert (moved["status"], moved["waited"], bool(moved["code"])) == ("confirmed", True, True)
    assert [one["status"] for one in kept(events)] == ["cancelled", "confirmed"]


def test_withdrawing_frees_the_place_for_the_next_at_once_and_one_may_register_anew(events):
    """Hi.Events 790, pretix 1405: places were not freed on cancel."""
    opened(events, places=1)
    for link, phone in (("a", "0900000001"), ("b", "0900000002"), ("c", "0900000003")):
        events.ok("register_publicly", application(link, phone))
    assert events.ok("get_public_registration", by("c"))["parties_before"] == 1
    gone = events.ok("withdraw_public_registration", by("a"), key="k")
    assert (gone["status"], gone["withdrawn"], gone["code"]) == ("cancelled", True, "")
    assert events.ok("withdraw_public_registration", by("a"), key="k2") == gone
    up = events.ok("get_public_registration", by("b"))
    assert (up["status"], up["waited"]) == ("confirmed", True)
    assert events.ok("get_public_registration", by("c"))["parties_before"] == 0
    again = events.ok("register_publicly", application("a2", "0900000001"))
    assert (again["status"], again["parties_before"]) == ("waiting", 1)
    events.assert_counters_agree()


def test_a_place_that_is_kept_for_whoever_waited_is_taken_by_the_link(events):
    opened(events, places=1, offer_minutes=60)
    events.ok("register_publicly", application("a", "0900000001"))
    events.ok("register_publicly", application("b", "0900000002"))
    assert events.refused("accept_public_offer", by("b"))["code"] == "nothing_offered"
    events.ok("withdraw_public_registration", by("a"))
    offered = events.ok("get_public_registration", by("b"))
    assert offered["status"] == "offered"
    assert offered["offered_until"]
    taken = events.ok("accept_public_offer", by("b"))
    assert (taken["status"], bool(taken["code"])) == ("confirmed", True)
    assert events.ok("accept_public_offer", by("b")) == taken
    events.assert_counters_agree()


def test_what_the_organiser_cancels_is_told_by_the_link(events):
    opened(events)
    events.ok("register_publicly", application("a", "0900000001"))
    [guest] = kept(events)
    events.ok("cancel_registration", {"registration_id": guest["_id"], "reason": "Trùng"})
    shown = events.ok("withdraw_public_registration", by("a"))
    assert (shown["status"], shown["withdrawn"]) == ("cancelled", False)


def test_what_is_not_open_is_refused_by_name(events):
    def refused(phone: str = "0900000001", **more: Any) -> str:
        return events.refused("register_publicly", application("x", phone, **more))["code"]

    events.save(**LATER)
    assert refused() == refused(activity="khong-co") == "activity_not_public"
    assert events.refused("get_public_activity", {"id": "dien-dan"})["code"] == "activity_not_public"
    events.ok("open_to_public", {"activity": "dien-dan", "quota": "khoi-1"})
    assert refused(phone="") == "contact_missing"
    assert refused(keep_consent=False) == "invalid_command"
    assert events.refused("close_to_public", {"activity": "dien-dan", "called_off": True})["field"] == "reason"
    events.ok("close_to_public", {"activity": "dien-dan", "reason": "Đã đủ khách."})
    assert refused() == "registration_not_open"
    events.ok("close_to_public", {"activity": "dien-dan", "called_off": True, "reason": "Bão số 6."})
    assert refused() == "activity_called_off"
    events.ok("open_to_public", {"activity": "dien-dan", "quota": "khoi-1"})
    events.store.db["public_openings"].update_one({}, {"$set": {"closes_on": "2024-01-02"}})
    assert refused() == "registration_day_over"
    events.ok("open_to_public", {"activity": "dien-dan", "quota": "khoi-1"})
    events.ok("register_publicly", application("a", "0900000009"))
    events.save()  # its days are those of 2024 again
    assert refused() == "activity_over"
    assert events.refused("withdraw_public_registration", by("a"))["code"] == "activity_over"
    [past] = events.ok("list_public_activities", {"campaign": "ninh-thuan-2024"})["past"]
    assert (past["code"], past["state"]) == ("dien-dan", "past")
    assert events.refused("get_public_registration", by("nobody"))["code"] == "registration_link_unknown"
    assert len(kept(events)) == 1


def test_an_opening_that_can_not_be_is_refused_by_name(events):
    events.save()

    def refused(**told: Any) -> str:
        return events.refused("open_to_public", {"activity": "dien-dan", **told})["code"]

    assert refused(quota="khoi-1") == "activity_over"
    events.save(**LATER)
    assert refused() == "nowhere_to_register"
    assert refused(quota="khong-co") == "unknown_quota"
    assert refused(quota="ho") == "quota_not_for_public"
    assert refused(quota="khoi-1", closes_on="2024-10-01") == "closes_outside_activity"
    assert refused(quota="khoi-1", closes_on="2999-01-01") == "closes_outside_activity"
    assert refused(places=10**4, activity="khong-co") == "unknown_activity"
    assert events.refused("close_to_public", {"activity": "dien-dan"})["code"] == "registration_not_open"
    assert events.ok("get_opening", {"id": "dien-dan"})["state"] == "never_opened"


def test_an_announced_activity_is_listed_though_nobody_can_register(events):
    events.save(starts_on=None, ends_on=None)
    days = {"starts_on": LATER["starts_on"], "ends_on": LATER["ends_on"]}
    events.ok("announce_days", {
        "activity": "dien-dan", "announced_on": TODAY.isoformat(), "document": "Số 1/TB", **days,
    })
    [face] = events.ok("list_public_activities", {"campaign": "ninh-thuan-2024"})["coming"]
    assert (face["state"], face["places_left_at_least"]) == ("announced", None)
    assert events.refused("register_publicly", application("a", "0900000001"))["code"] == "registration_not_open"


def test_who_registered_is_forgotten_like_any_guest_and_the_link_still_opens(events):
    opened(events)
    events.ok("register_publicly", application("a", "0912345678", email="mai@example.vn"))
    events.save()  # its days are those of 2024 again
    events.store.db["registrations"].update_many({}, {"$set": {"registered_on": "2024-10-01"}})
    assert events.ok("expire_guests", {"activity": "dien-dan"})["forgotten"] == 1
    [guest] = kept(events)
    assert (guest["guest_name"], guest["contacts"]) == ("", [])
    assert "mai@example.vn" not in str(guest)
    assert events.ok("get_public_registration", by("a"))["activity"]["state"] == "past"


def test_guests_of_an_earlier_version_are_known_by_their_contacts_after_the_upgrade(events):
    opened(events)
    events.register("khoi-1", "Khách mời", phone="0912345678")
    events.store.db["registrations"].update_many({}, {"$unset": {"contacts": ""}})
    know_guests_by_their_contacts(events.store)
    know_guests_by_their_contacts(events.store)
    events.ok("register_publicly", application("a", "0912 345 678"))
    assert len(kept(events)) == 1
