"""Write down what an activity is planned to cost, and what it did."""

from __future__ import annotations

from bson import ObjectId

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal
from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.events.activities.commands import find_activity
from services.events.costs.documents import Cost

_TOLD = (
    "campaign", "unit", "activity", "stage", "status", "item", "amount_vnd", "source", "payment_id", "document",
)


class CostNotFound(NotFound):
    """No cost line has this id."""


class CostElsewhere(Refusal):
    """The activity is of another campaign."""


class PaymentCostsAlready(Refusal):
    """The payment stands in another line."""

    kind = "conflict"


class CostWithdrawn(Refusal):
    """It was taken back already."""

    kind = "conflict"


@once
def record_cost(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Write a line down; what is spent has been, what is planned may be of any day.

    Raises UnknownActivity, CostElsewhere, PaymentCostsAlready, DayInFuture, DayTooEarly."""
    if find_activity(command["activity"]).campaign != command["campaign"]:
        raise CostElsewhere(
            "Hoạt động này thuộc đợt vận động khác.", field="activity", remedy="Chọn hoạt động của đợt vận động này."
        )
    spent = command["stage"] == "actual"
    if spent:
        check_business_day(command["counted_on"], local_day(uow.now), "counted_on")
    paid_by = f"{command['stage']}:{command['payment_id']}" if command["payment_id"] else None
    # Of two at once the second meets the first's insert on the unique index, runs again, and is refused here by name.
    if paid_by and Cost.objects(paid_by=paid_by).first() is not None:
        raise PaymentCostsAlready(
            "Khoản hỗ trợ này đã ghi ở một dòng khác.", field="payment_id", remedy="Xem dòng đã ghi."
        )
    cost = Cost(
        id=str(ObjectId()), version=0, status="recorded", recorded_by=context.actor, paid_by=paid_by, **command
    )
    return _advance(uow, cost)


@once
def withdraw_cost(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """Take a line back; it stays.  Raises CostNotFound, CostWithdrawn."""
    cost = _load(command["cost_id"])
    if cost.status == "withdrawn":
        raise CostWithdrawn("Dòng này đã rút.", field="cost_id", remedy="Không cần làm gì thêm.")
    cost.status, cost.withdrawn_cause, cost.paid_by = "withdrawn", command["cause"], None
    return _advance(uow, cost)


def get_cost(cost_id: str) -> Json:
    """The full resource.  Raises CostNotFound."""
    return _resource(_load(cost_id, "id"))


def _load(cost_id: str, field: str = "cost_id") -> Cost:
    cost: Cost | None = Cost.objects(id=cost_id).first()
    if cost is None:
        raise CostNotFound("Không có dòng chi phí nào mang mã này.", field=field, remedy="Kiểm tra lại mã.")
    return cost


def _advance(uow: UnitOfWork, cost: Cost) -> Json:
    cost.version += 1
    cost.save()
    uow.publish("events.costs_changed.v1", cost.campaign, {"entries": [_row(cost)]})
    return _resource(cost)


def _row(cost: Cost) -> Json:
    told = {name: getattr(cost, name) for name in _TOLD}
    return {"cost_id": cost.id, "version": cost.version, "counted_on": cost.counted_on.isoformat(), **told}


def _resource(cost: Cost) -> Json:
    return {**_row(cost), "recorded_by": cost.recorded_by, "withdrawn_cause": cost.withdrawn_cause}
