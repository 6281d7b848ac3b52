"""The books of account: trial balance, account books (cash, bank and all others), and the whole sealed ledger."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import orjson
from flask import Response, stream_with_context
from flask_smorest import Blueprint
from marshmallow import RAISE

from contracts.commands.donations.ledger import MOST_LINES
from gateway import units
from gateway.access import allow_table
from gateway.access.current import for_those_who_may, require, require_somewhere
from gateway.api.asking import answer, ask
from gateway.api.donations.book_schemas import (
    AccountBook,
    TrialBalance,
    WhichAccount,
    WhichLedger,
    WhichPage,
    WhichTrialBalance,
)
from gateway.api.downloads import Table, add_table, named
from gateway.reports import tables

blp = Blueprint("books", __name__, url_prefix="/api/v1/books", description="Sổ sách kế toán")

LEDGER_TYPE = "application/x-ndjson"

TRIAL_NAMES = {
    "account": "Tài khoản", "opening_debit_vnd": "Dư Nợ đầu kỳ", "opening_credit_vnd": "Dư Có đầu kỳ",
    "debit_vnd": "Phát sinh Nợ", "credit_vnd": "Phát sinh Có", "closing_debit_vnd": "Dư Nợ cuối kỳ",
    "closing_credit_vnd": "Dư Có cuối kỳ",
}
LINE_NAMES = {
    "booked_on": "Ngày ghi sổ", "entry_id": "Bút toán", "unit": "Đơn vị", "about_kind": "Loại chứng từ",
    "about_id": "Mã chứng từ", "reverses": "Đảo bút toán", "against": "Tài khoản đối ứng", "debit_vnd": "Nợ",
    "credit_vnd": "Có", "balance_vnd": "Số dư",
}


ABOUT_NAMES = {
    "donation": "Khoản ủng hộ", "bank_debit": "Ngân hàng ghi nợ", "payment": "Chi hỗ trợ", "refund": "Hoàn trả",
    "refund_settled": "Đã chuyển tiền hoàn trả", "reversal": "Bút toán đảo",
    "debit_explanation": "Giải trình dòng ghi nợ",
}
"""What an entry is about, as the exported books call it; anything else by its own name."""


@blp.route("/trial-balance")
@for_those_who_may("books.read")
@blp.arguments(WhichTrialBalance, location="query", unknown=RAISE)
@blp.response(200, TrialBalance)
def trial_balance(asked: dict[str, Any]) -> Response:
    """Bảng cân đối tài khoản: số dư đầu kỳ, phát sinh, số dư cuối kỳ của mọi tài khoản."""
    return answer(_trial_balance(asked))


@blp.route("/account-book")
@for_those_who_may("books.read")
@blp.arguments(WhichPage, location="query", unknown=RAISE)
@blp.response(200, AccountBook)
def account_book(asked: dict[str, Any]) -> Response:
    """Sổ chi tiết một tài khoản, từng trang; sổ quỹ tiền mặt là cash:<đơn vị>, sổ tiền gửi là bank:<số tài khoản>."""
    return answer(ask("donations", "get_account_book", _payload(asked)))


@blp.route("/ledger")
@for_those_who_may("books.read")
@blp.arguments(WhichLedger, location="query", unknown=RAISE)
@blp.response(200, content_type=LEDGER_TYPE)
def ledger(asked: dict[str, Any]) -> Response:
    """Xuất toàn bộ sổ cái đã niêm phong của đợt vận động, mỗi dòng một JSON; kiểm tra bằng chungtay verify-ledger."""
    require("books.read")
    lines = ledger_lines(asked["campaign"], partial(ask, "donations"))
    first = next(lines)  # a refusal must come before the answer begins
    whole = stream_with_context(itertools.chain([first], lines))
    return Response(whole, content_type=LEDGER_TYPE, headers=named("so-cai.jsonl"))


Asker = Callable[[str, dict[str, Any]], dict[str, Any]]


def ledger_lines(campaign: str, asking: Asker) -> Iterator[bytes]:
    """The export, some lines at a time, as ``services/donations/ledger/verifying_rules.py`` describes it."""

    def line(kind: str, facts: dict[str, Any]) -> bytes:
        return orjson.dumps({"kind": kind, **facts}, option=orjson.OPT_APPEND_NEWLINE)

    part = asking("get_ledger_part", {"campaign": campaign})
    through, blocks, head = part["through_height"], 0, "0" * 64
    yield line("ledger", {"format": 1, "campaign": campaign})
    while True:
        for block in part["blocks"]:
            yield line("block", {"header": block["header"], "hash": block["hash"]})
            yield b"".join(line("entry", entry) for entry in block["entries"])
            blocks, head = blocks + 1, block["hash"]
        if part["next"] is None:
            break
        part = asking(
            "get_ledger_part",
            {"campaign": campaign, "after_height": part["next"], "through_height": through},
        )
    after: int | None = 0
    while after is not None:
        found = asking("get_ledger_days", {"campaign": campaign, "after": after, "through_height": through})
        yield b"".join(line("day", day) for day in found["days"])
        after = found["next"]
    yield line("end", {"blocks": blocks, "head": head})


def _payload(asked: dict[str, Any]) -> dict[str, Any]:
    """What the service is asked: days written out, and units instead of a unit, a level and what the account may."""
    payload = {key: value for key, value in asked.items() if key not in ("unit", "level")}
    payload |= {name: day and day.isoformat() for name in ("from_on", "to_on") for day in [asked[name]]}
    return {**payload, "units": _units(asked["unit"], asked["level"])}


def _units(unit: str | None, level: str | None) -> list[str] | None:
    areas = allow_table.areas(require_somewhere("books.read"), "books.read")
    if unit is None and level is None and areas is None:
        return None  # also what is booked for units that this gateway does not know
    tree = units.current_tree()
    within = {one.code for one in tree if level is None or one.level == level}
    if areas is not None:
        within &= {code for area in areas for code in tree.descendants(area)}
    if unit is not None:
        within &= set(tree.descendants(unit))
    return sorted(within)


def _trial_balance(asked: dict[str, Any]) -> dict[str, Any]:
    return ask("donations", "get_trial_balance", _payload(asked))


def _trial_rows(asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    found = _trial_balance(asked)
    return iter([*found["rows"], {"account": "Cộng", **found["total"]}])


def _book_rows(asked: dict[str, Any]) -> Iterator[dict[str, Any]]:
    payload = {**_payload(asked), "limit": MOST_LINES}
    page = ask("donations", "get_account_book", payload)  # a refusal must come before the answer begins

    def rows() -> Iterator[dict[str, Any]]:
        found = page
        yield {"about_kind": "Số dư đầu kỳ", "balance_vnd": found["opening_vnd"]}
        yield from map(_called, found["rows"])
        while found["next"] is not None:
            found = ask("donations", "get_account_book", {**payload, "after": found["next"]})
            yield from map(_called, found["rows"])
        yield {
            "about_kind": "Cộng phát sinh, số dư cuối kỳ", "debit_vnd": page["debit_vnd"],
            "credit_vnd": page["credit_vnd"], "balance_vnd": page["closing_vnd"],
        }

    return rows()


def _called(line: dict[str, Any]) -> dict[str, Any]:
    return {**line, "about_kind": ABOUT_NAMES.get(line["about_kind"], line["about_kind"])}


def _trial_table(asked: dict[str, Any]) -> Table:
    return Table("bang-can-doi", "Bảng cân đối", [*TRIAL_NAMES.values()], tables.named(TRIAL_NAMES, _trial_rows(asked)))


def _book_table(asked: dict[str, Any]) -> Table:
    return Table("so-chi-tiet", "Sổ chi tiết", [*LINE_NAMES.values()], tables.named(LINE_NAMES, _book_rows(asked)))


add_table(blp, "/trial-balance/export", "books.read", WhichTrialBalance, "bảng cân đối tài khoản", _trial_table)
add_table(blp, "/account-book/export", "books.read", WhichAccount, "toàn bộ sổ chi tiết một tài khoản", _book_table)
