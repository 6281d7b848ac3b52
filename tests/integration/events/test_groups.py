"""Delegations are admitted whole or not at all, and keep their turn."""

import pytest

pytestmark = pytest.mark.integration


def block(places: int, **changes: object) -> dict:
    return {"places": None, "quotas": [{"code": "a", "name": "Khối A", "places": places}], **changes}


def group(events, size: int, quota: str = "a", **more: object) -> dict:
    return events.ok("register_group", {
        "activity": "dien-dan", "quota": quota, "name": "Đoàn xã Phước Dinh", "size": size, **more,
    })


def left(events, quota: str = "a") -> int:
    activity = events.ok("get_activity", {"id": "dien-dan"})
    return next(q["left"] for q in activity["quotas"] if q["code"] == quota)


def status(events, registration: dict) -> str:
    return events.ok("get_registration", {"id": registration["registration_id"]})["status"]


def test_a_group_gets_all_its_places_with_names_or_without(events):
    events.save(**block(6))
    made = group(events, 5, members=[{"guest_name": "Trần Thị Bình"}, {"guest_name": "Lê Văn Chín", "assisted": True}])
    assert (made["status"], made["size"], made["living"], made["named"]) == ("confirmed", 5, 5, 2)
    assert [m["guest_name"] for m in made["members"]] == ["Trần Thị Bình", "Lê Văn Chín", "", "", ""]
    assert {m["organisation"] for m in made["members"]} == {"Đoàn xã Phước Dinh"}
    assert left(events) == 1
    assert events.ok("get_group", {"id": made["group_id"]}) == made
    events.assert_counters_agree()
    assert "Bình" not in events.said()[-1].to_bytes().decode()


def test_a_group_that_does_not_fit_takes_no_place_at_all(events):
    events.save(**block(4))
    waits = group(events, 5)
    assert (waits["status"], waits["waiting_number"], left(events)) == ("waiting", 1, 4)
    refused = events.refused("register_group", {
        "activity": "dien-dan", "quota": "a", "name": "Đoàn B", "size": 6, "may_wait": False,
    })
    assert (refused["code"], refused["facts"]["wanted"], refused["facts"]["left"]) == ("quota_full", 6, 4)
    events.assert_counters_agree()


def test_nobody_overtakes_a_waiting_group_in_strict_order(events):
    """pretix 974, 2119 and indico 3036: single guests took each free place, and the group never got in."""
    events.save(**block(4))
    held = [events.register("a", f"Khách {n}") for n in range(2)]
    waits = group(events, 4)
    single = events.register("a", "Khách lẻ")
    assert (single["status"], single["waiting_number"]) == ("waiting", 2)
    for one in held:
        events.ok("cancel_registration", {"registration_id": one["registration_id"]})
    assert events.ok("get_group", {"id": waits["group_id"]})["status"] == "confirmed"
    assert status(events, single) == "waiting"
    events.assert_counters_agree()


def test_with_best_fit_free_places_are_not_kept_for_a_group_that_does_not_fit(events):
    events.save(**block(4, waiting_policy="best_fit"))
    held = events.register("a", "Khách 1")
    waits = group(events, 4)
    single = events.register("a", "Khách lẻ")
    assert (single["status"], waits["status"]) == ("confirmed", "waiting")
    pair, other = group(events, 3), events.register("a", "Khách sau")
    assert (pair["status"], other["status"]) == ("waiting", "confirmed")
    events.ok("cancel_registration", {"registration_id": held["registration_id"]})
    events.ok("cancel_registration", {"registration_id": other["registration_id"]})
    assert events.ok("get_group", {"id": pair["group_id"]})["status"] == "confirmed"
    assert events.ok("get_group", {"id": waits["group_id"]})["status"] == "waiting"
    events.assert_counters_agree()


def test_each_member_who_cancels_frees_a_place_and_the_whole_group_all(events):
    """Hi.Events 790, pretix 1405: places of a cancelled order stayed taken."""
    events.save(**block(5))
    made = group(events, 5)
    first, second, *_ = [m["registration_id"] for m in made["members"]]
    events.ok("cancel_registration", {"registration_id": first, "reason": "Ốm"})
    assert left(events) == 1
    some = events.ok("cancel_group", {"group_id": made["group_id"], "registration_ids": [first, second]})
    assert (some["living"], some["status"], left(events)) == (3, "confirmed", 2)
    whole = events.ok("cancel_group", {"group_id": made["group_id"], "reason": "Hoãn"})
    assert (whole["living"], whole["status"], left(events)) == (0, "cancelled", 5)
    events.assert_counters_agree()


def test_a_waiting_group_that_gets_smaller_gets_in_as_soon_as_it_fits(events):
    events.save(**block(3))
    waits = group(events, 5)
    ids = [m["registration_id"] for m in waits["members"]]
    events.ok("cancel_registration", {"registration_id": ids[0]})
    assert events.ok("get_group", {"id": waits["group_id"]})["status"] == "waiting"
    events.assert_counters_agree()
    events.ok("cancel_group", {"group_id": waits["group_id"], "registration_ids": ids[1:2]})
    assert events.ok("get_group", {"id": waits["group_id"]})["status"] == "confirmed"
    assert left(events) == 0
    events.assert_counters_agree()


def test_a_waiting_group_leaves_the_list_as_a_whole(events):
    events.save(**block(3))
    waits, behind = group(events, 5), events.register("a", "Khách sau")
    assert behind["status"] == "waiting"
    events.ok("cancel_group", {"group_id": waits["group_id"]})
    assert status(events, behind) == "confirmed"
    events.assert_counters_agree()


def test_members_are_named_later_once_each(events):
    events.save(**block(3))
    made = group(events, 3, members=[{"guest_name": "Một"}])
    named = events.ok("name_members", {"group_id": made["group_id"], "members": [{"guest_name": "Hai"}]}, key="k")
    assert [m["guest_name"] for m in named["members"]] == ["Một", "Hai", ""]
    again = events.ok("name_members", {"group_id": made["group_id"], "members": [{"guest_name": "Hai"}]}, key="k")
    assert again == named
    refused = events.refused("name_members", {
        "group_id": made["group_id"], "members": [{"guest_name": "Ba"}, {"guest_name": "Bốn"}],
    })
    assert (refused["code"], refused["facts"]) == ("no_more_to_name", {"unnamed": 1, "wanted": 2})


@pytest.mark.parametrize(("change", "code", "field"), [
    ({"size": 0}, "invalid_command", "size"),
    ({"size": 201}, "invalid_command", "size"),
    ({"size": 1, "members": [{"guest_name": "A"}, {"guest_name": "B"}]}, "more_names_than_places", "members"),
    ({"quota": "b"}, "unknown_quota", "quota"),
    ({"also": ["a"]}, "not_across", "also.0"),
    ({"also": ["b"]}, "unknown_quota", "also.0"),
    ({"activity": "x"}, "unknown_activity", "activity"),
])
def test_bad_groups_are_refused_by_name_and_write_nothing(events, change, code, field):
    events.save(**block(9))
    refused = events.refused("register_group", {
        "activity": "dien-dan", "quota": "a", "name": "Đoàn", "size": 2, **change,
    })
    assert (refused["code"], refused["field"]) == (code, field)
    assert events.store.db["registrations"].count_documents({}) == 0
    assert events.store.db["groups"].count_documents({}) == 0


def test_a_stranger_is_not_cancelled_with_a_group(events):
    events.save(**block(9))
    made, other = group(events, 2), events.register("a")
    refused = events.refused("cancel_group", {
        "group_id": made["group_id"], "registration_ids": [other["registration_id"]],
    })
    assert (refused["code"], refused["field"]) == ("unknown_registration", "registration_ids.0")
    assert events.refused("get_group", {"id": "x"})["code"] == "unknown_group"


BEDS = [
    {"code": "a", "name": "Khối A", "places": 5}, {"code": "b", "name": "Khối B", "places": 5},
    {"code": "giuong", "name": "Lưu trú", "places": 2, "across": True},
]


def test_a_guest_takes_from_several_quotas_at_once_or_from_none(events):
    events.save(places=9, quotas=BEDS)
    for number in range(2):
        assert events.register("a", f"Khách {number}", also=["giuong"])["status"] == "confirmed"
    third = events.register("b", "Khách 3", also=["giuong"])
    assert third["status"] == "waiting"
    assert {q: left(events, q) for q in ("a", "b", "giuong")} == {"a": 3, "b": 5, "giuong": 0}
    assert events.register("b", "Khách 4")["status"] == "confirmed"
    beds = next(q for q in events.ok("get_activity", {"id": "dien-dan"})["quotas"] if q["code"] == "giuong")
    assert (beds["taken"], beds["waiting"]) == (2, 0)
    listed = events.ok("list_registrations", {"activity": "dien-dan", "quota": "giuong"})["registrations"]
    assert [r["guest_name"] for r in listed] == ["Khách 0", "Khách 1", "Khách 3"]
    events.assert_counters_agree()


def test_a_bed_that_becomes_free_goes_to_who_waits_for_it_in_another_block(events):
    events.save(places=9, quotas=BEDS)
    sleeper = events.register("a", "Một", also=["giuong"])
    group(events, 1, also=["giuong"])
    waits = events.register("b", "Ba", also=["giuong"])
    events.ok("cancel_registration", {"registration_id": sleeper["registration_id"]})
    assert status(events, waits) == "confirmed"
    events.assert_counters_agree()


def test_a_quota_across_is_nobodys_own_and_can_not_go_while_somebody_takes_from_it(events):
    events.save(places=9, quotas=BEDS)
    refused = events.refused("register_guest", {"activity": "dien-dan", "quota": "giuong", "guest_name": "A"})
    assert (refused["code"], refused["field"]) == ("quota_across", "quota")
    events.register("a", "Một", also=["giuong"])
    from tests.integration.events.conftest import forum

    assert events.refused("save_activity", forum(places=9, quotas=BEDS[:2]))["code"] == "quota_in_use"
    fewer = [*BEDS[:2], {**BEDS[2], "places": 0}]
    assert events.refused("save_activity", forum(places=9, quotas=fewer))["code"] == "quota_below_taken"


def test_groups_are_listed_the_newest_first_with_how_many_are_in_and_named(events):
    events.save(**block(6))
    first = group(events, 2, members=[{"guest_name": "Trần Thị Bình"}])
    second = group(events, 5)
    listed = events.ok("list_groups", {"activity": "dien-dan", "limit": 1})
    assert ([one["group_id"] for one in listed["groups"]], listed["more"]) == ([second["group_id"]], True)
    assert listed["groups"][0]["status"] == "waiting"
    events.ok("cancel_group", {"group_id": first["group_id"], "reason": "Không đi"})
    listed = events.ok("list_groups", {"activity": "dien-dan", "skip": 1})
    assert [(one["group_id"], one["living"], one["named"], one["status"]) for one in listed["groups"]] == [
        (first["group_id"], 0, 0, "cancelled")
    ]
    assert not listed["more"]
    assert "Bình" not in str(listed)
