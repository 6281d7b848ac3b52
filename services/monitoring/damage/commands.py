"""Report damage, and take back what was filed wrongly."""

from __future__ import annotations

import datetime as dt

from contracts.business_days import check_business_day
from contracts.commands.monitoring.damage import LOSSES
from contracts.refusals import NotFound, Refusal
from contracts.wording import vn_day
from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, wire_instant
from services.monitoring.damage.documents import Damage
from services.monitoring.trail.writing import write_trail


class DamageNotFound(NotFound):
    """Nothing was reported under this id."""


class KnownBeforeItHappened(Refusal):
    """The report is as of a day before the disaster, or as of the future."""


class OlderThanWhatStands(Refusal):
    """A newer report of the same disaster and unit stands already."""

    kind = "conflict"


class DamageWithdrawn(Refusal):
    """The report was taken back already."""

    kind = "conflict"


@once
def report_damage(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """File what is known by now; the report before it stays in the audit trail.

    Raises DayInFuture, DayTooEarly, KnownBeforeItHappened, OlderThanWhatStands."""
    _check_days(command["happened_on"], command["known_at"], uow.now)
    key = f"{command['campaign']}:{command['unit']}:{command['disaster_code']}"
    found: Damage | None = Damage.objects(id=key).first()
    before = _state(found) if found else {}
    if found and found.status != "withdrawn" and command["known_at"] < found.known_at:
        raise OlderThanWhatStands(
            "Đã có báo cáo mới hơn của thiên tai này.", field="known_at",
            remedy="Xem báo cáo đang có; gửi số liệu chốt sau thời điểm đó.", known_at=wire_instant(found.known_at),
        )
    told = {name: command[name] for name in (
        "campaign", "unit", "disaster_code", "disaster", "happened_on", "known_at", "loss_vnd", "needs")}
    damage = Damage(
        id=key, version=found.version if found else 0, status="final" if command["final"] else "preliminary",
        reported_at=uow.now, reported_by=context.actor, losses={name: command[name] for name in LOSSES}, **told,
    )
    return _advance(uow, context, damage, before, "reported")


@once
def withdraw_damage(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take a report back.  Raises DamageNotFound, DamageWithdrawn."""
    damage = _load(command["damage_id"], "damage_id")
    if damage.status == "withdrawn":
        raise DamageWithdrawn("Báo cáo này đã rút.", field="damage_id", remedy="Không cần làm gì thêm.")
    before = _state(damage)
    damage.status, damage.cause = "withdrawn", command["cause"]
    return _advance(uow, context, damage, before, "withdrawn")


def get_damage(damage_id: str) -> Json:
    """The full resource.  Raises DamageNotFound."""
    return _resource(_load(damage_id, "id"))


def _check_days(happened_on: dt.date, known_at: dt.datetime, now: dt.datetime) -> None:
    check_business_day(happened_on, local_day(now), "happened_on")
    if known_at > now or local_day(known_at) < happened_on:
        raise KnownBeforeItHappened(
            "Thời điểm chốt số liệu phải sau khi thiên tai xảy ra và không ở tương lai.", field="known_at",
            remedy=f"Nhập thời điểm từ ngày {vn_day(happened_on)} đến nay.",
        )


def _load(damage_id: str, field: str) -> Damage:
    damage: Damage | None = Damage.objects(id=damage_id).first()
    if damage is None:
        raise DamageNotFound("Không có báo cáo thiệt hại nào mang mã này.", field=field, remedy="Kiểm tra lại mã.")
    return damage


def _advance(uow: UnitOfWork, context: CommandContext, damage: Damage, before: Json, action: str) -> Json:
    damage.version += 1
    damage.save()
    write_trail(uow, context, "damage", damage.id, damage.version, action, before, _state(damage))
    uow.publish("monitoring.damage_reported.v1", subject=damage.id, data={"entries": [_row(damage)]})
    return _resource(damage)


def _row(damage: Damage) -> Json:
    return {
        "damage_id": damage.id, "version": damage.version, "campaign": damage.campaign, "unit": damage.unit,
        "status": damage.status, "disaster_code": damage.disaster_code, "disaster": damage.disaster,
        "happened_on": damage.happened_on.isoformat(), "known_at": wire_instant(damage.known_at),
        "reported_at": wire_instant(damage.reported_at), "loss_vnd": damage.loss_vnd, "needs": damage.needs,
        **damage.losses,
    }


def _resource(damage: Damage) -> Json:
    return {**_row(damage), "reported_by": damage.reported_by, "cause": damage.cause}


def _state(damage: Damage) -> Json:
    return {name: value for name, value in _resource(damage).items() if name != "version"}
