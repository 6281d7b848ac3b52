"""How a bank line and a pledge are brought together: states, what may be decided in which, the score of a pair.

The bank line, what its memo claims and the donor that somebody attributed are three facts (donations.md, Bank
statements, rules 3 and 4). Only the last is ever told, and only as far as the donor consents.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.refusals import NotFound, Refusal

BY_CODE = "matched_by_code"
SUGGESTED = "suggested"
CONFIRMED = "confirmed"
ATTRIBUTED = "attributed"
UNMATCHED = "unmatched"
STATES = (BY_CODE, CONFIRMED, ATTRIBUTED, SUGGESTED, UNMATCHED)

DECIDED = (BY_CODE, CONFIRMED, ATTRIBUTED)
"""The line has its pledge or donor; only an undo comes before another decision."""

MOST_CANDIDATES = 5
DAYS_BEFORE_PLEDGE = 7
"""People pay before the paper is written; more than a week before, it was another gift."""
DAYS_AFTER_PLEDGE = 180
SOON_DAYS = 30
LEAST_PART = 10
"""A part payment is at least a tenth of what was promised; a smaller gift by the same name is a gift of its own."""

SCORES = {
    "amount_equal": 40, "amount_part": 10, "amount_other": 10, "name_equal": 45, "name_close": 30, "name_truncated": 30,
    "code_near": 45, "day_soon": 10, "day_late": 5,
}
LEAST_SCORE = 65
"""So an equal amount alone never suggests anybody, and neither does a name with an amount that does not fit."""


class LineNotFound(NotFound):
    """No credit line of a bank statement has this id."""

    def __init__(self) -> None:
        super().__init__("Không tìm thấy dòng ghi có này.", field="line_id", remedy="Chọn lại dòng trong danh sách.")


class LineDecidedMeanwhile(Refusal):
    """Somebody decided the line after it was shown: two people at the desk never decide one line both."""

    kind = "conflict"

    def __init__(self, shown: int, now: int, state: str) -> None:
        super().__init__(
            "Dòng này vừa có người khác xử lý.", field="version",
            remedy="Mở lại dòng để xem kết quả rồi quyết định.", shown=shown, version=now, state=state,
        )


class LineAlreadyDecided(Refusal):
    """The line has its pledge or donor."""

    kind = "conflict"

    def __init__(self, state: str) -> None:
        super().__init__(
            "Dòng này đã được đối chiếu.", field="line_id", remedy="Hủy kết quả đối chiếu trước, rồi chọn lại.",
            state=state,
        )


class NothingSuggested(Refusal):
    """Confirm and reject are about a suggestion, and this line has none."""

    kind = "conflict"

    def __init__(self, state: str) -> None:
        super().__init__(
            "Dòng này không có gợi ý nào đang chờ.", field="line_id",
            remedy="Gán người ủng hộ hoặc phiếu đăng ký bằng tay.", state=state,
        )


class NotSuggested(Refusal):
    """The pledge is not among the suggested ones."""

    def __init__(self) -> None:
        super().__init__(
            "Phiếu này không nằm trong các gợi ý của dòng.", field="pledge_id",
            remedy="Chọn một phiếu được gợi ý, hoặc gán phiếu bằng tay.",
        )


class NothingToUndo(Refusal):
    """Nobody has decided anything about the line."""

    kind = "conflict"

    def __init__(self, state: str) -> None:
        super().__init__(
            "Dòng này chưa được đối chiếu nên không có gì để hủy.", field="line_id",
            remedy="Mở lại dòng để xem trạng thái hiện tại.", state=state,
        )


class NobodyNamed(Refusal):
    """An attribution by hand names a pledge, a donor, or both."""

    def __init__(self) -> None:
        super().__init__(
            "Chưa chọn phiếu đăng ký và cũng chưa ghi tên người ủng hộ.", field="donor_name",
            remedy="Chọn một phiếu, hoặc ghi tên người ủng hộ.",
        )


class BookingTakenBack(Refusal):
    """The import of the line was undone: there is no gift to attribute."""

    kind = "conflict"

    def __init__(self) -> None:
        super().__init__(
            "Lần nhập sao kê của dòng này đã hoàn tác.", field="line_id",
            remedy="Nhập lại sao kê trước khi đối chiếu.",
        )


def state_of(gift: Mapping[str, Any]) -> str:
    """State of a credit line by its gift. What nobody has looked at yet is matched by its code, or unmatched."""
    return str(gift.get("match_state") or (BY_CODE if gift.get("pledge_id") else UNMATCHED))


def check_version(gift: Mapping[str, Any], shown: int) -> None:
    """Raises :class:`BookingTakenBack` or :class:`LineDecidedMeanwhile`."""
    if gift.get("reversal_entry_id"):
        raise BookingTakenBack
    if gift["version"] != shown:
        raise LineDecidedMeanwhile(shown, gift["version"], state_of(gift))


def check_confirm(state: str, candidates: Iterable[str], pledge_id: str) -> None:
    """Raises :class:`NothingSuggested` or :class:`NotSuggested`."""
    if state != SUGGESTED:
        raise NothingSuggested(state)
    if pledge_id not in candidates:
        raise NotSuggested


def check_reject(state: str) -> None:
    """Raises :class:`NothingSuggested`."""
    if state != SUGGESTED:
        raise NothingSuggested(state)


def check_attribute(state: str, pledge_id: str | None, donor_name: str) -> None:
    """Raises :class:`LineAlreadyDecided` or :class:`NobodyNamed`."""
    if state in DECIDED:
        raise LineAlreadyDecided(state)
    if not pledge_id and not donor_name:
        raise NobodyNamed


def check_undo(state: str, was_rejected: bool) -> None:
    """A rejection can be undone too.  Raises :class:`NothingToUndo`."""
    if state not in DECIDED and not (state == UNMATCHED and was_rejected):
        raise NothingToUndo(state)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pledge that a line might fulfil. score: 0 to 100; reasons: keys of :data:`SCORES`."""

    pledge_id: str
    score: int
    reasons: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """JSON values."""
        return {"pledge_id": self.pledge_id, "score": self.score, "reasons": list(self.reasons)}


def reason_of_amount(amount_vnd: int, promised_vnd: int, fulfilled_vnd: int) -> str | None:
    """How the money fits what is still owed; None where it does not."""
    owed = promised_vnd - fulfilled_vnd
    if owed <= 0 or amount_vnd > owed:
        return None
    if amount_vnd == owed:
        return "amount_equal"
    return "amount_part" if amount_vnd * LEAST_PART >= promised_vnd else None


def reason_of_day(posted_on: dt.date, pledged_on: dt.date) -> str | None:
    """How the day fits the pledge's; None outside the window."""
    days = (posted_on - pledged_on).days
    if not -DAYS_BEFORE_PLEDGE <= days <= DAYS_AFTER_PLEDGE:
        return None
    return "day_soon" if abs(days) <= SOON_DAYS else "day_late"


def candidate(pledge_id: str, amount: str | None, day: str | None, who: Sequence[str]) -> Candidate | None:
    """The pair with its score, or None where it is too weak.  who: reasons of name and code; the best one counts.

    A code that is nearly right says enough by itself to ask a person, whatever the amount."""
    if amount is None and "code_near" in who:
        amount = "amount_other"
    if amount is None or day is None or not who:
        return None
    best = max(who, key=lambda reason: SCORES[reason])
    reasons = (best, amount, day)
    score = sum(SCORES[reason] for reason in reasons)
    return Candidate(pledge_id, score, reasons) if score >= LEAST_SCORE else None


def best_candidates(found: Iterable[Candidate]) -> list[Candidate]:
    """The best few, the same ones in the same order whenever they are asked for."""
    return sorted(found, key=lambda one: (-one.score, one.pledge_id))[:MOST_CANDIDATES]
