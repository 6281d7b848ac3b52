"""Guests at the gate, on a real MongoDB."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from runtime.clock import utc_now
from services.events.guests.rules import check_sign

pytestmark = pytest.mark.integration

NOBODYS = "23456" + check_sign("23456")
DAY = dt.datetime(2024, 10, 17, 0, 30, tzinfo=dt.UTC)


class Gate:
    """A device at a gate of the forum."""

    def __init__(self, events, name: str = "A") -> None:
        self.events, self.name = events, name

    def scan(self, code: str, minute: int = 0, shown: str | None = None, scan_id: str = "") -> dict:
        return {
            "scan_id": scan_id or uuid.uuid4().hex, "code": code, "gate": f"Cổng {self.name}",
            "scanned_at": (DAY + dt.timedelta(minutes=minute)).isoformat(), "shown": shown,
        }

    def send(self, *scans: dict) -> list[dict]:
        told = {"activity": "dien-dan", "device_id": f"may-{self.name}", "scans": list(scans)}
        return self.events.ok("record_scans", told)["receipts"]

    def reads(self, code: str, minute: int = 0, **more) -> dict:
        return self.send(self.scan(code, minute, **more))[0]


@pytest.fixture
def forum(events):
    events.save(quotas=[{"code": "khoi-1", "name": "Khối 1", "places": 20}])
    return events


def guest(events, name: str = "Nguyễn Văn An", **more) -> dict:
    made = events.register("khoi-1", name, **more)
    # As if the list had been made before the day of the scans.
    before = {"registered_at": DAY - dt.timedelta(days=9)}
    events.store.db["registrations"].update_many({}, {"$set": before})
    return made


def counter(events) -> tuple[int, int, int]:
    now = events.ok("get_check_in", {"id": "dien-dan"})
    return now["expected"], now["arrived"], now["conflicts"]


def conflicts(events) -> dict[str, list[str]]:
    found = events.ok("list_scan_conflicts", {"activity": "dien-dan"})["conflicts"]
    return {one["code"]: one["kinds"] for one in found}


def test_a_guest_is_admitted_and_a_repeated_scan_shows_when_and_where_the_first_was_alfio_1501(forum):
    badge = guest(forum)["code"]
    first = Gate(forum, "A").reads(badge, 1)
    assert (first["outcome"], first["guest_name"], first["quota_name"]) == ("admitted", "Nguyễn Văn An", "Khối 1")
    again = Gate(forum, "B").reads(f" {badge.lower()} ", 7)
    assert again["outcome"] == "repeat"
    assert again["first"] == {
        "scan_id": first["scan_id"], "device_id": "may-A", "gate": "Cổng A",
        "scanned_at": "2024-10-17T00:31:00.000Z",
    }
    assert counter(forum) == (1, 1, 0)


def test_who_waits_has_cancelled_or_is_unknown_is_told_so_and_does_not_count_as_come(forum):
    gate = Gate(forum)
    cancelled = guest(forum)
    forum.ok("cancel_registration", {"registration_id": cancelled["registration_id"]})
    forum.save(quotas=[{"code": "khoi-1", "name": "Khối 1", "places": 1}])
    here, waits = guest(forum, "Khách Một"), guest(forum, "Khách Hai")
    told = {badge: gate.reads(badge)["outcome"] for badge in (cancelled["code"], here["code"], waits["code"], NOBODYS)}
    assert list(told.values()) == ["cancelled", "admitted", "waiting", "unknown"]
    assert counter(forum) == (1, 1, 0)


def test_what_is_no_code_at_all_is_told_as_unknown_and_not_kept(forum):
    identity_card = "058199001234||Nguyễn Văn An|01011990"
    assert Gate(forum).reads(identity_card)["outcome"] == "unknown"
    assert forum.store.db["check_in_scans"].count_documents({}) == 0


def test_the_same_scan_counts_once_for_ever_and_its_id_serves_no_other(forum):
    gate, badge, other = Gate(forum), guest(forum)["code"], guest(forum, "Khách Hai")["code"]
    scan = gate.scan(badge)
    receipts = [gate.send(scan)[0] for _ in range(3)]
    assert receipts[0] == receipts[1] == receipts[2]
    assert len(forum.said()) == 4  # an activity, two guests, one arrival
    assert gate.send({**scan, "code": other})[0]["outcome"] == "id_reused"
    assert gate.send({**scan, "scanned_at": DAY.replace(hour=5).isoformat()}) == [receipts[0]]  # the first time holds
    assert counter(forum) == (2, 1, 0)
    twice = forum.refused("record_scans", {"activity": "dien-dan", "device_id": "m", "scans": [scan, scan]})
    assert twice["code"] == "invalid_command"


def test_an_earlier_scan_that_comes_late_becomes_the_first_and_the_event_says_so(forum):
    badge = guest(forum)
    Gate(forum, "B").reads(badge["code"], 9)
    late = Gate(forum, "A").reads(badge["code"], 2)
    assert (late["outcome"], late["first"]["gate"]) == ("admitted", "Cổng A")
    assert Gate(forum, "B").reads(badge["code"], 12)["first"]["scanned_at"] == "2024-10-17T00:32:00.000Z"
    row = [e for e in forum.said() if e.type == "events.arrivals_changed.v1"][-1].data["entries"][0]
    assert (row["arrived_at"], row["gate"], row["version"], row["scans"]) == (
        "2024-10-17T00:32:00.000Z", "Cổng A", 3, 3,
    )
    assert badge["code"] not in str(row) and "An" not in str(row)


def test_two_gates_offline_that_both_let_the_same_guest_in_are_a_conflict(forum):
    badge = guest(forum)["code"]
    Gate(forum, "A").reads(badge, 1, shown="admitted")
    assert conflicts(forum) == {}
    assert Gate(forum, "B").reads(badge, 2, shown="admitted")["conflict"]
    assert conflicts(forum) == {badge: ["admitted_twice"]}
    [found] = forum.ok("list_scan_conflicts", {"activity": "dien-dan"})["conflicts"]
    assert [(one["gate"], one["recorded_by"]) for one in found["scans"]] == [("Cổng A", "clerk"), ("Cổng B", "clerk")]
    assert counter(forum) == (1, 1, 1)


def test_a_gate_that_saw_the_repeat_is_no_conflict(forum):
    badge = guest(forum)["code"]
    Gate(forum, "A").reads(badge, 1, shown="admitted")
    Gate(forum, "B").reads(badge, 2, shown="repeat")
    assert Gate(forum, "C").reads(badge, 3)["outcome"] == "repeat"  # it waited for the answer
    assert conflicts(forum) == {}


def test_a_gate_that_let_in_by_an_old_list_is_a_conflict(forum):
    cancelled = guest(forum)
    forum.ok("cancel_registration", {"registration_id": cancelled["registration_id"]})
    receipt = Gate(forum).reads(cancelled["code"], 1, shown="admitted")
    assert (receipt["outcome"], receipt["conflict"]) == ("cancelled", True)
    assert conflicts(forum) == {cancelled["code"]: ["admitted_cancelled"]}
    assert counter(forum) == (0, 0, 1)


def test_what_a_device_showed_may_be_told_after_the_scan_itself(forum):
    """The answer was lost on the way, and the gate decided by itself before it asked again."""
    badge = guest(forum)["code"]
    Gate(forum, "A").reads(badge, 1, shown="admitted")
    scan = Gate(forum, "B").scan(badge, 2)
    assert Gate(forum, "B").send(scan)[0]["outcome"] == "repeat"
    assert Gate(forum, "B").send({**scan, "shown": "admitted"})[0]["conflict"]
    assert Gate(forum, "B").send({**scan, "shown": "repeat"})[0]["conflict"]  # said once
    assert conflicts(forum) == {badge: ["admitted_twice"]}


def test_a_guest_who_came_stays_come_when_the_registration_is_cancelled_afterwards(forum):
    made = guest(forum)
    Gate(forum).reads(made["code"])
    forum.ok("cancel_registration", {"registration_id": made["registration_id"]})
    assert forum.ok("get_check_in", {"id": "dien-dan"})["arrived"] == 1


def test_a_clock_that_is_ahead_is_clamped_and_marked(forum):
    badge = guest(forum)["code"]
    scan = Gate(forum).scan(badge) | {"scanned_at": (utc_now() + dt.timedelta(days=400)).isoformat()}
    receipt = Gate(forum).send(scan)[0]
    assert receipt["clock_wrong"] and receipt["scanned_at"][:4] == str(utc_now().year)
    kept = forum.store.db["check_in_scans"].find_one({})
    assert kept["scanned_at"] > kept["received_at"] == kept["at"]
    assert Gate(forum).send(scan)[0] == receipt


def test_a_scan_made_by_mistake_is_undone_with_its_reason_and_stays_undone(forum):
    badge, gate = guest(forum)["code"], Gate(forum)
    scan = gate.scan(badge, 1)
    gate.send(scan)
    undo = {"activity": "dien-dan", "scan_id": scan["scan_id"], "reason": "Quét nhầm thẻ người đứng sau"}
    assert forum.ok("undo_scan", undo, key="k")["receipt"]["outcome"] == "undone"
    assert forum.ok("undo_scan", undo, key="k")["receipt"]["outcome"] == "undone"
    assert forum.refused("undo_scan", undo)["code"] == "scan_undone"
    assert gate.send(scan)[0]["outcome"] == "undone"
    assert counter(forum) == (1, 0, 0)
    assert forum.store.db["check_in_scans"].find_one({})["undone_reason"] == undo["reason"]
    assert gate.reads(badge, 5)["outcome"] == "admitted"
    assert counter(forum) == (1, 1, 0)
    assert forum.refused("undo_scan", {**undo, "scan_id": "khong-co"})["code"] == "unknown_scan"


def test_undoing_the_first_scan_leaves_the_next_one_as_the_first(forum):
    badge = guest(forum)["code"]
    first, second = Gate(forum, "A").scan(badge, 1, "admitted"), Gate(forum, "B").scan(badge, 4, "admitted")
    Gate(forum, "A").send(first)
    Gate(forum, "B").send(second)
    forum.ok("undo_scan", {"activity": "dien-dan", "scan_id": first["scan_id"], "reason": "Thử máy"})
    assert Gate(forum, "B").send(second)[0]["outcome"] == "admitted"
    assert (counter(forum), conflicts(forum)) == ((1, 1, 0), {})


def test_the_list_of_who_came_hides_beneficiaries_and_every_look_is_kept(forum):
    badge = guest(forum, "Katơr Thị Sáu", kind="household")["code"]
    guest(forum, "Lê Thị Tám")
    Gate(forum).reads(badge, 3)
    def names(**query):
        return [(one["guest_name"], one["arrived_at"], one["gate"]) for one in
                forum.ok("list_arrivals", {"activity": "dien-dan", **query})["guests"]]

    assert names() == [("K. T. S.", "2024-10-17T00:33:00.000Z", "Cổng A"), ("Lê Thị Tám", None, "")]
    assert names(arrived=True, purpose="Gửi giấy cảm ơn")[0][0] == "Katơr Thị Sáu"
    assert names(arrived=False) == [("Lê Thị Tám", None, "")]
    looks = forum.ok("list_guest_looks", {"activity": "dien-dan"})["looks"]
    assert [(look["what"], look["purpose"], look["guests"]) for look in looks] == [
        ("danh sách khách đến", "", 1), ("danh sách khách đến", "Gửi giấy cảm ơn", 1), ("danh sách khách đến", "", 2),
    ]


def test_a_long_list_comes_page_by_page_and_none_is_left_out(forum):
    numbers = [guest(forum, f"Khách {n}")["number"] for n in range(7)]
    Gate(forum).reads(forum.ok("list_registrations", {"activity": "dien-dan"})["registrations"][3]["code"])
    for query, wanted in (({}, numbers), ({"arrived": True}, [4]), ({"arrived": False}, [1, 2, 3, 5, 6, 7])):
        seen, after = [], 0
        while after is not None:
            page = forum.ok("list_arrivals", {"activity": "dien-dan", "after": after, "limit": 2, **query})
            seen += [one["number"] for one in page["guests"]]
            after = page["next_after"]
        assert seen == wanted


def test_twelve_gates_at_once_end_as_one_after_the_other(forum):
    badge = guest(forum)["code"]
    gates = [Gate(forum, str(n)) for n in range(12)]
    with ThreadPoolExecutor(12) as pool:
        told = list(pool.map(lambda n: gates[n].send(*(gates[n].scan(badge, m) for m in (n, n + 20)))[0], range(12)))
    arrival = forum.store.db["arrivals"].find_one({})
    assert (arrival["scans"], arrival["gate"], arrival["at"].minute) == (24, "Cổng 0", 30)
    assert len(told) == 12 and counter(forum)[:2] == (1, 1)


def test_five_hundred_scans_come_in_one_command(events):
    events.save(places=600, quotas=[{"code": "khoi-1", "name": "Khối 1", "places": 600}])
    guests = [guest(events, f"Khách {n}")["code"] for n in range(20)]
    gate = Gate(events)
    scans = [gate.scan(guests[n % 20], n % 60) for n in range(500)]
    told = [one["outcome"] for one in gate.send(*scans)]
    assert (told.count("admitted"), told.count("repeat")) == (20, 480)
    # Of this guest it is certain: of scans of one minute, as the last one's, the scan id decides which was the first.
    assert gate.send(*scans)[59]["outcome"] == "repeat"
