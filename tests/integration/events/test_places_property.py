"""Random registrations, groups, cancellations, offers, allotments, quotas and hours against a model with a paper list.

The model counts every place again each time; it knows neither counters nor wishes nor conditional updates.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from messaging import unit_of_work
from runtime.clock import utc_now

pytestmark = [pytest.mark.integration, pytest.mark.timeout(300)]

NEEDS = {"a": ["a", "all"], "a1": ["a1", "a", "all"], "b": ["b", "all"], "g": ["g"]}
"""What a guest of each block takes from; g's two places are set apart from the others."""

SET_APART = 2
OFFER_HOURS, RECLAIM_DAYS = 1, 3
AT_LAST_A_DAY_LESS = 24 * (RECLAIM_DAYS - 1)
"""Places go back when the day begins, not hours later: here hours pass one by one, or more than all of them at once."""


@dataclass
class Party:
    """Guests who are served together; of an allotment the places without a name."""

    takes: list[str]
    alive: list[int]
    status: str
    until: float = 0.0
    allotment: Allotted | None = None


@dataclass
class Allotted:
    takes: list[str]
    left: int
    until: float
    is_open: bool = True


@dataclass
class Model:
    """The organiser's paper: who has a place, who waits in which order, whose places are kept."""

    sizes: dict[str, int]
    policy: str
    offers: bool
    hour: float = 0.0
    parties: list[Party] = field(default_factory=list)
    allotted: list[Allotted] = field(default_factory=list)
    told: dict[int, str] = field(default_factory=dict)
    waiting: list[Party] = field(default_factory=list)

    def free(self, pool: str) -> int:
        size = self.sizes[pool] - (SET_APART if pool == "all" else 0)
        held = sum(len(p.alive) for p in self.parties if p.status != "waiting" and pool in p.takes)
        return size - held - sum(one.left for one in self.allotted if pool in one.takes)

    def short(self, takes: list[str], size: int) -> set[str]:
        return {pool for pool in takes if self.free(pool) < size}

    def may_enter(self, takes: list[str], size: int) -> bool:
        kept = set()
        if self.policy == "strict":
            for party in self.waiting:
                kept |= self.short(party.takes, len(party.alive))
        return not self.short(takes, size) and not kept & set(takes)

    def give(self, party: Party) -> None:
        self.waiting.remove(party)
        party.status, party.until = ("offered", self.hour + OFFER_HOURS) if self.offers else ("confirmed", 0)

    def serve(self) -> None:
        if self.policy == "strict":
            for party in list(self.waiting):
                before = self.waiting[: self.waiting.index(party)]
                kept = {pool for one in before for pool in self.short(one.takes, len(one.alive))}
                if not self.short(party.takes, len(party.alive)) and not kept & set(party.takes):
                    self.give(party)
            return
        while fits := [p for p in self.waiting if not self.short(p.takes, len(p.alive))]:
            self.give(max(fits, key=lambda p: len(p.alive)))  # of equal ones the first

    def settle(self) -> None:
        for party in self.parties:
            if party.status == "offered" and party.until <= self.hour:
                self.end(party, list(party.alive))
        for one in self.allotted:
            if one.is_open and one.until <= self.hour:
                one.is_open, one.left = False, 0
        self.serve()

    def end(self, party: Party, guests: list[int]) -> None:
        for guest in guests:
            party.alive.remove(guest)
            self.told[guest] = "cancelled"
            if party.allotment and party.allotment.is_open:
                party.allotment.left += 1
        if not party.alive and party in self.waiting:
            self.waiting.remove(party)

    def enter(self, takes: list[str], size: int, may_wait: bool) -> bool:
        fits = self.may_enter(takes, size)
        if not fits and not may_wait:
            return False
        party = Party(takes, [], "confirmed" if fits else "waiting")
        self.new_guests(party, size)
        if not fits:
            self.waiting.append(party)
        return True

    def new_guests(self, party: Party, size: int) -> None:
        first = len(self.told)
        party.alive = list(range(first, first + size))
        self.told |= dict.fromkeys(party.alive, "")
        self.parties.append(party)

    def statuses(self) -> list[str]:
        now = dict(self.told)
        for party in self.parties:
            now |= dict.fromkeys(party.alive, party.status)
        return [now[guest] for guest in sorted(now)]


class Play:
    """Does the same to the service and to the model."""

    def __init__(self, events, monkeypatch, model: Model) -> None:
        self.events, self.model, self.monkeypatch = events, model, monkeypatch
        self.code = f"cho-{uuid.uuid4().hex[:8]}"
        self.allotments: list[str] = []
        self.make = unit_of_work.UnitOfWork
        self.save()

    def save(self) -> dict:
        codes = ("a", "a1", "b", "g", "bed")
        places = [{"code": code, "name": code, "places": self.model.sizes[code]} for code in codes]
        places[1]["within"], places[3]["guaranteed"], places[4]["across"] = "a", True, True
        return self.events.ask("save_activity", {
            "code": self.code, "campaign": "c", "unit": "58", "kind": "forum", "name": "Diễn đàn", "quotas": places,
            "places": self.model.sizes["all"], "waiting_policy": self.model.policy,
            "offer_minutes": 60 * OFFER_HOURS if self.model.offers else None,
        })

    def ask(self, command: str, payload: dict, expected: bool) -> dict:
        answer = self.events.ask(command, payload)
        assert ("ok" in answer) == expected, (command, payload, answer)
        return answer.get("ok", {})

    def ids(self) -> list[str]:
        found = self.events.store.db["registrations"].find({"activity": self.code}).sort("number", 1)
        return [one["_id"] for one in found]

    def register(self, quota: str, bed: bool, size: int, may_wait: bool) -> None:
        takes = [*NEEDS[quota], *(["bed"] if bed else [])]
        expected = self.model.enter(takes, size, may_wait)
        wanted = {"activity": self.code, "quota": quota, "also": ["bed"] if bed else [], "may_wait": may_wait}
        if size == 1:
            self.ask("register_guest", {**wanted, "guest_name": "Khách"}, expected)
        else:
            self.ask("register_group", {**wanted, "name": "Đoàn", "size": size}, expected)

    def cancel(self, pick: int) -> None:
        if living := [(p, guest) for p in self.model.parties for guest in p.alive]:
            party, guest = living[pick % len(living)]
            self.model.end(party, [guest])
            self.ask("cancel_registration", {"registration_id": self.ids()[guest]}, True)

    def cancel_party(self, pick: int) -> None:
        if groups := [p for p in self.model.parties if len(p.alive) > 1]:
            party = groups[pick % len(groups)]
            id = self.events.store.db["registrations"].find_one({"_id": self.ids()[party.alive[0]]})["group_id"]
            self.model.end(party, list(party.alive))
            self.ask("cancel_group", {"group_id": id}, True)

    def answer(self, pick: int, accepts: bool) -> None:
        if living := [(p, guest) for p in self.model.parties for guest in p.alive]:
            party, guest = living[pick % len(living)]
            id, offered = self.ids()[guest], party.status == "offered"
            if accepts:
                expected = party.status in ("offered", "confirmed")
                party.status = "confirmed" if offered else party.status
            else:
                expected = offered
                self.model.end(party, list(party.alive) if offered else [])
            self.ask("accept_offer" if accepts else "decline_offer", {"registration_id": id}, expected)

    def allot(self, quota: str, places: int) -> None:
        expected = self.model.may_enter(NEEDS[quota], places)
        back_on = (utc_now() + dt.timedelta(hours=7 + self.model.hour, days=RECLAIM_DAYS)).date()
        made = self.ask("allot_places", {
            "activity": self.code, "unit": "58", "office": "Huyện", "quota": quota, "places": places,
            "reclaim_on": back_on.isoformat(),
        }, expected)
        if expected:
            self.allotments.append(made["allotment_id"])
            self.model.allotted.append(Allotted(NEEDS[quota], places, until=self.model.hour + AT_LAST_A_DAY_LESS))

    def of_allotment(self, pick: int, many: int, names: bool) -> None:
        if not self.model.allotted:
            return
        place = pick % len(self.model.allotted)
        one, id = self.model.allotted[place], self.allotments[place]
        expected = one.is_open and many <= one.left
        if expected:
            one.left -= many
        if names:
            for _ in range(many if expected else 0):
                self.model.new_guests(Party(one.takes, [], "confirmed", allotment=one), 1)
            self.ask("name_guests", {"allotment_id": id, "guests": [{"guest_name": "Tên"}] * many}, expected)
        else:
            given_back = sum(len(p.alive) for p in self.model.parties if p.allotment is one) + one.left == 0
            one.is_open = one.is_open and not (expected and given_back and self._all_returned(id, many))
            self.ask("return_places", {"allotment_id": id, "places": many}, expected)

    def _all_returned(self, id: str, many: int) -> bool:
        kept = self.events.store.db["allotments"].find_one({"_id": id})
        return kept["returned"] + many == kept["places"]

    def resize(self, pool: str, places: int) -> None:
        before = self.model.sizes[pool]
        self.model.sizes[pool] = places
        expected = all(self.model.free(p) >= 0 for p in self.model.sizes) and self.model.sizes["all"] >= SET_APART
        answer = self.save()
        assert ("ok" in answer) == expected, answer
        if not expected:
            self.model.sizes[pool] = before

    def wait(self, hours: float) -> None:
        self.model.hour += hours
        ahead = dt.timedelta(hours=self.model.hour)
        self.monkeypatch.setattr(unit_of_work, "UnitOfWork", lambda db, now, *more: self.make(db, now + ahead, *more))

    def compare(self) -> None:
        shown = self.events.ok("get_activity", {"id": self.code})
        kept = self.events.store.db["registrations"].find({"activity": self.code}).sort("number", 1)
        assert [one["status"] for one in kept] == self.model.statuses()
        left = self.events.store.db["activities"].find_one({"_id": self.code})["left"]
        assert {("all" if p == "_total" else p): n for p, n in left.items()} == {
            pool: self.model.free(pool) for pool in self.model.sizes
        }
        assert shown["allotted"] == sum(one.left for one in self.model.allotted)
        self.events.assert_counters_agree(self.code)


PICK, QUOTA = st.integers(0, 99), st.sampled_from(["a", "a", "a", "a1", "b", "g"])
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("register"), QUOTA, st.booleans(), st.just(1), st.booleans()),
        st.tuples(st.just("register"), QUOTA, st.just(False), st.just(1), st.just(True)),
        st.tuples(st.just("register"), QUOTA, st.booleans(), st.integers(2, 4), st.just(True)),
        st.tuples(st.just("cancel"), PICK),
        st.tuples(st.just("cancel"), PICK),
        st.tuples(st.just("cancel_party"), PICK),
        st.tuples(st.just("answer"), PICK, st.booleans()),
        st.tuples(st.just("allot"), QUOTA, st.integers(1, 3)),
        st.tuples(st.just("of_allotment"), PICK, st.integers(1, 2), st.booleans()),
        st.tuples(st.just("resize"), st.sampled_from(["a", "a1", "b", "bed", "all"]), st.integers(0, 9)),
        st.tuples(st.just("wait"), st.sampled_from([0.4, 1.1, 24.0 * RECLAIM_DAYS + 1])),
    ),
    min_size=16, max_size=30,
)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(STEPS, st.sampled_from(["strict", "best_fit"]), st.booleans())
def test_whatever_happens_the_service_ends_as_the_paper_list_does(events, steps, policy, offers):
    sizes = {"all": 8, "a": 4, "a1": 2, "b": 4, "g": SET_APART, "bed": 2}
    with pytest.MonkeyPatch.context() as monkeypatch:
        play = Play(events, monkeypatch, Model(sizes, policy, offers))
        for name, *told in steps:
            play.model.settle()
            getattr(play, name)(*told)
            play.model.settle()
            play.compare()
