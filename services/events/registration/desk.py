"""One activity at work in a transaction: what is due is settled first, and all that changes is written at the end.

However much happens in between (a batch of guests, a group, a place given back and offered on), the counters are
written by one conditional update, and what changed is said in one event or a few.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from pymongo import InsertOne, ReplaceOne

from contracts.events import MAX_ENTRIES
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.events.activities.documents import Activity
from services.events.allotments.documents import Allotment
from services.events.guests.details import describe, rules_of
from services.events.registration import places
from services.events.registration.codes import Codes
from services.events.registration.counters import BY_STATUS
from services.events.registration.documents import Registration
from services.events.registration.rules import (
    CANCELLED,
    CONFIRMED,
    WAITING,
    check_quotas,
    refuse_full,
)
from services.events.registration.waiting_rules import Wish, may_enter

Json = dict[str, Any]


class Desk:
    """An activity with its counters as this transaction changes them.

    all_served: whether everybody of the waiting list got a place who may have one."""

    def __init__(self, uow: UnitOfWork, activity: Activity) -> None:
        self.uow = uow
        self.activity = activity
        self.plan = activity.plan()
        self.counters = activity.counters()
        self.due_at: datetime | None = activity.due_at
        self.all_served = True
        self._before = self.counters.copy()
        self._codes = Codes(activity.code)
        self._touched: dict[str, Registration] = {}
        self._unwritten: dict[str, bool] = {}  # ids, and whether they are new
        self.allotments: dict[str, Allotment] = {}

    def check_quotas(self, quota: str, also: Iterable[str]) -> None:
        """Raises UnknownQuota, QuotaAcross and NotAcross."""
        check_quotas(self.activity.name, [part.as_rule() for part in self.activity.quotas], quota, list(also))

    def enter(self, wish: Wish, *, may_wait: bool) -> dict[str, Any]:
        """A new party gets its places or its waiting number; answers what its registrations then say.

        Raises QuotaFull."""
        if self.has_room_for(wish):
            self.counters.place(self.plan, wish, CONFIRMED)
            return {"status": CONFIRMED, "waiting_number": None}
        if not (may_wait and self.activity.waiting_list):
            raise refuse_full(self.plan, wish, self.counters.left, waiting_list=self.activity.waiting_list)
        return {"status": WAITING, "waiting_number": self.counters.queue(wish)}

    def has_room_for(self, wish: Wish) -> bool:
        """Would a new party get its places at once?"""
        waiting = self.counters.wishes()
        return self.all_served and may_enter(
            self.plan, self.activity.waiting_policy, self.counters.left, waiting, wish
        )

    def new_code(self) -> str:
        """A short code that nobody of the activity bears."""
        return self._codes.next()

    def hold_unnamed(self, wish: Wish) -> None:
        """Hold places for guests who are named later; none that someone waits for.  Raises QuotaFull."""
        if not self.has_room_for(wish):
            raise refuse_full(self.plan, wish, self.counters.left, waiting_list=False)
        self.counters.hold(self.plan, wish.takes_from, wish.size)
        self.counters.count("allotted", wish.quota, wish.size)

    def add(self, guest: Json, by: str, **more: Any) -> Registration:
        """A new registration of a guest as told by a command; ``more``: what it has besides."""
        self.counters.registered += 1
        id, activity = uuid.uuid4().hex, self.activity
        made = Registration(**{
            "registration_id": id, "version": 1, "number": self.counters.registered, "activity": activity.code,
            "campaign": activity.campaign, "unit": activity.unit, "party": id, "code": self.new_code(),
            "assisted": guest["assisted"], "assisted_reason": guest["assisted_reason"],
            "registered_at": self.uow.now, "registered_on": local_day(self.uow.now).isoformat(), "registered_by": by,
            "changed_at": self.uow.now, **more,
        })
        describe(made, guest, self.hidden_quotas)
        self._touched[id], self._unwritten[id] = made, True
        return made

    def expect(self, guests: int) -> None:
        """So many are about to be added: what each needs is fetched for all at once."""
        self._codes.expect(guests)

    @cached_property
    def hidden_quotas(self) -> list[str]:
        """Quotas whose guests are shown by initials."""
        return list(rules_of(self.activity)["hidden_quotas"])

    def find(self, wanted: Mapping[str, Any]) -> list[Registration]:
        """Registrations of the activity as they now stand in this transaction."""
        self.write_registrations()
        found = Registration.objects(activity=self.activity.code, **wanted).order_by("number")
        return [self._touched.get(one.registration_id, one) for one in found]

    def change(self, registration: Registration, **fields: Any) -> None:
        """Bring a registration to another state, one version on."""
        id = registration.registration_id
        for name, value in fields.items():
            setattr(registration, name, value)
        if id not in self._touched:
            registration.version += 1
            self._touched[id] = registration
        self._unwritten.setdefault(id, False)
        registration.changed_at = self.uow.now

    def end_party(self, members: Sequence[Registration], how: str, reason: str) -> None:
        """A whole party ends."""
        if members[0].status == WAITING:
            self.counters.line_up(Wish.read(members[0].wish), -1)
        for member in members:
            if member.status != WAITING:
                self._give_back(member)
            self._cancel(member, how, reason)

    def end(self, registration: Registration, how: str, reason: str) -> None:
        """A living registration ends; what it held is free."""
        if registration.status == WAITING:
            self._step_out(registration)
        else:
            self._give_back(registration)
        self._cancel(registration, how, reason)

    def offer_until(self) -> datetime | None:
        """Until when a place that is given out now is kept for whoever gets it; None: it is theirs at once."""
        minutes = self.activity.offer_minutes
        return self.uow.now + timedelta(minutes=minutes) if minutes else None

    def wake_at(self, when: datetime) -> None:
        """Something of the activity is due then."""
        self.due_at = min(self.due_at, when) if self.due_at else when

    def allotment(self, id: str) -> Allotment:
        """An allotment, which there is, as it now stands in this transaction."""
        found: Allotment = self.allotments.get(id) or Allotment.objects(allotment_id=id).get()
        return found

    def change_allotment(self, allotment: Allotment, **fields: Any) -> None:
        """Bring an allotment to another state, one version on."""
        for name, value in fields.items():
            setattr(allotment, name, value)
        if allotment.allotment_id not in self.allotments:
            allotment.version += 1
            self.allotments[allotment.allotment_id] = allotment
        allotment.changed_at = self.uow.now

    def close(self) -> None:
        """Write what changed, and say it."""
        places.write(self.activity, self._before, self.counters, self.due_at)
        self.write_registrations()
        for allotment in self.allotments.values():
            allotment.save()
        self._say("events.registrations_changed.v1", list(self._touched.values()))
        self._say("events.allotments_changed.v1", list(self.allotments.values()))

    def write_registrations(self) -> None:
        """Write what has changed until now, so that it can be searched."""
        writes = [
            InsertOne(one.to_mongo()) if is_new else ReplaceOne({"_id": id}, one.to_mongo())
            for id, is_new in self._unwritten.items()
            for one in [self._touched[id]]
        ]
        if writes:
            Registration._get_collection().bulk_write(writes, ordered=False)
        self._unwritten.clear()

    def _say(self, type: str, changed: list[Any]) -> None:
        for at in range(0, len(changed), MAX_ENTRIES):
            entries = [one.to_row() for one in changed[at : at + MAX_ENTRIES]]
            self.uow.publish(type, subject=self.activity.code, data={"entries": entries})

    def _cancel(self, registration: Registration, how: str, reason: str) -> None:
        self.change(
            registration, status=CANCELLED, waiting_number=None, offered_until=None, ended_by=how,
            cancel_reason=reason, seat=None,
        )

    def _give_back(self, registration: Registration) -> None:
        quota = registration.quota
        self.counters.count(BY_STATUS[registration.status], quota, -1)
        allotment = self.allotment(registration.allotment_id) if registration.allotment_id else None
        if allotment is not None and allotment.is_open:
            # The place is the office's, which may name somebody else until the places are called back.
            self.counters.count("allotted", quota, 1)
            self.change_allotment(allotment, left=allotment.left + 1)
        else:
            self.counters.hold(self.plan, registration.takes_from, -1)

    def _step_out(self, registration: Registration) -> None:
        """One of a party no longer waits; the others wait on, for fewer places."""
        was = Wish.read(registration.wish)
        self.counters.line_up(was, -1)
        if was.size == 1:
            return
        now = Wish(was.takes_from, was.size - 1)
        self.counters.line_up(now, 1)
        for other in self.find({"party": registration.party, "status": WAITING}):
            if other.registration_id != registration.registration_id:
                self.change(other, wish=now.key)
