"""Issue, void, replace, read and check receipts."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from pymongo import ReturnDocument

from messaging.context import CommandContext
from messaging.crash_points import reach
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, midnight, wire_instant
from services.donations.intake.commands import DonationNotFound
from services.donations.intake.documents import DONATIONS
from services.donations.intake.rules import public_name
from services.donations.receipts import rules
from services.donations.receipts.check_codes import CODE_SPACE, check_code, read_check_code
from services.donations.receipts.documents import LOOKS, RECEIPTS, SERIES, Receipt
from services.donations.receipts.words import amount_in_words

Json = dict[str, Any]
Stored = dict[str, Any]


@once
def issue_receipts(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Number receipts for gifts of one campaign and unit, all or none, in the order asked.

    A gift that has a living receipt keeps it: asking for the same gifts again takes no number.
    Raises DonationNotFound, UnitHasNoLevel, GiftElsewhere, GiftTakenBack, ReceiptNotAskedFor,
    IdempotencyKeyReused."""
    asked = {gift["donation_id"]: gift for gift in command["gifts"]}
    gifts = _gifts(uow, asked)
    living = {
        receipt["donation_id"]: receipt
        for receipt in uow.db[RECEIPTS].find({"donation_id": {"$in": list(asked)}, "status": "issued"})
    }
    new = []
    for place, donation_id in enumerate(asked):
        if donation_id not in gifts:
            raise DonationNotFound(
                "Không tìm thấy khoản ủng hộ này.", field=f"gifts.{place}.donation_id", remedy="Kiểm tra lại mã."
            )
        gift = gifts[donation_id]
        rules.check_gift(place, gift, command["campaign"], command["unit"], command["requested"])
        if donation_id not in living:
            new.append((gift, {"donor_name": gift["donor_name"], "address": asked[donation_id]["address"]}))
    if new:
        receipts = _numbered(uow, new, context)
        _publish(uow, receipts)
        living |= {receipt["donation_id"]: receipt for receipt in receipts}
    return {"receipts": [_told(living[donation_id]) for donation_id in asked], "new": len(new)}


@once
def void_receipt(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Void a receipt; its number stays its own.  Raises ReceiptNotFound, ReceiptIsVoid, IdempotencyKeyReused."""
    receipt = _voided(uow, _load(uow, command["receipt_id"]), command["reason"], context)
    _publish(uow, [receipt])
    return _told(receipt)


@once
def replace_receipt(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Void a receipt and issue the one that replaces it, under the next number, in one transaction.

    Raises ReceiptNotFound, ReceiptIsVoid, GiftTakenBack, IdempotencyKeyReused."""
    old = _load(uow, command["receipt_id"])
    gift = uow.db[DONATIONS].find_one({"_id": old["donation_id"]})
    assert gift is not None  # a gift is never deleted
    rules.check_not_taken_back(gift, "receipt_id")
    wording = {name: command.get(name, old[name]) for name in ("donor_name", "address")}
    replaced_by = uuid.uuid4().hex
    old = _voided(uow, old, command["reason"], context, replaced_by)
    (new,) = _numbered(uow, [(gift, wording)], context, ids=[replaced_by], replaces=old["_id"])
    _publish(uow, [old, new])
    return _told(new)


def read_receipts(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Full receipts in the order asked, with the donor's name and address; the look is recorded.

    Raises ReceiptNotFound."""
    ids = list(dict.fromkeys(command["receipt_ids"]))
    found = {receipt["_id"]: receipt for receipt in uow.db[RECEIPTS].find({"_id": {"$in": ids}})}
    for receipt_id in ids:
        if receipt_id not in found:
            raise _not_found(receipt_id=receipt_id)
    uow.db[LOOKS].insert_one({"actor": context.actor, "at": uow.now, "receipt_ids": ids})
    gifts = _gifts(uow, [receipt["donation_id"] for receipt in found.values()])
    return {"receipts": [_resource(found[one], gifts[found[one]["donation_id"]]) for one in ids]}


def get_receipt(receipt_id: str) -> Json:
    """A receipt in short, without anything personal.  Raises ReceiptNotFound."""
    receipt = Receipt._get_collection().find_one({"_id": receipt_id})
    if receipt is None:
        raise _not_found()
    return _told(receipt)


def units_of_receipts(uow: UnitOfWork, command: Json) -> Json:
    """Whose receipts these are; ids that no receipt has are left out.  To be asked before names are looked at."""
    return {"units": uow.db[RECEIPTS].distinct("unit", {"_id": {"$in": command["receipt_ids"]}})}


def check_receipt(uow: UnitOfWork, command: Json) -> Json:
    """What anybody may know who holds a receipt: whether it is genuine, and the donor's name as far as the donor now
    consents.  Raises ReceiptNotFound."""
    code = read_check_code(command["id"])
    receipt = uow.db[RECEIPTS].find_one({"check_code": code}) if code else None
    if receipt is None:
        raise _not_found()
    gift = _gifts(uow, [receipt["donation_id"]])[receipt["donation_id"]]
    row = _row(receipt)
    shown = (
        "number_text", "status", "campaign", "unit", "level", "amount_vnd", "channel", "received_on", "issued_on",
        "journal_entry_id",
    )
    return {
        **{name: row[name] for name in shown}, "amount_in_words": amount_in_words(receipt["amount_vnd"]),
        "donor_name": public_name(receipt["donor_name"], gift["name_display"]),
        "taken_back": rules.taken_back(gift), "refunded_vnd": gift.get("refunded_vnd") or 0,
        "replaced": bool(receipt.get("replaced_by")),
        "voided_on": local_day(receipt["voided_at"]).isoformat() if receipt["status"] == "void" else None,
    }


def _numbered(
    uow: UnitOfWork, gifts: Sequence[tuple[Stored, Json]], context: CommandContext,
    ids: Sequence[str] = (), replaces: str | None = None,
) -> list[Stored]:
    """New receipts for gifts of one unit, with the next numbers of their series."""
    issued_on = local_day(uow.now)
    first_gift = gifts[0][0]
    level, year = rules.level_of(first_gift["unit"]), rules.year_of(issued_on)
    series = rules.series_of(first_gift["campaign"], level, year)
    first = _take_numbers(uow, series, len(gifts))
    made = []
    for place, (gift, wording) in enumerate(gifts):
        made.append({
            "_id": ids[place] if ids else uuid.uuid4().hex, "version": 1, "series": series, "number": first + place,
            "year": year, "level": level, "donation_id": gift["_id"], "issued_on": midnight(issued_on),
            "issued_at": uow.now, "issued_by": context.actor, "status": "issued",
            "check_code": check_code(secrets.randbelow(CODE_SPACE)), **wording,
            **{name: gift[name] for name in _OF_THE_GIFT}, **({"replaces": replaces} if replaces else {}),
        })
    uow.db[RECEIPTS].insert_many(made, ordered=False)
    return made


_OF_THE_GIFT = ("campaign", "unit", "journal_entry_id", "amount_vnd", "channel", "received_on", "name_display")


def _take_numbers(uow: UnitOfWork, series: str, many: int) -> int:
    """The first of ``many`` numbers.  Two who want numbers of one series at once meet in this document: MongoDB lets
    one commit, and the other one's transaction runs again."""
    counter = uow.db[SERIES].find_one_and_update(
        {"_id": series}, {"$inc": {"last": many}}, upsert=True, return_document=ReturnDocument.AFTER
    )
    reach("receipts.numbers_taken")
    assert counter is not None  # made if it wasn't there
    last: int = counter["last"]
    return last - many + 1


def _voided(
    uow: UnitOfWork, receipt: Stored, reason: str, context: CommandContext, replaced_by: str | None = None
) -> Stored:
    rules.check_living(receipt["status"])
    changes: Json = {"status": "void", "void_reason": reason, "voided_by": context.actor, "voided_at": uow.now}
    if replaced_by:
        changes["replaced_by"] = replaced_by
    changed = uow.db[RECEIPTS].find_one_and_update(
        {"_id": receipt["_id"]}, {"$set": changes, "$inc": {"version": 1}}, return_document=ReturnDocument.AFTER
    )
    assert changed is not None  # a receipt is never deleted
    return changed


def _load(uow: UnitOfWork, receipt_id: str) -> Stored:
    receipt = uow.db[RECEIPTS].find_one({"_id": receipt_id})
    if receipt is None:
        raise _not_found()
    return receipt


def _not_found(**facts: Any) -> rules.ReceiptNotFound:
    return rules.ReceiptNotFound(
        "Không có biên nhận nào mang mã này.", field="receipt_id", remedy="Kiểm tra lại mã in trên biên nhận.", **facts
    )


def _gifts(uow: UnitOfWork, ids: Iterable[str]) -> dict[str, Stored]:
    return {gift["_id"]: gift for gift in uow.db[DONATIONS].find({"_id": {"$in": list(ids)}})}


def _publish(uow: UnitOfWork, receipts: Sequence[Stored]) -> None:
    uow.publish(
        "donations.receipts_changed.v1", subject=receipts[0]["series"], data={"entries": [_row(r) for r in receipts]}
    )


def _told(receipt: Stored) -> Json:
    """What is answered and kept with the key of the request: nothing personal."""
    row = _row(receipt)
    return {name: row[name] for name in ("receipt_id", "number_text", "status", "donation_id", "campaign", "unit")}


def _row(receipt: Stored) -> Json:
    return {
        "receipt_id": receipt["_id"], "version": receipt["version"], "campaign": receipt["campaign"],
        "unit": receipt["unit"], "series": receipt["series"], "number": receipt["number"], "level": receipt["level"],
        "year": receipt["year"],
        "number_text": rules.number_text(receipt["number"], receipt["year"], receipt["level"]),
        "donation_id": receipt["donation_id"], "journal_entry_id": receipt["journal_entry_id"],
        "amount_vnd": receipt["amount_vnd"], "channel": receipt["channel"],
        "received_on": receipt["received_on"].date().isoformat(), "issued_on": receipt["issued_on"].date().isoformat(),
        "status": receipt["status"], "replaces": receipt.get("replaces"), "replaced_by": receipt.get("replaced_by"),
        "donor_name": public_name(receipt["donor_name"], receipt["name_display"]),
    }


def _resource(receipt: Stored, gift: Stored) -> Json:
    """The full receipt, for those who may see the donor's name."""
    return {
        **_row(receipt), "donor_name": receipt["donor_name"], "name_display": gift["name_display"],
        "public_name": public_name(receipt["donor_name"], gift["name_display"]),
        "address": receipt["address"], "note": gift["note"], "amount_in_words": amount_in_words(receipt["amount_vnd"]),
        "check_code": receipt["check_code"], "issued_by": receipt["issued_by"],
        "issued_at": wire_instant(receipt["issued_at"]), "void_reason": receipt.get("void_reason"),
        "voided_by": receipt.get("voided_by"),
    }
