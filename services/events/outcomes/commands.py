"""Write down what came of an activity or delegation."""

from __future__ import annotations

from bson import ObjectId

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal
from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.events.activities.commands import find_activity
from services.events.delegations import commands as delegations
from services.events.outcomes.documents import Outcome

_TOLD = (
    "campaign", "unit", "activity", "activity_kind", "delegation_id", "status", "summary", "people", "households",
    "gifts",
)
_REFERENCES = ("donation_ids", "payment_ids", "house_ids", "hand_out_ids")


class OutcomeNotFound(NotFound):
    """No outcome has this id."""


class OutcomeElsewhere(Refusal):
    """The activity is of another campaign."""


class OutcomeToldAlready(Refusal):
    """There is an outcome of this activity, or of this delegation."""

    kind = "conflict"


class OutcomeWithdrawn(Refusal):
    """It was taken back already."""

    kind = "conflict"


@once
def record_outcome(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Write it down; a delegation has gone by that.

    Raises UnknownActivity, OutcomeElsewhere, OutcomeToldAlready, DayInFuture, DayTooEarly, and what
    ``delegations.has_gone`` raises."""
    activity = find_activity(command["activity"])
    if activity.campaign != command["campaign"]:
        raise OutcomeElsewhere(
            "Hoạt động này thuộc đợt vận động khác.", field="activity", remedy="Chọn hoạt động của đợt vận động này."
        )
    check_business_day(command["held_on"], local_day(uow.now), "held_on")
    delegation_id = command["delegation_id"]
    # Of two at once the second meets the first's insert on the unique index, runs again, and is refused here by name.
    standing = f"{activity.code}:{delegation_id or command['unit']}"
    if Outcome.objects(standing=standing).first() is not None:
        raise OutcomeToldAlready(
            "Đã có kết quả của đoàn này." if delegation_id else "Đơn vị này đã ghi kết quả của hoạt động.",
            field="activity", remedy="Xem kết quả đã ghi; ghi sai thì rút rồi ghi lại.",
        )
    if delegation_id:
        delegations.has_gone(uow, delegation_id, activity.code, command["held_on"])
    outcome = Outcome(
        id=str(ObjectId()), version=0, status="recorded", recorded_by=context.actor, standing=standing,
        activity_kind=activity.kind, **command,
    )
    return _advance(uow, outcome)


@once
def withdraw_outcome(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """Take it back.  Raises OutcomeNotFound, OutcomeWithdrawn."""
    outcome = _load(command["outcome_id"])
    if outcome.status == "withdrawn":
        raise OutcomeWithdrawn("Kết quả này đã rút.", field="outcome_id", remedy="Không cần làm gì thêm.")
    outcome.status, outcome.withdrawn_cause, outcome.standing = "withdrawn", command["cause"], None
    if outcome.delegation_id:
        delegations.has_not_gone(uow, outcome.delegation_id)
    return _advance(uow, outcome)


def get_outcome(outcome_id: str) -> Json:
    """The full resource.  Raises OutcomeNotFound."""
    return _resource(_load(outcome_id, "id"))


def _load(outcome_id: str, field: str = "outcome_id") -> Outcome:
    outcome: Outcome | None = Outcome.objects(id=outcome_id).first()
    if outcome is None:
        raise OutcomeNotFound("Không có kết quả nào mang mã này.", field=field, remedy="Kiểm tra lại mã.")
    return outcome


def _advance(uow: UnitOfWork, outcome: Outcome) -> Json:
    outcome.version += 1
    outcome.save()
    uow.publish("events.outcomes_changed.v1", outcome.campaign, {"entries": [_row(outcome)]})
    return _resource(outcome)


def _row(outcome: Outcome) -> Json:
    return {
        "outcome_id": outcome.id, "version": outcome.version, "held_on": outcome.held_on.isoformat(),
        **{name: getattr(outcome, name) for name in _TOLD},
        **{name: list(getattr(outcome, name)) for name in _REFERENCES},
    }


def _resource(outcome: Outcome) -> Json:
    return {**_row(outcome), "recorded_by": outcome.recorded_by, "withdrawn_cause": outcome.withdrawn_cause}
