"""What becomes of a gift after it was booked: corrected, refunded, shown otherwise.  Money moves by new journal entries
alone, and each change of the gift is a new version of its row."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, wire_instant
from services.donations.campaigns.commands import gift_terms
from services.donations.intake import amending_rules, rules
from services.donations.intake.commands import (
    check_in_hand,
    describe,
    entry_of,
    find_gift,
    new_donation,
    write_gifts,
)
from services.donations.intake.contributors import remove_contributors
from services.donations.intake.documents import DONATIONS, Refund
from services.donations.intake.telling import row, rows_of
from services.donations.ledger import commands as ledger
from services.donations.ledger import rules as accounts
from services.donations.ledger.debits import claim
from services.donations.ledger.documents import JOURNAL
from services.donations.ledger.fund_receipts import DESK_SHARDS
from services.donations.ledger.reversals import reversal_id, reversal_of, reverse_entries
from services.donations.pledges import commands as pledges
from services.donations.statements.explained import count_explained
from services.donations.support import fund

Json = dict[str, Any]

CORRECTABLE = (
    "campaign", "unit", "amount_vnd", "channel", "received_on", "donor_name", "note", "pledge_id", "foreign",
)


@once
def correct_donation(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take a gift back and book it anew as it should have been; answers the new one.

    The reversal stands on the day of the entry that it takes back, so that the books of that day come right.
    Raises DonationNotFound, FundShort, what ``check_correction`` raises and what a gift is refused for."""
    wrong = find_gift(command["donation_id"])
    amending_rules.check_not_taken_back(wrong)
    changes = {name: command[name] for name in CORRECTABLE if name in command}
    as_sent = wrong | {"received_on": wrong["received_on"].date()}
    amending_rules.check_correction(as_sent, changes, wrong.get("refunded_vnd") or 0, wrong["statement_line_id"])
    right = {name: as_sent[name] for name in (*CORRECTABLE, "name_display", "donor") if name in as_sent} | changes
    _check_as_a_gift(uow, right)
    gift = new_donation(
        id=uuid.uuid4().hex, recorded_at=uow.now, recorded_by=context.actor, corrects=wrong["_id"],
        cause=command["cause"], **right,
    )
    shard = random.randrange(DESK_SHARDS)
    postings = accounts.gift_in_hand(right["campaign"], right["unit"], right["channel"], right["amount_vnd"])
    # First what is right: if it is in the same Fund, only the difference must be there to be taken out.
    write_gifts(uow, [(gift, entry_of(uow, gift, right["received_on"], postings))], wrong["_id"], shard)
    _take_back(uow, wrong, gift["_id"], command["cause"], context, shard)
    return describe(gift)


@once
def refund_donation(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Give money of a gift back, never more than was given and never taking the Fund below zero.

    Raises DonationNotFound, DonationTakenBack, FundShort and what ``check_refund`` raises."""
    gift = find_gift(command["donation_id"])
    amending_rules.check_not_taken_back(gift)
    amount_vnd, way, refunded_on = command["amount_vnd"], command["way"], command["refunded_on"]
    refunded_vnd = gift.get("refunded_vnd") or 0
    amending_rules.check_refund(
        amount_vnd, gift["amount_vnd"], refunded_vnd, gift["received_on"].date(), refunded_on, local_day(uow.now)
    )
    amending_rules.check_way(way, gift["channel"])
    number = Refund.objects(donation_id=gift["_id"]).count() + 1
    campaign, unit = gift["campaign"], gift["unit"]
    fund.spare(uow, campaign, unit, amount_vnd)
    booked = uow.db[JOURNAL].find_one({"_id": gift["journal_entry_id"]})
    assert booked is not None, "a gift without its entry"
    entry = reversal_of(
        uow, booked, booked_on=refunded_on, posted_by=context.actor, cause=command["cause"], part=f"refund-{number}",
        postings=accounts.refund(campaign, unit, way, amount_vnd, gift["channel"]),
    )
    ledger.post_entries(uow, [entry], random.randrange(DESK_SHARDS))
    refund = Refund(
        id=f"{gift['_id']}-{number}", version=0, campaign=campaign, unit=unit, donation_id=gift["_id"],
        channel=gift["channel"], way=way, amount_vnd=amount_vnd, refunded_on=refunded_on, cause=command["cause"],
        refunded_by=context.actor, refunded_at=uow.now, journal_entry_id=entry["_id"],
    )
    change(uow, gift, {"refunded_vnd": refunded_vnd + amount_vnd})
    if gift["pledge_id"]:
        pledges.fulfil(uow, {gift["pledge_id"]: -amount_vnd})
    return _advance(uow, refund)


@once
def settle_refund(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Say which bank debit a refund by transfer went out with: until then the Fund counts both as gone.

    Raises RefundNotFound, RefundSettledAlready, NotTheDebitOfThisRefund."""
    refund = _load_refund(command["refund_id"])
    if refund.way != "bank_transfer" or refund.bank_debit_entry_id:
        raise amending_rules.RefundSettledAlready(
            "Khoản hoàn trả này không chờ dòng ghi nợ nào.", field="refund_id", remedy="Kiểm tra lại mã hoàn trả."
        )
    debit = uow.db[JOURNAL].find_one({"_id": command["bank_debit_entry_id"], "about_kind": "bank_debit"})
    account_number = _account_debited(uow, refund, debit)
    if debit is None or account_number is None or not count_explained(debit["about_id"], refund.amount_vnd):
        raise amending_rules.NotTheDebitOfThisRefund(
            "Bút toán này không phải dòng ngân hàng ghi nợ đúng số tiền, cùng đợt vận động và đơn vị, còn chưa dùng.",
            field="bank_debit_entry_id", remedy="Chọn lại trong danh sách dòng ghi nợ.",
        )
    entry = ledger.new_entry(
        uow, about_kind="refund_settled", about_id=debit["_id"], campaign=refund.campaign, unit=refund.unit,
        booked_on=debit["booked_on"].date(), posted_by=context.actor,
        postings=accounts.refund_settled(refund.campaign, refund.unit, account_number, refund.amount_vnd),
    )
    ledger.post_entries(uow, [entry], random.randrange(DESK_SHARDS))
    refund.bank_debit_entry_id = debit["_id"]
    return _advance(uow, refund)


def unsettle_refunds(uow: UnitOfWork, debit_entry_ids: Sequence[str], reverse: Callable[[list[str]], int]) -> int:
    """These bank debits are being taken back: refunds that went out with them wait for one again.

    ``reverse`` reverses journal entries; answers what it says that the money of the Fund changes by, in đồng."""
    found = list(Refund.objects(bank_debit_entry_id__in=list(debit_entry_ids)))
    if not found:
        return 0
    changed_vnd = reverse([settlement_id(refund.bank_debit_entry_id) for refund in found])
    for refund in found:
        refund.bank_debit_entry_id = None
        _advance(uow, refund)
    return changed_vnd


def settlement_id(debit_entry_id: str) -> str:
    """The journal entry that says that a refund went out with this bank debit."""
    return f"refund_settled-{debit_entry_id}"


@once
def change_donor_consent(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Show the donor's name as the donor now wishes, from the next event on, and keep who noted it, when and on what
    basis.  Raises DonationNotFound, MinorNameNeedsGuardian."""
    gift = find_gift(command["donation_id"])
    donor = gift.get("donor") or {"kind": None, "country": "VN", "minor": False, "consent_basis": None}
    minor = donor["minor"] if command["minor"] is None else command["minor"]
    shown = rules.display_of(command["name_display"], minor, command["consent_basis"])
    consent = {
        "name_display": shown, "minor": minor, "consent_basis": command["consent_basis"],
        "changed_by": context.actor, "changed_at": uow.now,
    }
    changes: Json = {"name_display": shown}
    if minor != donor["minor"] or gift.get("donor"):
        changes["donor"] = donor | {"minor": minor, "consent_basis": command["consent_basis"]}
    return describe(change(uow, gift, changes, {"consents": consent}))


def get_refund(refund_id: str) -> Json:
    """The full resource.  Raises RefundNotFound."""
    return _describe_refund(_load_refund(refund_id))


def change(uow: UnitOfWork, gift: Json, changes: Json, added: Json | None = None) -> Json:
    """The next version of a gift, saved and told.  Its money is not among the changes."""
    after = gift | changes | {"version": gift["version"] + 1}
    write: Json = {"$set": changes | {"version": after["version"]}}
    if added:
        write["$push"] = added
    uow.db[DONATIONS].update_one({"_id": gift["_id"]}, write)
    uow.publish("donations.donations_changed.v1", subject=gift["_id"], data={"entries": rows_of(uow, [after])})
    return after


def _check_as_a_gift(uow: UnitOfWork, right: Json) -> None:
    today = local_day(uow.now)
    check_in_hand(right, gift_terms(uow, {right["campaign"]}), today)
    if right.get("foreign"):
        foreign = right["foreign"]
        on = foreign["rate_on"]
        day = on if isinstance(on, dt.date) else dt.date.fromisoformat(on)
        rules.check_foreign(foreign | {"rate_on": day}, right["amount_vnd"], today)
        right["foreign"] = foreign | {"rate_on": day.isoformat()}
    else:
        right.pop("foreign", None)


def _take_back(uow: UnitOfWork, wrong: Json, new_id: str, cause: str, context: CommandContext, shard: int) -> None:
    fund.spare(uow, wrong["campaign"], wrong["unit"], wrong["amount_vnd"])
    entry_id = wrong["journal_entry_id"]
    reverse_entries(
        uow, [entry_id], booked_on=wrong["received_on"].date(), posted_by=context.actor, cause=cause, shard=shard
    )
    changes = {"reversal_entry_id": reversal_id(entry_id), "corrected_by": new_id, "version": wrong["version"] + 1}
    uow.db[DONATIONS].update_one({"_id": wrong["_id"]}, {"$set": changes})
    uow.publish("donations.donations_reversed.v1", subject=wrong["_id"], data={"entries": [row(wrong | changes)]})
    remove_contributors(uow, wrong["_id"])
    if wrong["pledge_id"]:
        pledges.fulfil(uow, {wrong["pledge_id"]: -wrong["amount_vnd"]})




def _account_debited(uow: UnitOfWork, refund: Refund, debit: Json | None) -> str | None:
    """The bank account of a debit that may be this refund's, or None."""
    if debit is None or (debit["campaign"], debit["unit"]) != (refund.campaign, refund.unit):
        return None
    if uow.db[JOURNAL].find_one({"_id": reversal_id(debit["_id"])}):
        return None
    claim(uow, debit["_id"])
    if Refund.objects(bank_debit_entry_id=debit["_id"]).first() is not None:
        return None
    if uow.db["debit_explanations"].find_one({"_id": debit["_id"], "status": "explained"}):
        return None
    taken = {p["account"]: p["debit_vnd"] for p in debit["postings"] if p["account"].startswith("unexplained:")}
    return next((a.partition(":")[2] for a, vnd in taken.items() if vnd == refund.amount_vnd), None)


def _load_refund(refund_id: str) -> Refund:
    refund: Refund | None = Refund.objects(id=refund_id).first()
    if refund is None:
        raise amending_rules.RefundNotFound(
            "Không có lần hoàn trả nào mang mã này.", field="refund_id", remedy="Kiểm tra lại mã."
        )
    return refund


def _advance(uow: UnitOfWork, refund: Refund) -> Json:
    refund.version += 1
    refund.save()
    told = _refund_row(refund)
    uow.publish("donations.refunds_changed.v1", subject=refund.donation_id, data={"entries": [told]})
    return _describe_refund(refund)


def _refund_row(refund: Refund) -> Json:
    return {
        "refund_id": refund.id, "version": refund.version, "campaign": refund.campaign, "unit": refund.unit,
        "donation_id": refund.donation_id, "channel": refund.channel, "way": refund.way,
        "amount_vnd": refund.amount_vnd, "refunded_on": refund.refunded_on.isoformat(),
        "journal_entry_id": refund.journal_entry_id, "bank_debit_entry_id": refund.bank_debit_entry_id,
    }


def _describe_refund(refund: Refund) -> Json:
    return {
        **_refund_row(refund), "cause": refund.cause, "refunded_by": refund.refunded_by,
        "refunded_at": wire_instant(refund.refunded_at),
    }
