"""The steps of a complaint (monitoring.md, "Complaints").

Closing cuts nothing off: whoever filed it goes on writing, and says "not fixed" as long as it is not fixed.  Then it is
open again, the body has it to answer once more, and it can't be closed before the body has.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal
from contracts.wording import vn_day

MOST_MESSAGES = 300
MOST_FORWARDINGS = 50


class ComplaintNotFound(NotFound):
    """No complaint has this id or return code."""


class TooManyMessages(Refusal):
    """The dialogue is full (:data:`MOST_MESSAGES`)."""

    kind = "conflict"


class TooManyForwardings(Refusal):
    """It was given to bodies :data:`MOST_FORWARDINGS` times."""

    kind = "conflict"


class NothingToReopen(Refusal):
    """It is neither answered nor closed, so nobody has said that it is fixed."""

    kind = "conflict"


class ComplaintClosed(Refusal):
    """It is closed; whoever filed it may open it again, and nobody else."""

    kind = "conflict"


class NobodyHasToAnswer(Refusal):
    """No body has it to answer."""

    kind = "conflict"


class AnswerAwaited(Refusal):
    """A body has not answered yet, or not since it was said that it is not fixed: it can't be closed."""

    kind = "conflict"


class BeforeTheComplaint(Refusal):
    """The day lies before the one on which it was filed or forwarded."""


@dataclass(frozen=True)
class Standing:
    """How far it has come.  ``forwarded_on``: since when a body has it to answer, None when none has."""

    status: str
    filed_on: dt.date
    messages: int = 1
    forwardings: int = 0
    forwarded_on: dt.date | None = None


def receipt_of(code_hash: str, filed_at: str, told: Sequence[str]) -> str:
    """SHA-256 over what was filed and when.  The code's hash is part of it: nobody else can try texts until one fits.

    Whoever filed it can reckon it again: the SHA-256 of the code, the instant, and each field, a line each."""
    return hashlib.sha256("\n".join([code_hash, filed_at, *told]).encode()).hexdigest()


def check_message(standing: Standing) -> None:
    """Whatever its status: closed is no reason.  Raises TooManyMessages."""
    if standing.messages >= MOST_MESSAGES:
        raise TooManyMessages(
            f"Cuộc trao đổi này đã có {MOST_MESSAGES} tin.", field="text", remedy="Gửi một phản ánh mới."
        )


def check_forwarding(standing: Standing, on: dt.date, today: dt.date) -> str:
    """The cause of giving it to a body.  Raises ComplaintClosed, TooManyForwardings, DayInFuture, DayTooEarly,
    BeforeTheComplaint."""
    _not_closed(standing)
    _check_room(standing)
    _check_day(on, standing.filed_on, today, "forwarded_on")
    return "passed_on" if standing.forwarded_on is not None else "first"


def check_answer(standing: Standing, on: dt.date, today: dt.date) -> None:
    """Raises NobodyHasToAnswer, TooManyMessages, DayInFuture, DayTooEarly, BeforeTheComplaint."""
    if standing.forwarded_on is None:
        raise NobodyHasToAnswer(
            "Chưa chuyển phản ánh này cho cơ quan nào, hoặc cơ quan ấy đã trả lời.", field="complaint_id",
            remedy="Chuyển cho cơ quan có trách nhiệm trước; muốn nói thêm thì nhắn cho người phản ánh.",
        )
    check_message(standing)
    _check_day(on, standing.forwarded_on, today, "answered_on")


def check_closing(standing: Standing, on: dt.date, today: dt.date) -> None:
    """Answered, or never forwarded because it is nobody's business here.

    Raises ComplaintClosed, AnswerAwaited, TooManyMessages, DayInFuture, DayTooEarly, BeforeTheComplaint."""
    _not_closed(standing)
    if standing.status not in ("answered", "filed"):
        raise AnswerAwaited(
            "Phản ánh đang chờ trả lời; người dân báo chưa giải quyết thì cơ quan phải trả lời lại.",
            field="complaint_id", remedy="Ghi trả lời của cơ quan, rồi kết thúc.", status=standing.status,
        )
    check_message(standing)
    _check_day(on, standing.filed_on, today, "closed_on")


def check_reopening(standing: Standing) -> None:
    """Raises NothingToReopen, TooManyMessages, TooManyForwardings."""
    if standing.status not in ("answered", "closed"):
        raise NothingToReopen(
            "Phản ánh này đang được xử lý, chưa có trả lời nào mới.", field="text",
            remedy="Muốn nói thêm, hãy nhắn cho cán bộ.", status=standing.status,
        )
    check_message(standing)
    _check_room(standing)


def _not_closed(standing: Standing) -> None:
    if standing.status == "closed":
        raise ComplaintClosed(
            "Phản ánh này đã kết thúc.", field="complaint_id",
            remedy="Vẫn nhắn được cho người phản ánh; họ báo chưa giải quyết thì phản ánh mở lại.",
        )


def _check_room(standing: Standing) -> None:
    if standing.forwardings >= MOST_FORWARDINGS:
        raise TooManyForwardings(
            f"Đã chuyển {MOST_FORWARDINGS} lần.", field="complaint_id", remedy="Báo cáo cấp trên giải quyết."
        )


def _check_day(on: dt.date, first: dt.date, today: dt.date, field: str) -> None:
    check_business_day(on, today, field)
    if on < first:
        raise BeforeTheComplaint(
            f"Ngày {vn_day(on)} trước ngày {vn_day(first)}, khi có hoặc chuyển phản ánh.", field=field,
            remedy="Kiểm tra lại ngày.", first_day=first.isoformat(),
        )
