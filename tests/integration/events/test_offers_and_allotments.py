"""Places kept for a time: offered to the next who waits, or given to an office to name guests for."""

import datetime as dt

import pytest

from messaging import unit_of_work
from runtime.clock import utc_now
from services.events.migrations import split_places_of_guests

pytestmark = pytest.mark.integration

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def later(monkeypatch):
    """``later(hours)``: from now on the service's clock is so much ahead."""

    now_it_is = unit_of_work.UnitOfWork

    def shift(hours: float) -> None:
        monkeypatch.setattr(
            unit_of_work, "UnitOfWork", lambda db, now, *more: now_it_is(db, now + hours * HOUR, *more)
        )

    return shift


def day(ahead: int) -> str:
    return (utc_now() + dt.timedelta(hours=7, days=ahead)).date().isoformat()


def small(events, places: int = 1, **changes: object) -> dict:
    return events.save(**{
        "places": None, "offer_minutes": 60, "starts_on": day(30), "ends_on": None,
        "quotas": [{"code": "a", "name": "Khối A", "places": places}], **changes,
    })


def now(events, registration: dict) -> dict:
    return events.ok("get_registration", {"id": registration["registration_id"]})


def counted(events) -> tuple:
    activity = events.ok("get_activity", {"id": "dien-dan"})
    left = activity["quotas"][0]["left"]
    return activity["taken"], activity["offered"], activity["allotted"], activity["waiting"], left


def cancel(events, registration: dict) -> None:
    events.ok("cancel_registration", {"registration_id": registration["registration_id"]})


def test_a_free_place_is_offered_to_the_next_and_kept_until_then(events):
    small(events)
    holder, second, third = (events.register("a", f"Khách {n}") for n in range(3))
    cancel(events, holder)
    offered = now(events, second)
    assert offered["status"] == "offered"
    until = dt.datetime.fromisoformat(offered["offered_until"])
    assert dt.timedelta(minutes=59) < until - utc_now() <= HOUR
    assert counted(events) == (0, 1, 0, 1, 0)
    assert events.register("a", "Người mới")["status"] == "waiting"
    taken = events.ok("accept_offer", {"registration_id": second["registration_id"]})
    assert (taken["status"], "offered_until" in taken) == ("confirmed", False)
    assert events.ok("accept_offer", {"registration_id": second["registration_id"]}) == taken
    assert now(events, third)["status"] == "waiting"
    events.assert_counters_agree()


def test_an_offer_that_is_declined_goes_to_the_next_in_the_same_transaction(events):
    small(events)
    holder, second, third = (events.register("a", f"Khách {n}") for n in range(3))
    cancel(events, holder)
    left_it = events.ok("decline_offer", {"registration_id": second["registration_id"], "reason": "Bận"})
    assert (left_it["status"], left_it["ended_by"], left_it["cancel_reason"]) == ("cancelled", "declined", "Bận")
    assert now(events, third)["status"] == "offered"
    assert [row["status"] for row in events.said()[-1].data["entries"]] == ["cancelled", "offered"]
    refused = events.refused("decline_offer", {"registration_id": second["registration_id"]})
    assert refused["code"] == "nothing_offered"
    events.assert_counters_agree()


@pytest.mark.parametrize("touch", ["get_activity", "register_guest", "settle", "cancel", "save"])
def test_an_offer_runs_out_whoever_touches_the_activity_next(events, later, touch):
    small(events)
    holder, second, third = (events.register("a", f"Khách {n}") for n in range(3))
    cancel(events, holder)
    later(1.1)
    if touch == "get_activity":
        assert counted(events)[1] == 1
    elif touch == "settle":
        events.service.settle_what_is_due()
        events.service.settle_what_is_due()
    elif touch == "register_guest":
        events.register("a", "Khách mới")
    elif touch == "cancel":
        cancel(events, second)
    else:
        small(events, name="Tên khác")
    over = now(events, second)
    assert (over["status"], over["ended_by"], over["version"]) == ("cancelled", "expired", 3)
    assert now(events, third)["status"] == "offered"
    events.assert_counters_agree()


def test_who_accepts_too_late_is_told_so_and_the_place_is_the_next_ones(events, later):
    small(events)
    holder, second, third = (events.register("a", f"Khách {n}") for n in range(3))
    cancel(events, holder)
    later(1.1)
    assert events.refused("accept_offer", {"registration_id": second["registration_id"]})["code"] == "offer_expired"
    events.service.settle_what_is_due()
    assert now(events, third)["status"] == "offered"
    later(2.3)
    events.service.settle_what_is_due()
    assert counted(events) == (0, 0, 0, 0, 1)
    assert "due_at" not in events.store.db["activities"].find_one({})
    events.assert_counters_agree()


def test_a_group_is_offered_its_places_and_takes_or_leaves_them_together(events):
    small(events, 2)
    holder = events.ok("register_group", {"activity": "dien-dan", "quota": "a", "name": "Đoàn 1", "size": 2})
    second = events.ok("register_group", {"activity": "dien-dan", "quota": "a", "name": "Đoàn 2", "size": 2})
    third = events.ok("register_group", {"activity": "dien-dan", "quota": "a", "name": "Đoàn 3", "size": 2})
    events.ok("cancel_group", {"group_id": holder["group_id"]})
    assert counted(events) == (0, 2, 0, 2, 0)
    events.ok("decline_offer", {"registration_id": second["members"][1]["registration_id"]})
    assert events.ok("get_group", {"id": second["group_id"]})["living"] == 0
    events.ok("accept_offer", {"registration_id": third["members"][0]["registration_id"]})
    assert events.ok("get_group", {"id": third["group_id"]})["status"] == "confirmed"
    assert counted(events) == (2, 0, 0, 0, 0)
    events.assert_counters_agree()


def allot(events, places: int, key: str | None = None, **more: object) -> dict:
    return events.ok("allot_places", {
        "activity": "dien-dan", "unit": "584", "office": "Mặt trận huyện", "quota": "a", "places": places,
        "reclaim_on": day(2), **more,
    }, key)


def test_an_office_names_guests_into_its_places_until_they_are_used_up(events):
    small(events, 5)
    given = allot(events, 3)
    assert (given["left"], given["named"], given["status"]) == (3, 0, "open")
    assert counted(events) == (0, 0, 3, 0, 2)
    named = events.ok("name_guests", {
        "allotment_id": given["allotment_id"], "guests": [{"guest_name": "Một"}, {"guest_name": "Hai"}],
    })
    assert [(r["status"], r["allotment_id"]) for r in named["registrations"]] == [
        ("confirmed", given["allotment_id"])
    ] * 2
    assert counted(events) == (2, 0, 1, 0, 2)
    refused = events.refused("name_guests", {
        "allotment_id": given["allotment_id"], "guests": [{"guest_name": "Ba"}, {"guest_name": "Bốn"}],
    })
    assert (refused["code"], refused["facts"]) == ("allotment_used_up", {"left": 1, "wanted": 2})
    events.assert_counters_agree()


def test_a_named_guest_who_cancels_leaves_the_place_to_the_office(events):
    small(events, 1)
    given = allot(events, 1)
    waits = events.register("a", "Khách chờ")
    [guest] = events.ok("name_guests", {
        "allotment_id": given["allotment_id"], "guests": [{"guest_name": "Một"}],
    })["registrations"]
    cancel(events, guest)
    assert now(events, waits)["status"] == "waiting"
    assert events.ok("get_allotment", {"id": given["allotment_id"]})["left"] == 1
    assert counted(events) == (0, 0, 1, 1, 0)
    events.assert_counters_agree()


@pytest.mark.parametrize("touch", ["get_allotment", "get_activity", "settle"])
def test_unused_places_go_back_by_themselves_on_the_day_once(events, later, touch):
    small(events, 3)
    given = allot(events, 3)
    events.ok("name_guests", {"allotment_id": given["allotment_id"], "guests": [{"guest_name": "Một"}]})
    waits = events.register("a", "Khách chờ")
    later(49)
    for _ in range(2):
        if touch == "settle":
            events.service.settle_what_is_due()
        elif touch == "get_activity":
            assert counted(events) == (1, 1, 0, 0, 1)
        over = events.ok("get_allotment", {"id": given["allotment_id"]})
        assert (over["status"], over["left"], over["named"], over["returned"]) == ("reclaimed", 0, 1, 2)
        assert over["version"] == 3
    assert now(events, waits)["status"] == "offered"
    assert counted(events) == (1, 1, 0, 0, 1)
    refused = events.refused("name_guests", {
        "allotment_id": given["allotment_id"], "guests": [{"guest_name": "Hai"}],
    })
    assert refused["code"] == "allotment_closed"
    events.assert_counters_agree()


def test_places_given_back_early_go_to_who_waits(events):
    small(events, 2, offer_minutes=None)
    given = allot(events, 2)
    waits = events.register("a", "Khách chờ")
    back = events.ok("return_places", {"allotment_id": given["allotment_id"], "places": 1})
    assert (back["left"], back["returned"], back["status"]) == (1, 1, "open")
    assert now(events, waits)["status"] == "confirmed"
    assert events.ok("return_places", {"allotment_id": given["allotment_id"], "places": 1})["status"] == "returned"
    assert counted(events) == (1, 0, 0, 0, 1)
    events.assert_counters_agree()


def test_places_that_somebody_waits_for_are_not_allotted(events):
    small(events, 3)
    events.ok("register_group", {"activity": "dien-dan", "quota": "a", "name": "Đoàn", "size": 4})
    refused = events.refused("allot_places", {
        "activity": "dien-dan", "unit": "584", "office": "Huyện", "quota": "a", "places": 2, "reclaim_on": day(2),
    })
    assert refused["code"] == "kept_for_those_who_wait"


@pytest.mark.parametrize(("change", "code", "field"), [
    ({"reclaim_on": day(0)}, "reclaim_day_past", "reclaim_on"),
    ({"reclaim_on": day(31)}, "reclaim_after_activity", "reclaim_on"),
    ({"places": 4}, "quota_full", "quota"),
    ({"places": 0}, "invalid_command", "places"),
    ({"quota": "x"}, "unknown_quota", "quota"),
    ({"office": ""}, "invalid_command", "office"),
])
def test_bad_allotments_are_refused_by_name_and_hold_nothing(events, change, code, field):
    small(events, 3)
    refused = events.refused("allot_places", {
        "activity": "dien-dan", "unit": "584", "office": "Huyện", "quota": "a", "places": 2, "reclaim_on": day(2),
        **change,
    })
    assert (refused["code"], refused["field"]) == (code, field)
    assert counted(events) == (0, 0, 0, 0, 3)
    assert events.store.db["allotments"].count_documents({}) == 0


def why(events, registration: dict) -> dict:
    return events.ok("explain_waiting", {"id": registration["registration_id"]})


def test_who_waits_is_told_why_not_me(events):
    small(events, 5, offer_minutes=None)
    for number in range(3):
        events.register("a", f"Khách {number}")
    party = events.ok("register_group", {"activity": "dien-dan", "quota": "a", "name": "Đoàn", "size": 4})
    single = events.register("a", "Khách lẻ")
    first = why(events, party["members"][0])
    assert (first["parties_before"], first["places_wanted"], first["policy"]) == (0, 4, "strict")
    [short] = first["short"]
    assert (short["quota"], short["places"], short["left"], short["missing"]) == ("a", 5, 2, 2)
    behind = why(events, single)
    assert (behind["parties_before"], behind["guests_before"]) == (1, 4)
    [kept] = behind["short"]
    assert (kept["left"], kept["missing"], kept["kept_for_those_before"]) == (2, 0, True)
    assert any("giữ cho đoàn chờ trước" in line for line in behind["answer"])


def test_who_does_not_wait_is_told_that(events):
    small(events, 1)
    holder, second = events.register("a", "Một"), events.register("a", "Hai")
    assert why(events, holder)["answer"] == ["Đã có chỗ, không phải chờ."]
    cancel(events, holder)
    assert "nhận lời" in why(events, second)["answer"][0]
    assert events.refused("explain_waiting", {"id": "x"})["code"] == "unknown_registration"


def test_a_database_of_an_earlier_version_goes_on_with_its_guests(events):
    events.save(places=None, quotas=[{"code": "a", "name": "A", "places": 1}])
    holder, waits = events.register("a", "Một"), events.register("a", "Hai")
    db = events.store.db
    db["activities"].update_many({}, {"$unset": dict.fromkeys(
        ("held", "queued", "offered", "allotted", "waiting_policy", "offer_minutes"), ""
    )})
    db["registrations"].update_many({}, {"$unset": dict.fromkeys(("party", "kind", "also"), "")})
    split_places_of_guests(events.store)
    split_places_of_guests(events.store)
    cancel(events, holder)
    assert now(events, waits)["status"] == "confirmed"
    events.assert_counters_agree()
