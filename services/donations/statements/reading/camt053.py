"""Read a camt.053 statement (ISO 20022, any version) as a stream.

`Ntry` is an entry (`camt053_entries.py` makes its rows), `Bal` gives the stated balances. XML that breaks off refuses
the file by name: what would have followed can't be known.
"""

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import IO, cast
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from services.donations.statements.reading.camt053_entries import amount_of, lines_of, local, text_at
from services.donations.statements.reading.kinds import unreadable
from services.donations.statements.reading.lines import BankLine, DamagedRow, RefusedLine, StatedBalance
from services.donations.statements.reading.money import DONG, in_dong, must_be_dong, must_be_this_account
from services.donations.statements.reading.rows import EXPORT_AGAIN

CODE = "camt053"
MOST_ELEMENTS_PER_ENTRY = 100_000
_OPENING = ("OPBD", "PRCD")
_CLOSING = "CLBD"
_WHOLES = ("Acct", "Bal", "Ntry")
_PAGE_END = "Stmt"


def check_beginning(first_bytes: bytes, account_number: str) -> None:
    """Raises StatementOfAnotherAccount, StatementInForeignCurrency, as far as the first piece of the file tells."""
    try:
        for element in _elements(io.BytesIO(first_bytes)):
            name = local(element)
            if name == "Acct":
                must_be_this_account(_account(element), account_number)
                must_be_dong(text_at(element, "Ccy") or DONG)
            elif name in ("Bal", "Ntry"):
                must_be_dong(amount_of(element, "Amt")[1])
                return
    except ParseError:
        return  # the piece ends where the file goes on
    except DamagedRow:
        return  # the row says so when it is read


def read_camt053(
    raw: IO[bytes], account_number: str, last_day: date
) -> Iterator[BankLine | RefusedLine | StatedBalance]:
    """Every entry in file order, read or refused with its number and reason, and the balances around them.

    Raises StatementFileUnreadable where the XML is broken.
    """
    number, is_ours = 0, True
    closing: StatedBalance | RefusedLine | None = None
    try:
        for element in _elements(raw):
            name = local(element)
            if name == "Acct":
                is_ours = account_number in _account(element)
            elif name == "Bal" and is_ours:
                kind = text_at(element, "Tp/CdOrPrtry/Cd")
                if kind in _OPENING:
                    yield _stated(element, number)
                elif kind == _CLOSING:
                    closing = _stated(element, number)
            elif name == "Ntry":
                number += 1
                yield from _entry(element, number, last_day, is_ours)
            elif name == _PAGE_END and closing is not None:
                # Stands before the entries in the file, and is true after them.
                yield closing if isinstance(closing, RefusedLine) else StatedBalance(number, closing.balance_vnd)
                closing = None
    except ParseError as error:
        raise unreadable(
            f"Tệp XML bị hỏng ở dòng {error.position[0]}, sau bút toán thứ {number}.",
            "Tải lại sao kê từ ngân hàng rồi nhập lại; dòng đã ghi sẽ không bị ghi hai lần.",
        ) from None


def _entry(element: Element, number: int, last_day: date, is_ours: bool) -> Iterator[BankLine | RefusedLine]:
    try:
        if not is_ours:
            raise DamagedRow(
                "another_account", "Bút toán thuộc tài khoản khác.", "Nhập từng tài khoản bằng tệp riêng."
            )
        made = lines_of(element, number, last_day)
    except DamagedRow as damage:
        yield damage.at(number)
    else:
        yield from made


def _stated(element: Element, number: int) -> StatedBalance | RefusedLine:
    try:
        amount, currency = amount_of(element, "Amt")
        signed = -amount if text_at(element, "CdtDbtInd") == "DBIT" else amount
        return StatedBalance(number, in_dong(Decimal(signed), currency))
    except DamagedRow:
        return RefusedLine(number, "balance_unreadable", "Số dư của sao kê không đọc được.", EXPORT_AGAIN)


def _account(element: Element) -> str:
    return "".join((text_at(element, "Id/IBAN") or text_at(element, "Id/Othr/Id")).split())


def _elements(raw: IO[bytes]) -> Iterator[Element]:
    """Accounts, balances and entries as they end, and the end of each statement; each is forgotten afterwards."""
    open_elements: list[Element] = []
    inside = 0
    try:
        for event, element in ElementTree.iterparse(raw, events=("start", "end"), forbid_dtd=True):
            found = cast(Element, element)
            if event == "start":
                open_elements.append(found)
                inside = 0 if local(found) == "Ntry" else inside + 1
                if inside > MOST_ELEMENTS_PER_ENTRY:
                    raise unreadable("Tệp camt.053 có một bút toán lớn bất thường.")
                continue
            open_elements.pop()
            # The statement's own, not the account of a party inside an entry.
            depth_of_statement = len(open_elements) and local(open_elements[-1]) == "Stmt"
            if (local(found) in _WHOLES and depth_of_statement) or local(found) == _PAGE_END:
                yield found
            if depth_of_statement:
                open_elements[-1].remove(found)
                inside = 0
    except DefusedXmlException:
        raise unreadable("Tệp XML có phần khai báo (DTD) không được phép.") from None
