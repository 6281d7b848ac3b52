"""Receive goods and work, hand goods out: load, decide by the rules, save, publish."""

from __future__ import annotations

import datetime as dt
from typing import Any

from bson import ObjectId

from contracts.business_days import check_business_day
from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.donations.campaigns.commands import campaign_of_unit
from services.donations.in_kind import rules
from services.donations.in_kind.documents import Goods, HandOut, Labour
from services.donations.intake.rules import display_of, public_name
from services.donations.relief.commands import check_relief_open

Json = dict[str, Any]

MOST_HAND_OUTS_SHOWN = 500


@once
def record_goods(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Write goods down as received.

    Raises CampaignNotFound, UnitNotInCampaign, ValueWithoutValuer, MinorNameNeedsGuardian, DayInFuture, DayTooEarly,
    and of relief what ``relief.rules.check_gift`` raises."""
    facts = _received(uow, command, command["received_on"], "received_on")
    check_relief_open(command["campaign"], command["received_on"])
    goods = Goods(id=str(ObjectId()), version=0, status="received", handed_out=0, recorded_by=context.actor,
                  recorded_at=uow.now, **facts)
    return _advance_goods(uow, goods)


@once
def withdraw_goods(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take back goods that were written down wrongly.  Raises GoodsNotFound and what ``check_withdrawal`` raises."""
    goods = _goods(command["goods_id"])
    rules.check_withdrawal(goods.status == "withdrawn", goods.handed_out)
    goods.status, goods.withdrawn_by, goods.withdrawn_cause = "withdrawn", context.actor, command["cause"]
    return _advance_goods(uow, goods)


@once
def hand_out_goods(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Hand goods of the store out, never more than there are.

    Raises GoodsNotFound, WithdrawnAlready and what ``check_hand_out`` and ``check_recipient`` raise."""
    goods = _goods(command["goods_id"])
    rules.check_withdrawal(goods.status == "withdrawn")
    rules.check_recipient(command["to"], command["household_code"], command["place"])
    quantity = command["quantity"]
    rules.check_hand_out(
        quantity, goods.quantity - goods.handed_out, goods.measure, goods.received_on, command["handed_on"],
        local_day(uow.now),
    )
    before_vnd = _handed_out_vnd(goods)
    goods.handed_out += quantity
    hand_out = HandOut(
        id=str(ObjectId()), version=0, campaign=goods.campaign, unit=goods.unit, status="handed_out",
        category=goods.category, what=goods.what, measure=goods.measure, handed_by=context.actor,
        value_vnd=_handed_out_vnd(goods) - before_vnd, handed_at=uow.now, **command,
    )
    _advance_hand_out(uow, hand_out)
    return _advance_goods(uow, goods)


@once
def undo_hand_out(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Put goods that were handed out back into the store.  Raises HandOutNotFound, WithdrawnAlready."""
    hand_out = HandOut.objects(id=command["hand_out_id"]).first()
    if hand_out is None:
        raise _not_found(rules.HandOutNotFound, "hand_out_id")
    rules.check_withdrawal(hand_out.status == "undone")
    hand_out.status, hand_out.undone_by, hand_out.undone_cause = "undone", context.actor, command["cause"]
    _advance_hand_out(uow, hand_out)
    goods = _goods(hand_out.goods_id)
    goods.handed_out -= hand_out.quantity
    return _advance_goods(uow, goods)


@once
def record_labour(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Write work down.  Raises what ``record_goods`` raises."""
    facts = _received(uow, command, command["worked_on"], "worked_on")
    labour = Labour(id=str(ObjectId()), version=0, status="given", recorded_by=context.actor, recorded_at=uow.now,
                    **facts)
    return _advance_labour(uow, labour)


@once
def withdraw_labour(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take back work that was written down wrongly.  Raises LabourNotFound, WithdrawnAlready."""
    labour = _labour(command["labour_id"])
    rules.check_withdrawal(labour.status == "withdrawn")
    labour.status, labour.withdrawn_by, labour.withdrawn_cause = "withdrawn", context.actor, command["cause"]
    return _advance_labour(uow, labour)


def get_goods(goods_id: str) -> Json:
    """The full resource with its hand-outs.  Raises GoodsNotFound."""
    return _describe_goods(_goods(goods_id))


def get_labour(labour_id: str) -> Json:
    """The full resource.  Raises LabourNotFound."""
    return _describe_labour(_labour(labour_id))


def get_hand_out(hand_out_id: str) -> Json:
    """The full resource.  Raises HandOutNotFound."""
    found = HandOut.objects(id=hand_out_id).first()
    if found is None:
        raise _not_found(rules.HandOutNotFound, "hand_out_id")
    return _describe_hand_out(found)


def _received(uow: UnitOfWork, command: Json, on: dt.date, field: str) -> Json:
    campaign_of_unit(command["campaign"], command["unit"])
    check_business_day(on, local_day(uow.now), field)
    rules.check_value(command["stated_vnd"], command["valued_by"])
    donor = command["donor"]
    if donor is None:
        return command
    shown = display_of(command["name_display"], donor["minor"], donor["consent_basis"])
    return command | {"name_display": shown}


def _goods(goods_id: str) -> Goods:
    goods: Goods | None = Goods.objects(id=goods_id).first()
    if goods is None:
        raise _not_found(rules.GoodsNotFound, "goods_id")
    return goods


def _labour(labour_id: str) -> Labour:
    labour: Labour | None = Labour.objects(id=labour_id).first()
    if labour is None:
        raise _not_found(rules.LabourNotFound, "labour_id")
    return labour


def _not_found(refusal: type[rules.NotFound], field: str) -> rules.NotFound:
    return refusal("Không có mục nào mang mã này.", field=field, remedy="Kiểm tra lại mã.")


def _handed_out_vnd(goods: Goods) -> int:
    return rules.share_vnd(goods.stated_vnd, goods.quantity, goods.handed_out)


def _advance_goods(uow: UnitOfWork, goods: Goods) -> Json:
    goods.version += 1
    goods.save()
    uow.publish("donations.goods_changed.v1", subject=goods.campaign, data={"entries": [_goods_row(goods)]})
    return _describe_goods(goods)


def _advance_hand_out(uow: UnitOfWork, hand_out: HandOut) -> None:
    hand_out.version += 1
    hand_out.save()
    uow.publish("donations.hand_outs_changed.v1", subject=hand_out.campaign, data={"entries": [_out_row(hand_out)]})


def _advance_labour(uow: UnitOfWork, labour: Labour) -> Json:
    labour.version += 1
    labour.save()
    uow.publish("donations.labour_changed.v1", subject=labour.campaign, data={"entries": [_labour_row(labour)]})
    return _describe_labour(labour)


def _of_donor(gift: Goods | Labour) -> Json:
    return {
        "donor_name": public_name(gift.donor_name, gift.name_display), "donor_kind": (gift.donor or {}).get("kind"),
    }


def _goods_row(goods: Goods) -> Json:
    names = ("version", "campaign", "unit", "status", "category", "what", "quantity", "handed_out", "measure",
             "condition", "stated_vnd")
    return {
        "goods_id": goods.id, **{name: getattr(goods, name) for name in names}, **_of_donor(goods),
        "in_store": goods.quantity - goods.handed_out, "handed_out_vnd": _handed_out_vnd(goods),
        "received_on": goods.received_on.isoformat(),
    }


def _out_row(hand_out: HandOut) -> Json:
    names = ("version", "campaign", "unit", "status", "goods_id", "category", "what", "quantity", "measure",
             "value_vnd", "to", "place")
    return {
        "hand_out_id": hand_out.id, **{name: getattr(hand_out, name) for name in names},
        "handed_on": hand_out.handed_on.isoformat(),
    }


def _labour_row(labour: Labour) -> Json:
    names = ("version", "campaign", "unit", "status", "what", "people", "days", "stated_vnd")
    return {
        "labour_id": labour.id, **{name: getattr(labour, name) for name in names}, **_of_donor(labour),
        "labour_days": labour.people * labour.days, "worked_on": labour.worked_on.isoformat(),
    }


def _whole(gift: Goods | Labour) -> Json:
    names = ("valued_by", "donor_name", "name_display", "note", "recorded_by", "withdrawn_by", "withdrawn_cause")
    return {name: getattr(gift, name) for name in names}


def _describe_goods(goods: Goods) -> Json:
    outs = HandOut.objects(goods_id=goods.id).order_by("id").limit(MOST_HAND_OUTS_SHOWN)
    return {**_goods_row(goods), **_whole(goods), "hand_outs": [_describe_hand_out(out) for out in outs]}


def _describe_labour(labour: Labour) -> Json:
    return {**_labour_row(labour), **_whole(labour)}


def _describe_hand_out(out: HandOut) -> Json:
    names = ("household_code", "received_by", "note", "handed_by", "undone_by", "undone_cause")
    return {**_out_row(out), **{name: getattr(out, name) for name in names}}
