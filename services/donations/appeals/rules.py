"""What makes an enterprise the same one again, what a letter may say, and when it may be answered.

Source: Ninh Thuận 2024 (open letter and pledge form to a list of enterprises).  Tax codes: Circular 105/2020/TT-BTC,
article 5 (10 digits, the last one a check digit; 3 more for a branch), and 12 digits of a personal identity number.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal
from runtime.text import fold

MOST_LETTERS = 5000
"""Of one appeal: more than the enterprises that any province writes to."""

PLACEHOLDERS = {
    "ten_doanh_nghiep": "tên doanh nghiệp",
    "nguoi_dai_dien": "người đại diện, hoặc “Quý lãnh đạo” khi danh sách không ghi",
    "dia_chi": "địa chỉ",
    "ma_so_thue": "mã số thuế",
    "so_thu": "số thứ tự của thư trong đợt kêu gọi",
    "ma_chuyen_khoan": "mã ghi vào nội dung chuyển khoản",
    "ten_dot_van_dong": "tên đợt vận động",
    "so_tai_khoan": "số tài khoản nhận ủng hộ",
    "ngan_hang": "ngân hàng",
    "han_tra_loi": "ngày mong nhận trả lời",
}
"""What a letter may have filled in, and what each one is."""

_PLACEHOLDER = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_LEGAL_FORMS = re.compile(
    r"\b(cong ty|cty|tnhh|trach nhiem huu han|mot thanh vien|mtv|co phan|cp|tap doan|tong|doanh nghiep tu nhan|dntn|"
    r"chi nhanh|cn)\b"
)
_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)


class AppealNotFound(NotFound):
    """No appeal has this code."""


class LetterNotFound(NotFound):
    """No letter has this id."""


class AppealOfAnotherUnit(Refusal):
    """The code is taken by an appeal of another campaign or unit."""

    kind = "conflict"


class UnknownPlaceholder(Refusal):
    """The letter wants something filled in that nobody knows."""


class ReplyBeforeLetter(Refusal):
    """The day to reply by lies before the letter."""


class AccountNotOfCampaign(Refusal):
    """The account is none of the campaign's."""


class AccountNeeded(Refusal):
    """The letter names the account to pay into, and none is told."""


class LetterIsOut(Refusal):
    """Letters have been sent: what they said stands."""

    kind = "conflict"


class NothingToSend(Refusal):
    """No letter waits to be sent."""

    kind = "conflict"


class SentBeforeIssued(Refusal):
    """Letters go out on the day they bear, or later."""


class TooManyLetters(Refusal):
    """An appeal has :data:`MOST_LETTERS` letters at the most."""


class LetterNotSent(Refusal):
    """Nobody answers a letter that is not out."""

    kind = "conflict"


class AnsweredAlready(Refusal):
    """The enterprise has pledged: the pledge stands."""

    kind = "conflict"


class AnsweredBeforeSent(Refusal):
    """The answer's day lies before the letter's."""


def check_text(text: str, account_number: str | None, accounts: Iterable[str]) -> None:
    """Refuse a letter that can't be filled in.

    Raises :class:`UnknownPlaceholder`, :class:`AccountNeeded` or :class:`AccountNotOfCampaign`."""
    known = list(accounts)
    if account_number is not None and account_number not in known:
        raise AccountNotOfCampaign(
            "Đợt vận động không có tài khoản này.", field="account_number",
            remedy=f"Chọn một trong: {', '.join(known) or '(chưa khai tài khoản nào)'}.",
        )
    for name in _PLACEHOLDER.findall(text):
        if name in ("so_tai_khoan", "ngan_hang") and account_number is None:
            raise AccountNeeded(
                "Thư có ghi tài khoản nhận ủng hộ mà chưa chọn tài khoản.", field="account_number",
                remedy="Ghi account_number, hoặc bỏ {{so_tai_khoan}} và {{ngan_hang}} khỏi thư.",
            )
        if name not in PLACEHOLDERS:
            raise UnknownPlaceholder(
                f"Thư có chỗ điền không biết: {{{{{name}}}}}.", field="letter_text",
                remedy=f"Chỉ dùng: {', '.join(PLACEHOLDERS)}.", placeholder=name,
            )


def merge(text: str, values: Mapping[str, str]) -> list[str]:
    """The paragraphs of the letter, filled in.

    The text is gone through once, so what was filled in is never read again: a name that holds ``{{`` stays a name."""
    paragraphs = [" ".join(lines.split()) for lines in re.split(r"\n\s*\n", text)]
    return [_PLACEHOLDER.sub(lambda found: values[found[1]], one) for one in paragraphs if one]


def check_days(issued_on: dt.date, reply_by_on: dt.date) -> None:
    """Raises :class:`ReplyBeforeLetter`."""
    if reply_by_on < issued_on:
        raise ReplyBeforeLetter(
            "Hạn trả lời đứng trước ngày của thư.", field="reply_by_on",
            remedy=f"Chọn ngày từ {issued_on:%d/%m/%Y} trở đi.",
        )


def check_sending(issued_on: dt.date, sent_on: dt.date, waiting: int, today: dt.date) -> None:
    """Raises :class:`NothingToSend`, :class:`SentBeforeIssued`, DayInFuture or DayTooEarly."""
    if waiting == 0:
        raise NothingToSend("Không còn thư nào chờ gửi.", remedy="Nhập thêm doanh nghiệp, hoặc xem các thư đã gửi.")
    check_business_day(sent_on, today, "sent_on")
    if sent_on < issued_on:
        raise SentBeforeIssued(
            "Ngày gửi đứng trước ngày của thư.", field="sent_on", remedy=f"Chọn ngày từ {issued_on:%d/%m/%Y} trở đi."
        )


def check_answer(status: str, sent_on: dt.date | None, answered_on: dt.date, today: dt.date) -> None:
    """Whether a letter may be answered; a word without a pledge, or a no, may still become a pledge.

    Raises :class:`LetterNotSent`, :class:`AnsweredAlready`, :class:`AnsweredBeforeSent`, DayInFuture, DayTooEarly."""
    if sent_on is None:
        raise LetterNotSent(
            "Thư này chưa gửi.", field="letter_id", remedy="Ghi ngày gửi thư trước, rồi ghi trả lời."
        )
    if status == "pledged":
        raise AnsweredAlready(
            "Doanh nghiệp đã đăng ký ủng hộ theo thư này.", field="letter_id",
            remedy="Xem phiếu đăng ký; doanh nghiệp ủng hộ thêm thì lập phiếu mới.",
        )
    check_business_day(answered_on, today, "answered_on")
    if answered_on < sent_on:
        raise AnsweredBeforeSent(
            "Ngày trả lời đứng trước ngày gửi thư.", field="answered_on",
            remedy=f"Chọn ngày từ {sent_on:%d/%m/%Y} trở đi.",
        )


def is_tax_code(text: str) -> bool:
    """Whether ``text`` is a tax code with the right check digit: ``0100109106``, ``0100109106-001``, or 12 digits."""
    if re.fullmatch(r"[0-9]{12}", text):
        return True
    found = re.fullmatch(r"([0-9]{10})(-[0-9]{3})?", text)
    if not found:
        return False
    digits = [int(sign) for sign in found[1]]
    return 10 - sum(w * d for w, d in zip(_WEIGHTS, digits[:9], strict=True)) % 11 == digits[9]


def tidy_tax_code(text: str) -> str:
    """As it is kept: no blanks or dots, one hyphen before a branch.  A spreadsheet drops a leading zero: it comes
    back where that alone makes the code right."""
    code = re.sub(r"[\s.]", "", text)
    if re.fullmatch(r"[0-9]{13}", code):
        code = f"{code[:10]}-{code[10:]}"
    return f"0{code}" if re.fullmatch(r"[0-9]{9}", code) and is_tax_code(f"0{code}") else code


def name_key(name: str) -> str:
    """What two writings of one enterprise's name have in common: no diacritics, legal form or punctuation."""
    words = re.sub(r"[^\w]+", " ", fold(name))
    return " ".join(_LEGAL_FORMS.sub(" ", words).split()) or " ".join(words.split())


class Known:
    """The enterprises that have a letter, as they are asked about one by one.

    The same tax code is the same enterprise.  The same name is, unless both have tax codes and these differ: two
    firms may bear one name, and a branch has a code of its own."""

    def __init__(self, enterprises: Iterable[tuple[int, str, str]]) -> None:
        """``enterprises``: number of the letter, tax code or "", name."""
        self._by_code: dict[str, int] = {}
        self._by_name: dict[str, list[tuple[int, str]]] = {}
        for number, code, name in enterprises:
            self.add(number, code, name)

    def add(self, number: int, tax_code: str, name: str) -> None:
        if tax_code:
            self._by_code[tax_code] = number
        self._by_name.setdefault(name_key(name), []).append((number, tax_code))

    def number_of(self, tax_code: str, name: str) -> int | None:
        """The letter of this enterprise, or None."""
        if tax_code in self._by_code:
            return self._by_code[tax_code]
        for number, theirs in self._by_name.get(name_key(name), []):
            if not tax_code or not theirs:
                return number
        return None


def came_back(letters: Iterable[tuple[str, int, int]]) -> dict[str, int | float | None]:
    """What came back, over ``(status, pledged đồng, fulfilled đồng)`` of each letter.

    ``answer_percent``: answered of those sent; ``collection_percent``: what came of what was pledged, where one who
    gave more doesn't make up for another who owes (as in the report)."""
    listed = sent = answered = pledges = pledged = fulfilled = within = 0
    for status, pledged_vnd, fulfilled_vnd in letters:
        listed += 1
        sent += status != "listed"
        answered += status in ("pledged", "declined", "answered")
        pledges += status == "pledged"
        pledged += pledged_vnd
        fulfilled += fulfilled_vnd
        within += min(pledged_vnd, fulfilled_vnd)
    return {
        "letters": listed, "sent": sent, "answered": answered, "waiting": sent - answered, "pledges": pledges,
        "pledged_vnd": pledged, "fulfilled_vnd": fulfilled,
        "answer_percent": round(100 * answered / sent, 1) if sent else None,
        "collection_percent": round(100 * within / pledged, 1) if pledged else None,
    }
