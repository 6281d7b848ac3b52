"""The books: trial balance and account books of the sealed entries, right to the đồng for any number of them.

Sums come from what accounts turned over per day, which the sealer keeps; lines come from the journal, found by
what each block says of the accounts that it touches.  A book is read in one transaction, so all of it is of one moment.
"""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any, NamedTuple

from pymongo import ASCENDING

from contracts.page_marks import page_mark, place_of
from contracts.refusals import Refusal
from messaging.unit_of_work import UnitOfWork
from services.donations.ledger import book_rules as rules
from services.donations.ledger.documents import ACCOUNT_DAYS, CHAINS, JOURNAL, LINES
from services.donations.ledger.leaves import facts_of

Json = dict[str, Any]

MOST_ACCOUNTS = 20_000
"""Accounts in one trial balance."""


_MARKED = ("height", "opening_vnd", "debit_vnd", "credit_vnd", "balance_vnd")
"""What a page of a book hands on to the next, besides the place of its last line."""


class TooManyAccounts(Refusal):
    """The trial balance would have more rows than one answer holds."""


class PeriodBackwards(Refusal):
    """The last day of the period lies before its first."""


def get_trial_balance(uow: UnitOfWork, command: Json) -> Json:
    """Every account with opening, turnover and closing; ``total`` adds them up.

    Raises :class:`PeriodBackwards`, :class:`TooManyAccounts`."""
    from_on, to_on = _period(command)
    kind = command["kind"]
    rows = [
        rules.trial_row(one["_id"], one["opening_vnd"], one["debit_vnd"], one["credit_vnd"])
        for one in _sums(uow, command, from_on, to_on, {"account": {"$regex": f"^{kind}:"}} if kind else {})
    ]
    if len(rows) > MOST_ACCOUNTS:
        raise TooManyAccounts(
            f"Bảng có hơn {MOST_ACCOUNTS} tài khoản.", field="unit", remedy="Chọn một đơn vị hoặc một loại tài khoản."
        )
    return {**_of_what(uow, command), "rows": rows, "total": rules.total_of(rows)}


def get_account_book(uow: UnitOfWork, command: Json) -> Json:
    """A page of an account's lines, each with the balance after it; opening, turnover and closing are of the period.

    The first page fixes up to which block the book goes, so that entries that are sealed meanwhile do not come between
    its pages.  Raises :class:`PeriodBackwards`, :class:`BrokenPageMark`."""
    from_on, to_on = _period(command)
    account = command["account"]
    side = rules.side_of(account)
    if command["after"] is None:
        place, mark = None, _first_mark(uow, command, from_on, to_on)
    else:
        place, mark = _opened(command["after"])
    balance_vnd = mark["balance_vnd"]
    found = _lines(uow, command, from_on, to_on, mark["height"], place)
    entries = {e["_id"]: e for e in uow.db[JOURNAL].find({"_id": {"$in": [one.entry_id for one in found]}})}
    lines = []
    for one in found[: command["limit"]]:
        line = rules.book_line(facts_of(entries[one.entry_id]), account, balance_vnd)
        balance_vnd = line["balance_vnd"]
        lines.append(line)
    following = None
    if len(found) > command["limit"]:
        last = found[command["limit"] - 1]
        following = _closed([last.on, last.block, last.place], {**mark, "balance_vnd": balance_vnd})
    turnover = {name: mark[name] for name in ("opening_vnd", "debit_vnd", "credit_vnd")}
    closing_vnd = mark["opening_vnd"] + rules.change_vnd(side, mark["debit_vnd"], mark["credit_vnd"])
    return {
        **_of_what(uow, command), "account": account, "side": side, **turnover, "closing_vnd": closing_vnd,
        "rows": lines, "next": following,
    }


def _period(command: Json) -> tuple[str | None, str | None]:
    from_on: dt.date | None = command["from_on"]
    to_on: dt.date | None = command["to_on"]
    if from_on and to_on and to_on < from_on:
        raise PeriodBackwards(
            "Ngày cuối kỳ trước ngày đầu kỳ.", field="to_on", remedy="Đổi lại hai ngày, hoặc bỏ trống một ngày."
        )
    return from_on.isoformat() if from_on else None, to_on.isoformat() if to_on else None


def _of_what(uow: UnitOfWork, command: Json) -> Json:
    chain = uow.db[CHAINS].find_one({"_id": command["campaign"]}) or {}
    return {
        "campaign": command["campaign"], "from_on": command["from_on"], "to_on": command["to_on"],
        "sealed_height": chain.get("height", 0), "sealed_entries": chain.get("entries", 0),
    }


def _sums(uow: UnitOfWork, command: Json, from_on: str | None, to_on: str | None, which: Json) -> list[Json]:
    """Debits less credits before the period, debits and credits in it, by account."""
    match: Json = {"campaign": command["campaign"], **which}
    if to_on:
        match["on"] = {"$lte": to_on}
    if command["units"] is not None:
        match["unit"] = {"$in": command["units"]}
    within = {"$gte": ["$on", from_on or ""]}
    before = {"$subtract": ["$debit_vnd", "$credit_vnd"]}
    found = uow.db[ACCOUNT_DAYS].aggregate([
        {"$match": match},
        {"$group": {
            "_id": "$account",
            "opening_vnd": {"$sum": {"$cond": [within, 0, before]}},
            "debit_vnd": {"$sum": {"$cond": [within, "$debit_vnd", 0]}},
            "credit_vnd": {"$sum": {"$cond": [within, "$credit_vnd", 0]}},
        }},
        {"$sort": {"_id": 1}},
        {"$limit": MOST_ACCOUNTS + 1},
    ])
    return list(found)


def _first_mark(uow: UnitOfWork, command: Json, from_on: str | None, to_on: str | None) -> Json:
    side = rules.side_of(command["account"])
    chain = uow.db[CHAINS].find_one({"_id": command["campaign"]}) or {"height": 0}
    found = _sums(uow, command, from_on, to_on, {"account": command["account"]})
    sums = found[0] if found else {"opening_vnd": 0, "debit_vnd": 0, "credit_vnd": 0}
    opening_vnd = sums["opening_vnd"] if side == "debit" else -sums["opening_vnd"]
    return {
        "height": chain["height"], "opening_vnd": opening_vnd, "debit_vnd": sums["debit_vnd"],
        "credit_vnd": sums["credit_vnd"], "balance_vnd": opening_vnd,
    }


class _Line(NamedTuple):
    """Where a line of a book stands, and the entry that it shows."""

    on: str
    block: int
    place: int
    entry_id: str


def _lines(
    uow: UnitOfWork, command: Json, from_on: str | None, to_on: str | None, height: int, after: list[Any] | None
) -> list[_Line]:
    """The lines of a page and one more, in the order of the book."""
    match: Json = {"campaign": command["campaign"], "accounts": command["account"], "block": {"$lte": height}}
    days = {operator: day for operator, day in (("$gte", from_on), ("$lte", to_on)) if day}
    if days:
        match["on"] = days
    if command["units"] is not None:
        match["unit"] = {"$in": command["units"]}
    if after:
        on, block, _ = after
        match["$or"] = [{"on": {"$gt": on}}, {"on": on, "block": {"$gte": block}}]
    wanted = command["limit"] + 1
    lines: list[_Line] = []
    with uow.db[LINES].find(match).sort([("on", ASCENDING), ("block", ASCENDING)]) as found:
        # Documents of one block and day are shuffled together: their places are each in order, not all.
        for (on, block), alike in groupby(found, key=lambda one: (one["on"], one["block"])):
            places = sorted(pair for one in alike for pair in zip(one["places"], one["entry_ids"], strict=True))
            of_block = (_Line(on, block, place, entry_id) for place, entry_id in places)
            lines += (line for line in of_block if not after or list(line[:3]) > after)
            if len(lines) >= wanted:
                break
    return lines[:wanted]


def _closed(place: list[Any], mark: Json) -> str:
    return page_mark(*place, *(mark[name] for name in _MARKED))


def _opened(text: str) -> tuple[list[Any], Json]:
    told = place_of(text, str, *[int] * (2 + len(_MARKED)))
    return told[:3], dict(zip(_MARKED, told[3:], strict=True))
