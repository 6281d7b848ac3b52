"""Scans in any order, doubled and cut into any batches end in the same state as a simple model."""

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.events.guests.rules import check_sign

pytestmark = pytest.mark.integration

NOBODYS = "23456" + check_sign("23456")
DAY = dt.datetime(2024, 10, 17, 0, 30, tzinfo=dt.UTC)
STATUSES = {"come-1": "confirmed", "come-2": "confirmed", "wait": "waiting", "gone": "cancelled", "nobody": None}


@dataclass(frozen=True)
class Made:
    """A scan as a device made it; ``whose``: a guest of :data:`STATUSES`."""

    number: int
    whose: str
    minute: int
    device: str
    shown: str

    @property
    def scan_id(self) -> str:
        return f"scan-{self.number}"


@st.composite
def histories(draw):
    """Scans, how they are delivered (batches by device, doubled, in any order), and which are undone in the end."""
    scans = [
        Made(number, draw(st.sampled_from(list(STATUSES))), draw(st.integers(0, 2)), draw(st.sampled_from("AB")),
             draw(st.sampled_from(["admitted", "repeat", "unknown"])))
        for number in range(draw(st.integers(1, 7)))
    ]
    sent = draw(st.permutations(scans)) + draw(st.lists(st.sampled_from(scans), max_size=5))
    batches: list[list[Made]] = []
    for scan in sent:
        fits = batches and batches[-1][0].device == scan.device and scan not in batches[-1]
        if fits and draw(st.booleans()):
            batches[-1].append(scan)
        else:
            batches.append([scan])
    undone = draw(st.lists(st.sampled_from(scans), max_size=2, unique=True))
    return scans, batches, undone


def model(scans, undone):
    """What should come of it, told as simply as can be."""
    arrived, conflicts = {}, {}
    for whose, status in STATUSES.items():
        mine = sorted((s for s in scans if s.whose == whose and s not in undone), key=lambda s: (s.minute, s.scan_id))
        let_in = [s for s in mine if s.shown == "admitted"]
        if status == "confirmed":
            if mine:
                arrived[whose] = (mine[0].scan_id, mine[0].minute, mine[0].device, len(mine), len(let_in))
            if len(let_in) > 1:
                conflicts[whose] = ["admitted_twice"]
        elif let_in:
            conflicts[whose] = [f"admitted_{status or 'unknown'}"]
    return arrived, conflicts


@pytest.fixture
def badges(events):
    """The code of each guest of :data:`STATUSES`."""
    events.save(places=None, quotas=[{"code": "khoi-1", "name": "Khối 1", "places": 3}])
    made = {whose: events.register("khoi-1", whose) for whose in ("come-1", "come-2", "gone", "wait")}
    # Once the place of who is gone is taken by somebody else, the last one waits.
    events.store.db["registrations"].update_one({"guest_name": "gone"}, {"$set": {"status": "cancelled"}})
    before = {"registered_at": DAY - dt.timedelta(days=9)}
    events.store.db["registrations"].update_many({}, {"$set": before})
    assert made["wait"]["status"] == "waiting"
    return {**{whose: one["code"] for whose, one in made.items()}, "nobody": NOBODYS}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories())
def test_any_order_repeat_and_batching_ends_as_the_model_says(events, badges, history):
    scans, batches, undone = history
    for collection in ("check_in_scans", "arrivals", "outbox"):
        events.store.db[collection].delete_many({})
    for batch in batches:
        send(events, badges, batch)
    for scan in undone:
        events.ok("undo_scan", {"activity": "dien-dan", "scan_id": scan.scan_id, "reason": "Quét nhầm"})
    for batch in batches[:2]:
        send(events, badges, batch)

    names = {code: whose for whose, code in badges.items()}
    kept = {
        names[one["code"]]: (
            one["first_scan_id"], (one["at"] - DAY).seconds // 60, one["device_id"][-1], one["scans"], one["admitted"],
        )
        for one in events.store.db["arrivals"].find({"status": "arrived"})
    }
    found = events.ok("list_scan_conflicts", {"activity": "dien-dan"})["conflicts"]
    assert (kept, {names[one["code"]]: one["kinds"] for one in found}) == model(scans, undone)
    assert said(events) == {
        one["_id"]: (one["status"], one["version"], one["scans"], one["admitted"])
        for one in events.store.db["arrivals"].find({})
    }


def send(events, badges, batch):
    told = [
        {"scan_id": s.scan_id, "code": badges[s.whose], "gate": s.device, "shown": s.shown,
         "scanned_at": (DAY + dt.timedelta(minutes=s.minute)).isoformat()}
        for s in batch
    ]
    payload = {"activity": "dien-dan", "device_id": f"may-{batch[0].device}", "scans": told}
    assert len(events.ok("record_scans", payload)["receipts"]) == len(batch)


def said(events):
    """The newest row of each guest, as a reader of the events knows it."""
    rows = events.rows_said("events.arrivals_changed.v1")
    return {i: (r["status"], r["version"], r["scans"], r["admitted"]) for i, r in rows.items()}
