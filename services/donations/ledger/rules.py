"""Double entry in whole đồng: which accounts an occasion touches, and that every entry balances.

Accounts are named ``kind:owner``: ``bank:<number>``, ``cash:<unit>``, ``clearing:<channel>:<unit>`` (assets);
``fund:<campaign>:<unit>`` (what the Fund received); ``support:<campaign>:<unit>:<purpose>`` (what it paid
out for each kind of support; without a purpose in entries from before it was kept);
``unexplained:<number>`` (bank debits: nothing of ours is matched with them); ``refund_due:<campaign>:<unit>`` (what
goes back to donors by transfer, until the bank's debit is found).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FUND_MONEY = ("fund:", "unexplained:")
"""Accounts whose postings change what a Fund could pay out: credits are receipts, debits are money that is gone."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of an entry: exactly one of the two amounts is above zero."""

    account: str
    debit_vnd: int = 0
    credit_vnd: int = 0


class UnbalancedEntry(Exception):
    """A defect of the program, never of the user's input: debits and credits differ, or an amount isn't positive."""


def balanced(postings: Sequence[Posting]) -> Sequence[Posting]:
    """Give the postings back if they make a valid entry.  Raises :class:`UnbalancedEntry`."""
    for posting in postings:
        amounts = (posting.debit_vnd, posting.credit_vnd)
        if any(type(a) is not int or a < 0 for a in amounts) or amounts.count(0) != 1:
            raise UnbalancedEntry(f"not a posting: {posting}")
    if len(postings) < 2 or sum(p.debit_vnd for p in postings) != sum(p.credit_vnd for p in postings):
        raise UnbalancedEntry(f"debits and credits differ: {postings}")
    return postings


def fund_account(campaign: str, unit: str) -> str:
    """Where the Fund's receipts of a unit in a campaign are kept."""
    return f"fund:{campaign}:{unit}"


def fund_change_vnd(postings: Iterable[Mapping[str, Any]]) -> int:
    """What an entry, as the journal keeps it, changes in the money that its unit's Fund could pay out, in đồng:
    receipts and their reversals, less what the bank took.

    Nothing matches a bank debit with what it was for, so each counts as gone: the Fund never promises money that may
    have left the bank.  Support paid out is kept apart (``support/fund.py``), because it is decided upon."""
    change_vnd = 0
    for posting in postings:
        if posting["account"].startswith(FUND_MONEY):
            change_vnd += posting["credit_vnd"] - posting["debit_vnd"]
    return change_vnd


def turned(postings: Iterable[Mapping[str, Any]]) -> Sequence[Posting]:
    """The postings of an entry, as the journal keeps them, each on the other side: they undo it whole."""
    return balanced([Posting(p["account"], p["credit_vnd"], p["debit_vnd"]) for p in postings])


def gift_in_hand(campaign: str, unit: str, channel: str, amount_vnd: int) -> Sequence[Posting]:
    """A gift at the desk: cash goes to the unit's cash box, cards and wallets to what the operator owes us."""
    asset = f"cash:{unit}" if channel == "cash" else f"clearing:{channel}:{unit}"
    return _move(asset, fund_account(campaign, unit), amount_vnd)


def bank_credit(campaign: str, unit: str, account_number: str, amount_vnd: int) -> Sequence[Posting]:
    """A credit line of a bank statement: money of the Fund, whoever gave it."""
    return _move(f"bank:{account_number}", fund_account(campaign, unit), amount_vnd)


def bank_debit(account_number: str, amount_vnd: int) -> Sequence[Posting]:
    """A debit line of a bank statement: a charge, a withdrawal or a transfer; nothing of ours is matched with it."""
    return _move(f"unexplained:{account_number}", f"bank:{account_number}", amount_vnd)


def cash_box(unit: str) -> str:
    """Where a unit's cash is kept."""
    return f"cash:{unit}"


def bank_account(number: str) -> str:
    """What lies on a bank account of the Fund."""
    return f"bank:{number}"


def support_paid(campaign: str, unit: str, purpose: str, amount_vnd: int, from_account: str) -> Sequence[Posting]:
    """Support of a kind (``purpose``) handed over to a household, from the unit's cash or a bank account."""
    return _move(f"support:{campaign}:{unit}:{purpose}", from_account, amount_vnd)


def debit_explained(account_number: str, amount_vnd: int, goes_to: str) -> Sequence[Posting]:
    """A bank debit is not money that is gone (for good, or once more): the line is taken off what is unexplained.

    ``goes_to``: the bank account itself, where it was support that is booked out of it already; or the cash box into
    which it was fetched."""
    return _move(goes_to, f"unexplained:{account_number}", amount_vnd)


def refund(campaign: str, unit: str, way: str, amount_vnd: int, channel: str) -> Sequence[Posting]:
    """Money of the Fund goes back to a donor: in cash of the unit, by a transfer that the bank will debit, or by the
    operator of the gift's ``channel``, who then owes us less."""
    paid_from = {"cash": f"cash:{unit}", "operator": f"clearing:{channel}:{unit}"}.get(way, _due(campaign, unit))
    return _move(fund_account(campaign, unit), paid_from, amount_vnd)


def refund_settled(campaign: str, unit: str, account_number: str, amount_vnd: int) -> Sequence[Posting]:
    """A bank debit is explained: it is the transfer of a refund.  The Fund gave the money up with the refund already,
    so what the debit took is given back to it."""
    return _move(_due(campaign, unit), f"unexplained:{account_number}", amount_vnd)


def _due(campaign: str, unit: str) -> str:
    return f"refund_due:{campaign}:{unit}"


def _move(debited: str, credited: str, amount_vnd: int) -> Sequence[Posting]:
    return balanced([Posting(debited, debit_vnd=amount_vnd), Posting(credited, credit_vnd=amount_vnd)])
