"""The steps of a house: load, decide by the rules, save, publish."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from bson import ObjectId

from contracts.business_days import check_business_day
from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, wire_instant
from services.donations.campaigns.commands import campaign_of_unit
from services.donations.houses import rules
from services.donations.houses.documents import House, HousePhoto, HousePhotoRef, HouseVisit
from services.donations.support.documents import Payment
from services.donations.support.telling import publish as tell_payments

Json = dict[str, Any]


@once
def register_house(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Plan a house.  Raises CampaignNotFound, UnitNotInCampaign, DayInFuture, DayTooEarly, PaymentElsewhere,
    PaymentOfAnotherHouse."""
    campaign_of_unit(command["campaign"], command["unit"])
    check_business_day(command["registered_on"], local_day(uow.now), "registered_on")
    told = {name: value for name, value in command.items() if name != "payment_ids"}
    house = House(id=str(ObjectId()), version=0, status="planned", registered_by=context.actor, **told)
    for payment_id in dict.fromkeys(command["payment_ids"]):
        _link(uow, house, payment_id)
    return _advance(uow, house)


def link_house_payment(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Let a payment pay for the house; findings open against the house hold it from then on.  The same again changes
    nothing.  Raises HouseNotFound, PaymentElsewhere, PaymentOfAnotherHouse."""
    house = load_house(command["house_id"])
    if command["payment_id"] in house.payment_ids:
        return resource(house)
    _link(uow, house, command["payment_id"])
    return _advance(uow, house)


@once
def survey_house(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Record the survey.  Raises HouseNotFound and what ``rules.surveyed`` raises."""
    house = load_house(command["house_id"])
    on = command["surveyed_on"]
    house.status = rules.surveyed(_facts(house), on, local_day(uow.now)).status
    house.surveyed_on, house.needed_vnd = on, command["needed_vnd"]
    _visited(uow, house, "survey", on, command["delegation"], command["condition"], context)
    return _advance(uow, house)


@once
def accept_house(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Record an inspection, passed or not.  Raises HouseNotFound and what ``rules.accepted`` raises."""
    house = load_house(command["house_id"])
    on, passed = command["accepted_on"], command["passed"]
    after = rules.accepted(_facts(house), on, passed, command["defects"], local_day(uow.now))
    house.status, house.cost_vnd, house.area_m2 = after.status, command["cost_vnd"], command["area_m2"]
    house.accepted_on = on if passed else None
    _visited(uow, house, "acceptance", on, command["delegation"], command["defects"], context, passed)
    return _advance(uow, house)


@once
def hand_over_house(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Record the hand-over.  Raises HouseNotFound and what ``rules.handed_over`` raises."""
    house = load_house(command["house_id"])
    on = command["handed_over_on"]
    house.status = rules.handed_over(_facts(house), on, local_day(uow.now)).status
    house.handed_over_on, house.received_by = on, command["received_by"]
    _visited(uow, house, "hand_over", on, command["delegation"], "", context)
    return _advance(uow, house)


@once
def cancel_house(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Give a house up.  Raises HouseNotFound and what ``rules.cancelled`` raises."""
    house = load_house(command["house_id"])
    house.status = rules.cancelled(_facts(house)).status
    house.cancelled_reason = command["reason"]
    return _advance(uow, house)


def add_house_photo(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Keep a photo of a step.  The same picture again changes nothing.

    Raises HouseNotFound, NotAPhoto, TooManyPhotos."""
    house = load_house(command["house_id"])
    try:
        data = base64.b64decode(command["content_base64"], validate=True)
    except (binascii.Error, ValueError):
        data = b""
    sha256 = hashlib.sha256(data).hexdigest()
    if any(photo.sha256 == sha256 for photo in house.photos):
        return resource(house)
    content_type = rules.check_photo(data, len(house.photos))
    HousePhoto(id=f"{house.id}:{sha256}", data=data).save(force_insert=True)
    house.photos.append(
        HousePhotoRef(
            sha256=sha256, step=command["step"], caption=command["caption"], content_type=content_type,
            added_by=context.actor, added_at=uow.now,
        )
    )
    return _advance(uow, house)


def get_house_photo(uow: UnitOfWork, command: Json) -> Json:
    """A picture as base64 with its content type.  Raises HouseNotFound, HousePhotoNotFound."""
    house = load_house(command["house_id"])
    kept = HousePhoto.objects(id=f"{house.id}:{command['sha256']}").first()
    told = next((photo for photo in house.photos if photo.sha256 == command["sha256"]), None)
    if kept is None or told is None:
        raise rules.HousePhotoNotFound("Nhà này không có ảnh ấy.", field="sha256", remedy="Chọn lại ảnh trong hồ sơ.")
    return {"content_type": told.content_type, "content_base64": base64.b64encode(kept.data).decode()}


def get_house(house_id: str) -> Json:
    """The full resource.  Raises HouseNotFound."""
    return resource(load_house(house_id))


def hold_house(uow: UnitOfWork, finding_id: str, house_id: str, reaches: Callable[[str, str], bool]) -> list[str]:
    """A finding is open against the house: hold it, if the finding ``reaches`` its campaign and unit.  Gives the
    payments that pay for it."""
    house = House.objects(id=house_id, open_finding_ids__ne=finding_id).first()
    if house is None or not reaches(house.campaign, house.unit):
        return []
    house.open_finding_ids = [*house.open_finding_ids, finding_id]
    _advance(uow, house)
    return list(house.payment_ids)


def release_houses(uow: UnitOfWork, finding_id: str) -> None:
    """The finding is closed: it holds no house any more."""
    for house in House.objects(open_finding_ids=finding_id):
        house.open_finding_ids = [one for one in house.open_finding_ids if one != finding_id]
        _advance(uow, house)


def _link(uow: UnitOfWork, house: House, payment_id: str) -> None:
    payment = Payment.objects(id=payment_id).first()
    mine = (house.campaign, house.unit, house.household_code)
    if payment is None or (payment.campaign, payment.unit, payment.household_code) != mine:
        raise rules.PaymentElsewhere(
            f"Khoản hỗ trợ {payment_id} không phải của hộ này trong đợt vận động và đơn vị này.", field="payment_id",
            remedy="Chép lại mã khoản hỗ trợ của hộ.",
        )
    other = House.objects(payment_ids=payment_id, id__ne=house.id).first()
    if other is not None:
        raise rules.PaymentOfAnotherHouse(
            f"Khoản hỗ trợ này đã ghi cho nhà {other.id}.", field="payment_id", remedy="Chọn khoản hỗ trợ khác.",
            house_id=other.id,
        )
    house.payment_ids.append(payment_id)
    new = [one for one in house.open_finding_ids if one not in payment.open_finding_ids]
    if new:
        payment.open_finding_ids = [*payment.open_finding_ids, *new]
        payment.version += 1
        payment.save()
        tell_payments(uow, [payment])


def load_house(house_id: str) -> House:
    """The house.  Raises HouseNotFound."""
    house: House | None = House.objects(id=house_id).first()
    if house is None:
        raise rules.HouseNotFound("Không có nhà nào mang mã này.", field="house_id", remedy="Kiểm tra lại mã nhà.")
    return house


def _facts(house: House) -> rules.House:
    return rules.House(
        status=house.status,
        last_on=max([house.registered_on, *(visit.on for visit in house.visits)]),
        photographed=frozenset(photo.step for photo in house.photos),
        open_finding_ids=tuple(house.open_finding_ids),
    )


def _visited(
    uow: UnitOfWork, house: House, step: str, on: dt.date, delegation: Sequence[Json], text: str,
    context: CommandContext, passed: bool = True,
) -> None:
    house.visits.append(
        HouseVisit(
            step=step, on=on, delegation=list(delegation), text=text, passed=passed, recorded_by=context.actor,
            recorded_at=uow.now,
        )
    )


def _advance(uow: UnitOfWork, house: House) -> Json:
    house.version += 1
    house.save()
    uow.publish("donations.houses_changed.v1", subject=house.campaign, data={"entries": [_row(house)]})
    return resource(house)


def _row(house: House) -> Json:
    return {
        "house_id": house.id, "version": house.version, "campaign": house.campaign, "unit": house.unit,
        "kind": house.kind, "status": house.status, "planned_vnd": house.planned_vnd, "cost_vnd": house.cost_vnd,
        "registered_on": house.registered_on.isoformat(), "surveyed_on": _iso(house.surveyed_on),
        "accepted_on": _iso(house.accepted_on), "handed_over_on": _iso(house.handed_over_on),
        "payment_ids": list(house.payment_ids), "photos": len(house.photos),
        "open_finding_ids": list(house.open_finding_ids),
    }


def resource(house: House) -> Json:
    """The full resource, for people whose role and area let them see the household."""
    return {
        **_row(house), "household_code": house.household_code, "needed_vnd": house.needed_vnd,
        "area_m2": house.area_m2, "received_by": house.received_by, "cancelled_reason": house.cancelled_reason,
        "visits": [
            {
                "step": visit.step, "on": visit.on.isoformat(), "delegation": list(visit.delegation),
                "text": visit.text, "passed": visit.passed, "recorded_by": visit.recorded_by,
                "recorded_at": wire_instant(visit.recorded_at),
            }
            for visit in house.visits
        ],
        "photo_list": [
            {"sha256": photo.sha256, "step": photo.step, "caption": photo.caption, "added_by": photo.added_by}
            for photo in house.photos
        ],
    }


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
