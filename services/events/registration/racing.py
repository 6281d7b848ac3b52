"""Guests who come at the same time share a transaction: when a list opens, a thousand race for a hundred places.

Each is decided on its own and in the order of coming, by the counters that those before it have left.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from marshmallow import ValidationError

from contracts.commands.events.registration import RegisterGuest
from contracts.refusals import Refusal
from messaging import idempotency
from messaging.answering import shape_refusal
from messaging.unit_of_work import UnitOfWork
from services.events.registration.commands import enter_at, homonyms, remembered
from services.events.registration.desk import Desk
from services.events.registration.documents import Registration
from services.events.registration.opening import at_desk

Json = dict[str, Any]

SCOPE = "register_guest"
_shape = RegisterGuest()


def by_activity(entries: Sequence[Json]) -> dict[str, list[int]]:
    """Places of the entries in the batch, by the activity that they name, in the order of coming."""
    found: dict[str, list[int]] = {}
    for place, entry in enumerate(entries):
        found.setdefault(str(entry["guest"].get("activity")), []).append(place)
    return found


def register_guests(uow: UnitOfWork, activity: str, entries: Sequence[Json]) -> list[Json]:
    """Register guests of one activity; the answers stand in the order of the entries, ``{"ok": …}`` or
    ``{"refused": …}`` each.

    One entry's refusal does not touch the others.  A key seen before gives its first answer again."""
    uow.correlation_ids = [entry["correlation_id"] for entry in entries]
    batch = _Batch(uow, activity, entries)
    with ExitStack() as desk:
        decided = [batch.decide(entry, desk) for entry in entries]
    return batch.answers(decided)


class _Batch:
    """The state of one batch while its entries are decided one by one."""

    def __init__(self, uow: UnitOfWork, activity: str, entries: Sequence[Json]) -> None:
        self._uow = uow
        self._activity = activity
        self._many = len(entries)
        self._known = idempotency.recall_many(uow, SCOPE, [entry["idempotency_key"] for entry in entries])
        self._desk: Desk | Refusal | None = None
        self._new: dict[str, tuple[Json, Json, Registration, bool]] = {}

    def decide(self, entry: Json, stack: ExitStack) -> Json:
        """A refusal, an earlier answer, or the key under which the guest has now been registered."""
        key, guest = entry["idempotency_key"], entry["guest"]
        try:
            if key in self._known:
                return {"ok": self._known[key].again(guest)}
            if key in self._new:
                idempotency.FirstAnswer.to(SCOPE, key, self._new[key][0]["guest"], {}).again(guest)
                return {"key": key}
            command = _shape.load(guest)
            known = self._of_row(command)
            registration = known or enter_at(self._at_desk(stack), command, entry["actor"])
        except ValidationError as error:
            return {"refused": shape_refusal(error).to_wire()}
        except Refusal as refusal:
            return {"refused": refusal.to_wire()}
        self._new[key] = entry, command, registration, known is not None
        return {"key": key}

    def answers(self, decided: Sequence[Json]) -> list[Json]:
        """What is answered, once all is written; first answers are kept without names."""
        alike = homonyms([registration for _, _, registration, _ in self._new.values()])
        firsts = {
            key: remembered(registration, alike, command, known)
            for key, (_, command, registration, known) in self._new.items()
        }
        idempotency.remember_many(self._uow, [
            idempotency.FirstAnswer.to(SCOPE, key, self._new[key][0]["guest"], answer)
            for key, answer in firsts.items()
        ])
        people = {registration.registration_id: registration for _, _, registration, _ in self._new.values()}
        earlier = [one["ok"]["registration_id"] for one in decided if "ok" in one]
        if earlier:
            people |= {one.registration_id: one for one in Registration.objects(registration_id__in=earlier)}
        return [self._answer(one, firsts, people) for one in decided]

    def _answer(self, decided: Json, firsts: dict[str, Json], people: dict[str, Registration]) -> Json:
        if "refused" in decided:
            return decided
        answer = decided["ok"] if "ok" in decided else firsts[decided["key"]]
        return {"ok": {**answer, **people[answer["registration_id"]].person()}}

    def _of_row(self, command: Json) -> Registration | None:
        if not command["row_key"]:
            return None
        same = (one for _, asked, one, _ in self._new.values() if asked["row_key"] == command["row_key"])
        kept = Registration.objects(activity=self._activity, row_key=command["row_key"])
        found: Registration | None = next(same, None) or kept.first()
        return found

    def _at_desk(self, stack: ExitStack) -> Desk:
        """Opened by the first who needs it; who comes to an activity that is not there is refused each."""
        if self._desk is None:
            try:
                self._desk = stack.enter_context(at_desk(self._uow, self._activity))
                self._desk.expect(self._many)
            except Refusal as refusal:
                self._desk = refusal
        if isinstance(self._desk, Refusal):
            raise self._desk
        return self._desk
