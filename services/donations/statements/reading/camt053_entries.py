"""One entry (`Ntry`) of a camt.053 statement as bank lines."""

import re
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from xml.etree.ElementTree import Element

from runtime.clock import LOCAL_ZONE
from services.donations.statements.reading.lines import BankLine, DamagedRow
from services.donations.statements.reading.money import in_dong
from services.donations.statements.reading.rows import EXPORT_AGAIN, within_reach
from services.donations.statements.reading.wrapped import joined

REMITTANCE_LENGTH = 140
_AMOUNT = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,5})?")


def local(element: Element) -> str:
    """The name of an element without its namespace, which differs from version to version."""
    return str(element.tag).rpartition("}")[2]


def at(element: Element, path: str) -> Iterator[Element]:
    """All elements under these names, one below the other."""
    name, _, rest = path.partition("/")
    for child in element:
        if local(child) == name:
            if rest:
                yield from at(child, rest)
            else:
                yield child


def text_at(element: Element, path: str) -> str:
    """The text of the first element there, "" when there is none."""
    return next(((found.text or "").strip() for found in at(element, path)), "")


def amount_of(element: Element, path: str) -> tuple[Decimal, str]:
    """An amount, as it is written, and its currency. Raises DamagedRow: amount_missing, amount_unreadable."""
    found = next(at(element, path), None)
    if found is None:
        raise DamagedRow("amount_missing", "Bút toán không có số tiền.", EXPORT_AGAIN)
    written = (found.text or "").strip()
    if not _AMOUNT.fullmatch(written):
        raise DamagedRow("amount_unreadable", "Số tiền không đọc được.", EXPORT_AGAIN)
    return Decimal(written), found.get("Ccy", "")


def lines_of(entry: Element, number: int, last_day: date) -> list[BankLine]:
    """The lines of an entry: one, or one per detail where a batch states the amount of each and they add up.

    Raises DamagedRow; then nothing of the entry is booked.
    """
    status = text_at(entry, "Sts/Cd") or text_at(entry, "Sts")
    if status not in ("BOOK", ""):
        raise DamagedRow(
            "not_booked", "Bút toán chưa được ngân hàng ghi sổ.", "Nhập lại khi sao kê ghi bút toán này là BOOK."
        )
    amount_vnd = _signed(entry, "Amt")
    if not amount_vnd:
        raise DamagedRow("amount_missing", "Bút toán không có số tiền.", EXPORT_AGAIN)
    posted_on, posted_at_time = _moment(entry)
    within_reach(posted_on, last_day)
    details = list(at(entry, "NtryDtls/TxDtls"))
    amounts = _amounts_of_batch(details, amount_vnd)
    parts = [(amount, [detail]) for amount, detail in zip(amounts, details, strict=True)] if amounts else None
    return [
        BankLine(
            line_no=number,
            posted_on=posted_on,
            posted_at_time=posted_at_time,
            reference=_reference(entry, described),
            debit_vnd=max(-part_vnd, 0),
            credit_vnd=max(part_vnd, 0),
            balance_vnd=None,
            memo=_memo(entry, described),
            counter_account=_other_side(described, part_vnd),
        )
        for part_vnd, described in parts or [(amount_vnd, details)]
    ]


def _signed(element: Element, path: str) -> int:
    amount, currency = amount_of(element, path)
    if amount < 0:
        raise DamagedRow("amount_negative", "Số tiền âm.", "Chiều tiền ghi ở CdtDbtInd, số tiền là số dương.")
    indicator = text_at(element, "CdtDbtInd")
    if indicator not in ("CRDT", "DBIT"):
        raise DamagedRow("side_unreadable", "Bút toán không ghi là tiền vào hay tiền ra.", EXPORT_AGAIN)
    in_vnd = in_dong(amount, currency)
    return in_vnd if indicator == "CRDT" else -in_vnd


def _amounts_of_batch(details: list[Element], amount_vnd: int) -> list[int]:
    """Signed amounts of the details, or nothing when they do not each state one or don't add up."""
    if len(details) < 2:
        return []
    side = 1 if amount_vnd > 0 else -1
    found = []
    for detail in details:
        for path in ("Amt", "AmtDtls/TxAmt/Amt"):
            try:
                amount, currency = amount_of(detail, path)
                part_vnd = in_dong(amount, currency)
            except DamagedRow:
                continue
            indicator = text_at(detail, "CdtDbtInd")
            found.append({"CRDT": 1, "DBIT": -1}.get(indicator, side) * part_vnd)
            break
    return found if len(found) == len(details) and sum(found) == amount_vnd and all(found) else []


def _moment(entry: Element) -> tuple[date, time | None]:
    for kind in ("BookgDt", "ValDt"):
        day, instant = text_at(entry, f"{kind}/Dt"), text_at(entry, f"{kind}/DtTm")
        try:
            if day:
                return date.fromisoformat(day[:10]), None
            if instant:
                moment = datetime.fromisoformat(instant)
                moment = moment.astimezone(LOCAL_ZONE) if moment.tzinfo else moment
                return moment.date(), moment.time().replace(microsecond=0)
        except ValueError:
            break
    raise DamagedRow("day_unreadable", "Ngày ghi sổ không có thật hoặc không đọc được.", EXPORT_AGAIN)


def _reference(entry: Element, details: list[Element]) -> str:
    """The bank's own number. Not `NtryRef`: it may count the entries of a file, and so differ in the next one."""
    own = [text_at(detail, "Refs/AcctSvcrRef") for detail in details]
    if len(details) == 1 and own[0]:
        return own[0]
    return text_at(entry, "AcctSvcrRef") or next(filter(None, own), "")


def _memo(entry: Element, details: list[Element]) -> str:
    remittances = [
        joined([piece.text or "" for piece in at(detail, "RmtInf/Ustrd")], REMITTANCE_LENGTH)
        or text_at(detail, "AddtlTxInf")
        for detail in details
    ]
    return "; ".join(filter(None, remittances)) or text_at(entry, "AddtlNtryInf")


def _other_side(details: list[Element], amount_vnd: int) -> str:
    if len(details) != 1:
        return ""
    party = "Dbtr" if amount_vnd > 0 else "Cdtr"
    parties = f"RltdPties/{party}"
    for path in (f"{parties}Acct/Id/IBAN", f"{parties}Acct/Id/Othr/Id", f"{parties}/Nm", f"{parties}/Pty/Nm"):
        if found := text_at(details[0], path):
            return found
    return ""
