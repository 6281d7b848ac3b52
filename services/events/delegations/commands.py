"""Form a delegation, change it until it goes, call it off."""

from __future__ import annotations

import datetime as dt
import functools

from bson import ObjectId

from messaging.context import CommandContext
from messaging.idempotency import Json, Work, once
from messaging.unit_of_work import UnitOfWork
from services.events.activities.commands import find_activity
from services.events.delegations import rules
from services.events.delegations.documents import Delegation, Member


def with_names(work: Work) -> Work:
    """Add the names to the answer as they are kept now; what ``@once`` remembers holds none."""

    @functools.wraps(work)
    def run(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
        return get_delegation(work(uow, command, context)["delegation_id"])

    return run


@with_names
@once
def form_delegation(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises UnknownActivity, DelegationElsewhere and what ``rules.check_delegation`` raises."""
    if find_activity(command["activity"]).campaign != command["campaign"]:
        raise rules.DelegationElsewhere(
            "Hoạt động này thuộc đợt vận động khác.", field="activity", remedy="Chọn hoạt động của đợt vận động này."
        )
    delegation = Delegation(
        id=str(ObjectId()), version=0, status="formed", formed_by=context.actor,
        **{name: command[name] for name in ("campaign", "unit", "activity", "purpose")},
    )
    return _bring_to(uow, delegation, command)


@with_names
@once
def change_delegation(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """Raises DelegationNotFound, DelegationNotWaiting and what ``rules.check_delegation`` raises."""
    delegation = find_delegation(command["delegation_id"])
    rules.check_waiting(delegation.status)
    return _bring_to(uow, delegation, command)


@with_names
@once
def call_off_delegation(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """Raises DelegationNotFound, DelegationNotWaiting."""
    delegation = find_delegation(command["delegation_id"])
    rules.check_waiting(delegation.status)
    delegation.status, delegation.called_off_cause = "called_off", command["cause"]
    return _advance(uow, delegation)


def get_delegation(delegation_id: str) -> Json:
    """The delegation with its names.  Raises DelegationNotFound."""
    return _resource(find_delegation(delegation_id, "id"))


def has_gone(uow: UnitOfWork, delegation_id: str, activity: str, went_on: dt.date) -> None:
    """Its outcome is told, so it has gone.  Raises DelegationNotFound, DelegationElsewhere, DelegationNotWaiting."""
    delegation = find_delegation(delegation_id)
    if delegation.activity != activity:
        raise rules.DelegationElsewhere(
            "Đoàn này thuộc hoạt động khác.", field="delegation_id", remedy="Chọn đoàn của hoạt động này."
        )
    rules.check_waiting(delegation.status)
    delegation.status, delegation.went_on = "went", went_on
    _advance(uow, delegation)


def has_not_gone(uow: UnitOfWork, delegation_id: str) -> None:
    """Its outcome was taken back.  Raises DelegationNotFound."""
    delegation = find_delegation(delegation_id)
    delegation.status, delegation.went_on = "formed", None
    _advance(uow, delegation)


def find_delegation(delegation_id: str, field: str = "delegation_id") -> Delegation:
    """The document.  Raises DelegationNotFound."""
    delegation: Delegation | None = Delegation.objects(id=delegation_id).first()
    if delegation is None:
        raise rules.DelegationNotFound("Không có đoàn nào mang mã này.", field=field, remedy="Kiểm tra lại mã đoàn.")
    return delegation


def _bring_to(uow: UnitOfWork, delegation: Delegation, told: Json) -> Json:
    people = [(one["name"], one["office"], one["answer"]) for one in (told["head"], *told["members"])]
    rules.check_delegation(delegation.purpose, people[0], people[1:], told["house_ids"])
    delegation.head = Member(**told["head"])
    delegation.members = [Member(**one) for one in told["members"]]
    for name in ("visits_unit", "place", "goes_on", "house_ids"):
        setattr(delegation, name, told[name])
    return _advance(uow, delegation)


def _advance(uow: UnitOfWork, delegation: Delegation) -> Json:
    delegation.version += 1
    delegation.save()
    row = _row(delegation)
    uow.publish("events.delegations_changed.v1", delegation.campaign, {"entries": [row]})
    return row


def _row(delegation: Delegation) -> Json:
    answers = [one.answer for one in (delegation.head, *delegation.members)]
    return {
        "delegation_id": delegation.id, "version": delegation.version, "campaign": delegation.campaign,
        "unit": delegation.unit, "activity": delegation.activity, "purpose": delegation.purpose,
        "status": delegation.status, "head_office": delegation.head.office, "invited": len(answers),
        "coming": answers.count("coming"), "visits_unit": delegation.visits_unit, "place": delegation.place,
        "goes_on": _day(delegation.goes_on), "went_on": _day(delegation.went_on),
        "house_ids": list(delegation.house_ids),
    }


def _resource(delegation: Delegation) -> Json:
    people = [{"name": one.name, "office": one.office, "answer": one.answer}
              for one in (delegation.head, *delegation.members)]
    return {
        **_row(delegation), "head": people[0], "members": people[1:], "formed_by": delegation.formed_by,
        "called_off_cause": delegation.called_off_cause,
    }


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
