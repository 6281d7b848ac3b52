"""Write outreach down, and take back what was written down wrongly."""

from __future__ import annotations

from bson import ObjectId

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal
from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.events.outreach.documents import Outreach


class OutreachNotFound(NotFound):
    """No piece of outreach has this id."""


class OutreachWithdrawn(Refusal):
    """It was taken back already."""

    kind = "conflict"


@once
def record_outreach(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Write a piece of outreach down.  Raises DayInFuture, DayTooEarly."""
    check_business_day(command["published_on"], local_day(uow.now), "published_on")
    piece = Outreach(id=str(ObjectId()), version=0, status="published", recorded_by=context.actor, **command)
    return _advance(uow, piece)


@once
def withdraw_outreach(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take it back.  Raises OutreachNotFound, OutreachWithdrawn."""
    piece = _load(command["outreach_id"], "outreach_id")
    if piece.status == "withdrawn":
        raise OutreachWithdrawn("Tin, bài này đã rút.", field="outreach_id", remedy="Không cần làm gì thêm.")
    piece.status, piece.withdrawn_by, piece.withdrawn_cause = "withdrawn", context.actor, command["cause"]
    return _advance(uow, piece)


def get_outreach(outreach_id: str) -> Json:
    """The full resource.  Raises OutreachNotFound."""
    return _resource(_load(outreach_id, "id"))


def _load(outreach_id: str, field: str) -> Outreach:
    piece: Outreach | None = Outreach.objects(id=outreach_id).first()
    if piece is None:
        raise OutreachNotFound("Không có tin, bài nào mang mã này.", field=field, remedy="Kiểm tra lại mã.")
    return piece


def _advance(uow: UnitOfWork, piece: Outreach) -> Json:
    piece.version += 1
    piece.save()
    uow.publish("events.outreach_changed.v1", subject=piece.campaign, data={"entries": [_row(piece)]})
    return _resource(piece)


def _row(piece: Outreach) -> Json:
    return {
        "outreach_id": piece.id, "version": piece.version, "campaign": piece.campaign, "unit": piece.unit,
        "status": piece.status, "form": piece.form, "title": piece.title, "outlet": piece.outlet,
        "published_on": piece.published_on.isoformat(), "address": piece.address, "good_example": piece.good_example,
    }


def _resource(piece: Outreach) -> Json:
    return {**_row(piece), "recorded_by": piece.recorded_by, "withdrawn_cause": piece.withdrawn_cause}
