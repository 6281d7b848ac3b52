"""The same bank lines written as a bank would in each kind of file that we read."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import xlsxwriter

VIETCOMBANK = ("PageId", "TNXDate", "DocNo", "Debit", "Credit", "Balance", "TransactionDetails")
AGRIBANK = (
    "PageId", "Date", "Time", "DocumentNumber", "ReferenceNumber", "TransactionDetails", "DebitAmount", "CreditAmount",
    "Balance", "OffsetAccount",
)  # fmt: skip
BIDV = ("STT", "Ngày giao dịch", "Số tiền", "Nội dung")
DAY_CELLS, MOMENT_CELLS = "dd/mm/yyyy", "dd/mm/yyyy hh:mm:ss"


class Booked(NamedTuple):
    """A bank line: amount above zero came in, below zero went out."""

    day: dt.date
    reference: str
    amount_vnd: int
    memo: str


def dotted(amount: int) -> str:
    """2.000.000"""
    return f"{amount:,}".replace(",", ".")


def table(lines: Sequence[Booked], *, opening_vnd: int | None = None) -> list[list[Any]]:
    """In Vietcombank's columns, all as text; with running balances when the opening one is known."""
    rows: list[list[Any]] = [list(VIETCOMBANK)]
    balance = opening_vnd
    for line in lines:
        balance = None if balance is None else balance + line.amount_vnd
        debit, credit = (dotted(max(sign * line.amount_vnd, 0)) for sign in (-1, 1))
        rows.append([
            "1", f"{line.day:%d/%m/%Y}", line.reference, debit if line.amount_vnd < 0 else "",
            credit if line.amount_vnd > 0 else "", "" if balance is None else dotted(balance), line.memo,
        ])  # fmt: skip
    return rows


def real_cells(lines: Sequence[Booked]) -> list[list[Any]]:
    """In Vietcombank's columns, with dates and numbers that are such."""
    rows: list[list[Any]] = [list(VIETCOMBANK)]
    for line in lines:
        debit, credit = (max(sign * line.amount_vnd, 0) or "" for sign in (-1, 1))
        rows.append([1, line.day, line.reference, debit, credit, "", line.memo])
    return rows


def as_csv(rows: Sequence[Sequence[Any]], delimiter: str = ",") -> bytes:
    """CSV in UTF-8 with a byte order mark, as Excel writes it."""
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter).writerows(rows)
    return made.getvalue().encode("utf-8-sig")


def as_xlsx(*sheets: Sequence[Sequence[Any]], hidden: Sequence[int] = ()) -> bytes:
    """An XLSX file; texts stay texts, dates, times and numbers are cells of their kind."""
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        day, moment = (book.add_format({"num_format": form}) for form in (DAY_CELLS, MOMENT_CELLS))
        for number, rows in enumerate(sheets):
            sheet = book.add_worksheet()
            if number in hidden:
                sheet.hide()
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, dt.datetime):
                        sheet.write_datetime(row, column, cell, moment)
                    elif isinstance(cell, dt.date):
                        sheet.write_datetime(row, column, dt.datetime.combine(cell, dt.time()), day)
                    elif isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    else:
                        sheet.write(row, column, cell)
    return held.getvalue()


def as_mt940(
    lines: Sequence[Booked], account: str, *, opening_vnd: int = 0, currency: str = "VND", envelope: bool = False
) -> bytes:
    """MT940: memos wrapped at 65 characters."""
    closing_vnd = opening_vnd + sum(line.amount_vnd for line in lines)
    made = [":20:SAOKE", f":25:BFTVVNVX/{account}", ":28C:1/1", f":60F:{_swift_balance(opening_vnd, currency)}"]
    for line in lines:
        mark = "C" if line.amount_vnd > 0 else "D"
        made.append(
            f":61:{line.day:%y%m%d%m%d}{mark}{abs(line.amount_vnd)},NTRFNONREF"
            + (f"//{line.reference}" if line.reference else "")
        )
        made += [
            (":86:" if at == 0 else "") + line.memo[at : at + 65] for at in range(0, max(len(line.memo), 1), 65)
        ]
    made += [f":62F:{_swift_balance(closing_vnd, currency)}", "-"]
    text = "\r\n".join(made)
    return ("{1:F01BFTVVNVXAXXX0000000000}{4:\r\n" + text + "}" if envelope else text + "\r\n").encode()


def _swift_balance(amount_vnd: int, currency: str) -> str:
    return f"{'D' if amount_vnd < 0 else 'C'}241231{currency}{abs(amount_vnd)},"


def as_camt053(
    lines: Sequence[Booked], account: str, *, opening_vnd: int = 0, currency: str = "VND", version: str = "08",
    entries: str = "",
) -> bytes:
    """camt.053: long memos in pieces of 140 characters; `entries` are further `Ntry` as they are."""
    closing_vnd = opening_vnd + sum(line.amount_vnd for line in lines)
    made = "".join(_entry(line, currency, version) for line in lines) + entries
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}"><BkToCstmrStmt>'
        f"<GrpHdr><MsgId>M1</MsgId></GrpHdr><Stmt><Id>S1</Id>"
        f"<Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>{currency}</Ccy></Acct>"
        f"{_balance('OPBD', opening_vnd, currency)}{_balance('CLBD', closing_vnd, currency)}"
        f"{made}</Stmt></BkToCstmrStmt></Document>"
    ).encode()


def _balance(kind: str, amount_vnd: int, currency: str) -> str:
    side = "DBIT" if amount_vnd < 0 else "CRDT"
    return (
        f'<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy="{currency}">{abs(amount_vnd)}</Amt>'
        f"<CdtDbtInd>{side}</CdtDbtInd><Dt><Dt>2024-12-31</Dt></Dt></Bal>"
    )


def _entry(line: Booked, currency: str, version: str) -> str:
    pieces = (line.memo[at : at + 140] for at in range(0, len(line.memo), 140))
    memo = "".join(f"<Ustrd>{escape(piece)}</Ustrd>" for piece in pieces)
    reference = f"<AcctSvcrRef>{escape(line.reference)}</AcctSvcrRef>" if line.reference else ""
    status = "<Sts>BOOK</Sts>" if version < "04" else "<Sts><Cd>BOOK</Cd></Sts>"
    return (
        f'<Ntry><Amt Ccy="{currency}">{abs(line.amount_vnd)}</Amt>'
        f"<CdtDbtInd>{'CRDT' if line.amount_vnd > 0 else 'DBIT'}</CdtDbtInd>{status}"
        f"<BookgDt><Dt>{line.day.isoformat()}</Dt></BookgDt>{reference}<NtryDtls><TxDtls>"
        f"<RmtInf>{memo}</RmtInf></TxDtls></NtryDtls></Ntry>\n"
    )
