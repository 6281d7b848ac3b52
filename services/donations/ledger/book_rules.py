"""What a row of the books is: opening, what came and went, closing; and on which side an account stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Facts = Mapping[str, Any]

_CREDIT_KINDS = ("fund:", "refund_due:")
"""What stands on the credit side: money that was given to the Fund, and what it owes to donors.
Everything else is money, or what became of it."""

COLUMNS = ("opening_debit_vnd", "opening_credit_vnd", "debit_vnd", "credit_vnd", "closing_debit_vnd",
           "closing_credit_vnd")


def side_of(account: str) -> str:
    """``debit`` or ``credit``: on which side the account usually stands, and its balance is counted as positive."""
    return "credit" if account.startswith(_CREDIT_KINDS) else "debit"


def change_vnd(side: str, debit_vnd: int, credit_vnd: int) -> int:
    """What a debit and a credit change in the balance of an account that stands on ``side``."""
    return debit_vnd - credit_vnd if side == "debit" else credit_vnd - debit_vnd


def trial_row(account: str, opening_vnd: int, debit_vnd: int, credit_vnd: int) -> dict[str, Any]:
    """A row of the trial balance; ``opening_vnd``: debits less credits before the period."""
    closing_vnd = opening_vnd + debit_vnd - credit_vnd
    return {
        "account": account, "opening_debit_vnd": max(opening_vnd, 0), "opening_credit_vnd": max(-opening_vnd, 0),
        "debit_vnd": debit_vnd, "credit_vnd": credit_vnd,
        "closing_debit_vnd": max(closing_vnd, 0), "closing_credit_vnd": max(-closing_vnd, 0),
    }


def total_of(rows: Iterable[Facts]) -> dict[str, int]:
    """The column sums of trial rows.  Over all accounts each debit sum equals the credit sum beside it."""
    total = dict.fromkeys(COLUMNS, 0)
    for row in rows:
        for column in COLUMNS:
            total[column] += row[column]
    return total


def book_line(entry: Facts, account: str, balance_before_vnd: int) -> dict[str, Any]:
    """An entry (JSON values) as a line of an account's book, with the balance after it."""
    mine = [posting for posting in entry["postings"] if posting["account"] == account]
    debit_vnd = sum(posting["debit_vnd"] for posting in mine)
    credit_vnd = sum(posting["credit_vnd"] for posting in mine)
    return {
        "booked_on": entry["booked_on"], "entry_id": entry["id"], "unit": entry["unit"],
        "about_kind": entry["about_kind"], "about_id": entry["about_id"], "reverses": entry.get("reverses"),
        "against": sorted({posting["account"] for posting in entry["postings"]} - {account}),
        "debit_vnd": debit_vnd, "credit_vnd": credit_vnd,
        "balance_vnd": balance_before_vnd + change_vnd(side_of(account), debit_vnd, credit_vnd),
    }
