"""Who is shown by initials, until when a guest is known by name, and the short code on a badge."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence

from contracts.refusals import Refusal

BENEFICIARIES = frozenset({"household", "pupil"})
"""Kinds of guests who come because they are helped."""

DEFAULT_KEEP_DAYS = 90
DEFAULT_BASIS = (
    "Nghị định 13/2023/NĐ-CP, Điều 3 khoản 7: dữ liệu cá nhân chỉ lưu trong thời gian phù hợp với mục đích xử lý; "
    "90 ngày là mức mặc định của phần mềm, đơn vị tự quyết định"
)
"""The decree sets no number of days: the number is ours, and each activity may say its own with its basis."""

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""31 signs that are not mistaken for each other on paper (no 0 O 1 I L).  31 is prime, so that the check sign finds
every single slip and every swap of two signs."""

CODE_BODY = 5

SHORTEST_NUMBER = 9
"""Digits of a Vietnamese number without its leading nought: what begins with 84 and is shorter is no number abroad."""


class UnknownGuestRulesQuota(Refusal):
    """``beneficiary_quotas`` names a quota that the activity does not have."""


class AssistedWithoutSayingSo(Refusal):
    """A reason for assistance of somebody who was not assisted."""


class GuestForgotten(Refusal):
    """The guest's personal data are blanked: nothing about the person can be entered any more."""


def initials(name: str) -> str:
    """``"Nguyễn Văn An"`` as ``"N. V. A."``."""
    return " ".join(f"{word[0].upper()}." for word in name.split())


def is_beneficiary(kind: str, quota: str, beneficiary_quotas: Collection[str]) -> bool:
    """Whether a guest is hidden by default."""
    return kind in BENEFICIARIES or quota in beneficiary_quotas


def contacts_of(phone: str, email: str) -> list[str]:
    """By what a guest is known again however it was typed: ``"+84 912.345.678"`` is ``"0912345678"``."""
    digits = "".join(sign for sign in phone if sign.isdecimal())
    for abroad in ("0084", "84"):
        if digits.startswith(abroad) and len(digits) - len(abroad) >= SHORTEST_NUMBER:
            digits = "0" + digits.removeprefix(abroad).removeprefix("0")
            break
    return [one for one in (digits, email.strip().casefold()) if one]


def check_assisted(assisted: bool, reason: str | None) -> None:
    """Raises :class:`AssistedWithoutSayingSo`."""
    if reason is not None and not assisted:
        raise AssistedWithoutSayingSo(
            "Có lý do đăng ký hộ nhưng chưa đánh dấu là đăng ký hộ.", field="assisted",
            remedy="Đánh dấu đăng ký hộ, hoặc bỏ lý do.",
        )


def forgotten_after(ended_on: dt.date | None, registered_on: dt.date, keep_days: int) -> dt.date | None:
    """The last day on which a guest is known by name; None while the activity has no day yet.

    Counted from the end of the activity, or from the day on which the guest was entered if that was later: a list
    that is typed in from paper afterwards is needed as long."""
    if ended_on is None:
        return None
    return max(ended_on, registered_on) + dt.timedelta(days=keep_days)


def new_code(choose: Callable[[str], str]) -> str:
    """A short code that can be read out and typed: signs given by ``choose``, then their check sign."""
    body = "".join(choose(SIGNS) for _ in range(CODE_BODY))
    return body + check_sign(body)


def check_sign(body: str) -> str:
    """The sign that ends a code which begins with ``body``."""
    return SIGNS[-sum((len(body) + 1 - place) * SIGNS.index(sign) for place, sign in enumerate(body)) % len(SIGNS)]


def typed_code(typed: str) -> str | None:
    """A code as somebody typed it, in capitals without blanks; None when its check sign shows a slip."""
    code = "".join(typed.split()).replace("-", "").upper()
    if len(code) != CODE_BODY + 1 or any(sign not in SIGNS for sign in code):
        return None
    return code if check_sign(code[:-1]) == code[-1] else None


def unknown_quotas(told: Sequence[str] | None, known: Collection[str]) -> None:
    """Raises :class:`UnknownGuestRulesQuota`."""
    for place, quota in enumerate(told or ()):
        if quota not in known:
            raise UnknownGuestRulesQuota(
                f"Hoạt động không có khối khách nào mã “{quota}”.", field=f"beneficiary_quotas.{place}",
                remedy=f"Các mã đang có: {', '.join(sorted(known))}.",
            )
