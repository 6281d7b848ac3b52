"""What each row counts in which figure: the only definition of what the report's figures mean.

A figure is a sum over rows.  A row contributes on its own campaign, unit and day; ``source`` splits a figure
(channel of a gift, kind of support, activity, severity).  ``gateway/reports/figures.py`` gives each figure
its Vietnamese name and its formula in words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gateway.projections.rows import NO_DAY, Row

TAKEN_BACK = "reversal_entry_id"
"""Names the journal entry that reversed a booking; while it is there the row adds nothing to what was received."""

AT_HOME = "VN"

NO_ACTIVITY = "none"
"""Source of a pledge that was made outside any activity."""


@dataclass(frozen=True)
class Contribution:
    """``count`` things and ``amount_vnd`` đồng that one row adds to one figure under one source."""

    figure: str
    source: str
    count: int
    amount_vnd: int

    @property
    def document(self) -> dict[str, Any]:
        """As it is stored with its row."""
        return {"figure": self.figure, "source": self.source, "count": self.count, "amount_vnd": self.amount_vnd}


def contributions(row: Row) -> list[Contribution]:
    """What the row, as it now stands, adds to the figures.  A row without a day adds nothing."""
    count_in = _BY_KIND.get(row.kind)
    if count_in is None or row.on == NO_DAY:
        return []
    return count_in(row.state)


def _donation(gift: dict[str, Any]) -> list[Contribution]:
    amount_vnd = gift["amount_vnd"]
    if gift.get(TAKEN_BACK):
        return [Contribution("taken_back", gift["channel"], 1, amount_vnd)]
    adds = [Contribution("received", gift["channel"], 1, amount_vnd)]
    if "donor_country" in gift:
        kind = "abroad" if gift["donor_country"] != AT_HOME else gift["donor_kind"]
        if kind:
            adds.append(Contribution("received_by_donor", kind, 1, amount_vnd))
    if "currency" in gift:
        adds.append(Contribution("received_foreign", gift["currency"].lower(), 1, amount_vnd))
    if gift["channel"] == "bank_transfer":
        adds.append(Contribution("transfers_matched", _match_state(gift), 1, amount_vnd))
    return adds


def _match_state(gift: dict[str, Any]) -> str:
    """What is known of the donor of a bank line.  As it was booked, its memo code is all that can tell."""
    return str(gift.get("match_state") or ("matched_by_code" if gift["pledge_id"] else "unmatched"))


def _contributor(person: dict[str, Any]) -> list[Contribution]:
    # No amount: the money is the gift's, and counted there.
    return [Contribution("soft_credits", "people", 1, 0)] if person["status"] == "listed" else []


def _refund(refund: dict[str, Any]) -> list[Contribution]:
    amount_vnd = refund["amount_vnd"]
    # Not a gift fewer, but less money, on the day it went: so the sums are what the journal says of each day.
    return [
        Contribution("received", refund["channel"], 0, -amount_vnd),
        Contribution("refunded", f"refund_{refund['way']}", 1, amount_vnd),
    ]


def _bank_debit(debit: dict[str, Any]) -> list[Contribution]:
    if debit.get(TAKEN_BACK):
        return []
    return [Contribution("bank_debits", "bank", 1, debit["amount_vnd"])]


def _pledge(pledge: dict[str, Any]) -> list[Contribution]:
    source = pledge["activity"] or NO_ACTIVITY
    promised, came = pledge["amount_vnd"], pledge["fulfilled_vnd"]
    adds = [Contribution("pledged", source, 1, promised)]
    if came:
        adds.append(Contribution("pledge_fulfilled", source, 1, came))
    # More than was promised on one pledge does not make up for another that is still owed.
    if came < promised:
        figure = "pledge_lapsed" if pledge["status"] == "lapsed" else "pledge_outstanding"
        adds.append(Contribution(figure, source, 1, promised - came))
    if pledge.get("kind") == "symbolic_cheque":
        adds.append(Contribution("symbolic_cheques", source, 1, promised))
    if appeal := pledge.get("appeal"):  # absent in messages from before there were appeals
        adds.append(Contribution("appeal_pledged", appeal, 1, promised))
        if came:
            adds.append(Contribution("appeal_fulfilled", appeal, 1, came))
    return adds


def _appeal_letter(letter: dict[str, Any]) -> list[Contribution]:
    if letter["status"] == "listed":
        return []
    adds = [Contribution("appeal_letters_sent", letter["appeal"], 1, 0)]
    if letter["status"] != "sent":
        adds.append(Contribution("appeal_letters_answered", letter["appeal"], 1, 0))
    return adds


def _goods(goods: dict[str, Any]) -> list[Contribution]:
    if goods["status"] == "withdrawn":
        return []
    source, stated_vnd, gone_vnd = goods["category"], goods["stated_vnd"], goods["handed_out_vnd"]
    adds = [Contribution("in_kind_value", source, 1, stated_vnd)]
    # All on the day they came, so that received = handed out + in store in every report.
    if goods["handed_out"]:
        adds.append(Contribution("in_kind_handed_out", source, 1, gone_vnd))
    if goods["in_store"]:
        adds.append(Contribution("in_kind_in_store", source, 1, stated_vnd - gone_vnd))
    return adds


def _hand_out(hand_out: dict[str, Any]) -> list[Contribution]:
    return [] if hand_out["status"] == "undone" else [Contribution("in_kind_hand_outs", hand_out["to"], 1, 0)]


def _labour(labour: dict[str, Any]) -> list[Contribution]:
    if labour["status"] == "withdrawn":
        return []
    adds = [Contribution("labour_days", "labour", labour["labour_days"], 0)]
    if labour["stated_vnd"]:
        adds.append(Contribution("labour_value", "labour", 1, labour["stated_vnd"]))
    return adds


def _payment(payment: dict[str, Any]) -> list[Contribution]:
    if payment["status"] == "withdrawn":
        return []
    figure = {"paid": "paid", "approved": "support_approved"}.get(payment["status"], "support_pending")
    adds = [Contribution(figure, payment["kind"], 1, payment["amount_vnd"])]
    # What is paid can't be held back any more; its findings still show among the open findings.
    if payment["status"] == "paid" and not payment.get("was_received"):
        denied = payment.get("was_received") is False
        adds.append(Contribution("paid_denied" if denied else "paid_unconfirmed", payment["kind"], 1,
                                 payment["amount_vnd"]))
    if payment["open_finding_ids"] and payment["status"] != "paid":
        adds.append(Contribution("held", payment["kind"], 1, payment["amount_vnd"]))
    return adds


def _debit_explanation(explanation: dict[str, Any]) -> list[Contribution]:
    if explanation["status"] != "explained":
        return []
    return [Contribution("bank_debits_explained", explanation.get("purpose", "support"), 1, explanation["amount_vnd"])]


def _household(household: dict[str, Any]) -> list[Contribution]:
    if household["status"] != "active":
        return []
    adds = [Contribution("households", household["household_class"], 1, 0)]
    if household["house_state"] != "sound":
        adds.append(Contribution("households_without_sound_house", household["house_state"], 1, 0))
    return adds


def _house(house: dict[str, Any]) -> list[Contribution]:
    if house["status"] == "cancelled":
        return []
    figure = "houses_handed_over" if house["status"] == "handed_over" else "houses_under_way"
    return [Contribution(figure, f"house_{house['kind']}", 1, 0)]


def _commitment(commitment: dict[str, Any]) -> list[Contribution]:
    figure = {"active": "commitments_active", "fulfilled": "commitments_fulfilled"}.get(commitment["status"])
    adds = [Contribution(figure, commitment["kind"], 1, 0)] if figure else []
    if commitment["given_vnd"]:
        adds.append(Contribution("commitments_given", commitment["kind"], 1, commitment["given_vnd"]))
    return adds


def _receipt(receipt: dict[str, Any]) -> list[Contribution]:
    if receipt["status"] == "void":
        return [Contribution("receipts_void", receipt["level"], 1, 0)]
    return [Contribution("receipts_valid", receipt["level"], 1, receipt["amount_vnd"])]


def _honour(honour: dict[str, Any]) -> list[Contribution]:
    figure = {"proposed": "honours_proposed", "approved": "honours_approved"}.get(honour["status"])
    return [Contribution(figure, honour["form"], 1, 0)] if figure else []


def _relief_distribution(distribution: dict[str, Any]) -> list[Contribution]:
    if distribution["status"] == "withdrawn":
        return []
    source = "late" if distribution["late"] else "in_time"
    return [
        Contribution("relief_goods", source, 1, distribution["value_vnd"]),
        Contribution("relief_households", source, distribution["households"], 0),
    ]


def _registration(registration: dict[str, Any]) -> list[Contribution]:
    return [Contribution(f"registrations_{registration['status']}", registration["activity"], 1, 0)]


def _finding(finding: dict[str, Any]) -> list[Contribution]:
    adds = [Contribution("findings_raised", finding["severity"], 1, 0)]
    if finding["status"] != "closed":
        adds.append(Contribution("findings_open", finding["severity"], 1, 0))
        adds.append(Contribution("findings_open_by_subject", finding["about"]["kind"], 1, 0))
    return adds


def _statement_import(statement: dict[str, Any]) -> list[Contribution]:
    if statement["status"] == "undone":
        return []
    certificate = statement["certificate"]
    counted = {
        "statement_rows_read": certificate.get("rows_read", 0),
        "statement_rows_posted": certificate.get("rows_posted", 0),
        "statement_rows_known": certificate.get("rows_already_known", 0),
        "statement_rows_refused": certificate.get("rows_refused", 0),
    }
    return [Contribution(figure, statement["layout"], rows, 0) for figure, rows in counted.items() if rows]


_BY_KIND: dict[str, Callable[[dict[str, Any]], list[Contribution]]] = {
    "donation": _donation,
    "refund": _refund,
    "contributor": _contributor,
    "bank_debit": _bank_debit,
    "pledge": _pledge,
    "goods": _goods,
    "hand_out": _hand_out,
    "labour": _labour,
    "appeal_letter": _appeal_letter,
    "honour": _honour,
    "relief_distribution": _relief_distribution,
    "payment": _payment,
    "debit_explanation": _debit_explanation,
    "household": _household,
    "house": _house,
    "commitment": _commitment,
    "receipt": _receipt,
    "registration": _registration,
    "finding": _finding,
    "statement_import": _statement_import,
}
