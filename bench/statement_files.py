"""Made-up bank statements of any length, in the banks' own layouts and with their traps: the shapes of the samples.

The same seed gives the same file, byte by byte.  Written row by row, so a million rows need no more memory than one.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

FIRST_DAY = dt.date(2024, 10, 17)
DAYS = 33
TWIN_OF = 90
"""One row in so many is printed twice, letter by letter, and is two gifts."""
DEBIT_OF = 300
BALANCE_OF = 75
"""Vietcombank prints a balance on few rows."""

OPENING_VND = 52_340_000
FEE_VND = 11_000
AMOUNTS = (100_000, 200_000, 500_000, 50_000, 20_000, 10_000_000, 5_000_000, 10_000, 2_000_000, 300_000, 1_000_000)
WEIGHTS = (99, 84, 79, 70, 39, 38, 36, 36, 30, 29, 25)
FAMILY = ("NGUYEN", "TRAN", "LE", "PHAM", "HUYNH", "DANG", "BUI", "DO", "HOANG", "VO", "CHAMALEA", "KATOR", "PINANG")
MIDDLE = ("VAN", "THI", "HUU", "DUC", "NGOC", "QUANG", "XUAN", "MINH", "THANH", "KIM")
GIVEN = ("AN", "BINH", "CHI", "DUC", "GIANG", "HA", "LAN", "MAI", "NAM", "OANH", "PHUC", "QUYEN", "SON", "TAM", "YEN")
WORDS = (
    "ung ho nguoi ngheo Ninh Thuan", "tang ho ngheo an Tet", "UH QUY VNN", "dong gop thang cao diem", "xin cam on",
    "gop chut long thanh", "ung ho quy vi nguoi ngheo", "ung ho vi nguoi ngheo nam 2024",
)


@dataclass
class Totals:
    """What a file holds, in rows and đồng."""

    credit_rows: int = 0
    credit_vnd: int = 0
    debit_rows: int = 0
    debit_vnd: int = 0
    twins: int = 0

    @property
    def rows(self) -> int:
        """Of both sides."""
        return self.credit_rows + self.debit_rows


@dataclass(frozen=True)
class _Row:
    number: int
    day: dt.date
    credit_vnd: int
    debit_vnd: int
    balance_vnd: int


Cells = Callable[[random.Random, _Row], list[str]]


def write_statement(file: Path, rows: int, bank: str = "vietcombank", seed: int = 1) -> Totals:
    """Write a statement of ``rows`` rows; what it holds."""
    header, cells = _BANKS[bank]
    totals, made = Totals(), random.Random(seed)
    balance_vnd, before = OPENING_VND, list[str]()
    with file.open("w", encoding="utf-8-sig" if bank == "vietcombank" else "utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        credit_vnd, day = 0, FIRST_DAY
        for number in range(rows):
            today = FIRST_DAY + dt.timedelta(days=number * DAYS // rows)
            is_twin = bool(before) and today == day and credit_vnd > 0 and made.randrange(TWIN_OF) == 0
            day = today
            if not is_twin:
                is_debit = bank != "bidv" and made.randrange(DEBIT_OF) == 0
                credit_vnd = 0 if is_debit else made.choices(AMOUNTS, WEIGHTS)[0]
            debit_vnd = 0 if credit_vnd else FEE_VND
            balance_vnd += credit_vnd - debit_vnd
            if not is_twin:
                before = cells(made, _Row(number, day, credit_vnd, debit_vnd, balance_vnd))
            elif bank == "agribank":
                before[8] = f"{balance_vnd:,}"
            elif bank == "vietcombank":
                before[5] = ""
            writer.writerow(before)
            totals.twins += is_twin
            totals.credit_rows += credit_vnd > 0
            totals.debit_rows += debit_vnd > 0
            totals.credit_vnd += credit_vnd
            totals.debit_vnd += debit_vnd
    return totals


def batches_of(file: Path, rows_each: int) -> Iterator[list[dict[str, str]]]:
    """The rows of a file as plain documents, so many at a time."""
    with file.open(encoding="utf-8-sig", newline="") as stream:
        batch: list[dict[str, str]] = []
        for row in csv.DictReader(stream):
            batch.append(row)
            if len(batch) == rows_each:
                yield batch
                batch = []
        if batch:
            yield batch


def _name(made: random.Random) -> str:
    return f"{made.choice(FAMILY)} {made.choice(MIDDLE)} {made.choice(GIVEN)}"


def _vietcombank(made: random.Random, row: _Row) -> list[str]:
    day, number = row.day, f"{5000 + made.randrange(1000)}.{made.randrange(1, 100_000)}"
    if row.debit_vnd:
        memo = "THU PHI QLTK TO CHUC-VND"
    elif (way := made.random()) < 0.45:
        memo = (
            f"MBVCB.{made.randrange(6_900_000_000, 7_000_000_000)}.{made.choice(WORDS)}.CT tu "
            f"{made.randrange(10**12, 10**13):013} {_name(made)} toi 0011000000000 QUY VI NGUOI NGHEO"
        )
    elif way < 0.9:
        memo = f"{made.randrange(10**6):06}.{day:%d%m%y}.{made.randrange(10**6):06}.{_name(made)} {made.choice(WORDS)}"
    else:
        memo = f"PARTNER.DIRECT_DEBITS_VCB.MSE.{made.randrange(10**10):010}.{made.choice(WORDS)}"
    balance = _dots(row.balance_vnd) if row.number % BALANCE_OF == 0 else ""
    return [str(row.number // 50 + 1), f"{day:%d/%m/%Y}", number, _dots(row.debit_vnd), _dots(row.credit_vnd),
            balance, memo]


def _agribank(made: random.Random, row: _Row) -> list[str]:
    reference = str(made.randrange(10**7, 10**8)) if made.random() < 0.6 else f"{row.day:%Y%m%d}{made.randrange(10**6)}"
    memo = "THU PHI DICH VU" if row.debit_vnd else f"{_name(made)} {made.choice(WORDS)}"
    return [str(row.number // 40 + 1), f"{row.day:%d/%m/%Y}", "", "", reference, memo, _commas(row.debit_vnd),
            _commas(row.credit_vnd), f"{row.balance_vnd:,}", ""]


def _vietinbank(made: random.Random, row: _Row) -> list[str]:
    moment, name, words = _moment(made), _name(made), made.choice(WORDS)
    if row.debit_vnd:
        memo = "Thu phi quan ly tai khoan"
    elif made.random() < 0.6:
        memo = f"CT nhanh 247 den: {name} chuyen\ntien {words}"
    else:
        memo = f"{words}; thoi gian GD:{row.day:%d/%m/%Y} {_moment(made)}"
    return [str(row.number // 40 + 1), f"{row.day:%d/%m/%Y}", moment, "", "", memo, _commas(row.debit_vnd),
            _commas(row.credit_vnd), "", "" if row.debit_vnd else name]


def _bidv(made: random.Random, row: _Row) -> list[str]:
    memo = f"1260000000 {_name(made)} {made.choice(WORDS)}"
    return [str(row.number + 1), f"{row.day:%d/%m/%Y} {_moment(made)}", str(row.credit_vnd), memo]


def _moment(made: random.Random) -> str:
    return f"{made.randrange(24):02}:{made.randrange(60):02}:{made.randrange(60):02}"


def _dots(amount_vnd: int) -> str:
    return f"{amount_vnd:,}".replace(",", ".") if amount_vnd else ""


def _commas(amount_vnd: int) -> str:
    return f"{amount_vnd:,}" if amount_vnd else ""


_AS_AGRIBANK = [
    "PageId", "Date", "Time", "DocumentNumber", "ReferenceNumber", "TransactionDetails", "DebitAmount", "CreditAmount",
    "Balance", "OffsetAccount",
]
_BANKS: dict[str, tuple[list[str], Cells]] = {
    "vietcombank": (
        ["PageId", "TNXDate", "DocNo", "Debit", "Credit", "Balance", "TransactionDetails"], _vietcombank,
    ),
    "agribank": (_AS_AGRIBANK, _agribank),
    "vietinbank": (_AS_AGRIBANK, _vietinbank),
    "bidv": (["STT", "Ngày giao dịch", "Số tiền", "Nội dung"], _bidv),
}
