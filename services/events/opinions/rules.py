"""The steps of an opinion (events.md, "Opinions"): answered, resolved and satisfied are three facts with three days.

An office that has answered may have settled nothing; what is settled may have been settled without a letter; and
whether it is good only the asker can say.  Overdue is reckoned from the deadline whenever somebody asks.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal

MOST_ANSWERS = 20
"""To one opinion; whoever is not satisfied after so many needs somebody else than a clerk."""


class OpinionNotFound(NotFound):
    """No opinion has this id."""


class OpinionWithdrawn(Refusal):
    """It was taken back; nothing more is written to it."""

    kind = "conflict"


class BeforeTheOpinion(Refusal):
    """The day lies before the one on which the opinion was voiced."""


class AnsweredAlready(Refusal):
    """There is an answer, and the asker has not said that it isn't good enough."""

    kind = "conflict"


class TooManyAnswers(Refusal):
    """More than :data:`MOST_ANSWERS`."""

    kind = "conflict"


class ResolvedAlready(Refusal):
    """The matter is settled already."""

    kind = "conflict"


class NothingToJudge(Refusal):
    """Neither answered nor resolved: the asker can't say whether it is good."""

    kind = "conflict"


class AskerUnknown(Refusal):
    """Whoever spoke anonymously can't be asked, and can't be looked up."""

    kind = "conflict"


class ActivityElsewhere(Refusal):
    """The activity is of another campaign."""


@dataclass(frozen=True)
class Standing:
    """How far an opinion has come."""

    status: str
    voice: str
    voiced_on: dt.date
    answered_on: tuple[dt.date, ...] = ()
    resolved_on: dt.date | None = None
    satisfied: bool | None = None


def is_overdue(answer_due_on: dt.date | None, answered_on: dt.date | None, as_of: dt.date) -> bool:
    """Whether the answer is late on ``as_of``: the last day to answer is not late itself."""
    return answer_due_on is not None and answered_on is None and as_of > answer_due_on


def check_open(standing: Standing) -> None:
    """Raises :class:`OpinionWithdrawn`."""
    if standing.status == "withdrawn":
        raise OpinionWithdrawn("Ý kiến này đã rút.", field="opinion_id", remedy="Ghi lại thành ý kiến khác nếu cần.")


def check_deadline(standing: Standing, answer_due_on: dt.date) -> None:
    """Raises :class:`OpinionWithdrawn`, :class:`BeforeTheOpinion`."""
    check_open(standing)
    _not_before(standing, answer_due_on, "answer_due_on")


def check_answer(standing: Standing, answered_on: dt.date, today: dt.date) -> None:
    """A first answer, or another one to an asker who was not satisfied.

    Raises :class:`OpinionWithdrawn`, :class:`AnsweredAlready`, :class:`TooManyAnswers`, :class:`BeforeTheOpinion`,
    DayInFuture, DayTooEarly."""
    check_open(standing)
    _past(standing, answered_on, today, "answered_on")
    if standing.answered_on and standing.satisfied is not False:
        raise AnsweredAlready(
            "Ý kiến này đã có trả lời.", field="opinion_id",
            remedy="Hỏi lại người nêu ý kiến; người đó chưa hài lòng thì trả lời thêm.",
        )
    if len(standing.answered_on) >= MOST_ANSWERS:
        raise TooManyAnswers(
            f"Đã trả lời {MOST_ANSWERS} lần.", field="opinion_id", remedy="Chuyển lên cấp trên giải quyết."
        )


def check_resolution(standing: Standing, resolved_on: dt.date, today: dt.date) -> None:
    """Raises :class:`OpinionWithdrawn`, :class:`ResolvedAlready`, :class:`BeforeTheOpinion`, DayInFuture,
    DayTooEarly."""
    check_open(standing)
    _past(standing, resolved_on, today, "resolved_on")
    if standing.resolved_on is not None:
        raise ResolvedAlready("Việc này đã giải quyết xong.", field="opinion_id", remedy="Không cần làm gì thêm.")


def check_judgement(standing: Standing, judged_on: dt.date, today: dt.date) -> None:
    """The asker can say it after an answer or a solution, and not before its day.

    Raises :class:`OpinionWithdrawn`, :class:`AskerUnknown`, :class:`NothingToJudge`, :class:`BeforeTheOpinion`,
    DayInFuture, DayTooEarly."""
    check_open(standing)
    if standing.voice == "anonymous":
        raise AskerUnknown(
            "Ý kiến không nêu tên: không có ai để hỏi lại.", field="opinion_id",
            remedy="Không ghi hài lòng thay cho người nêu.",
        )
    _past(standing, judged_on, today, "judged_on")
    days = [day for day in (*standing.answered_on, standing.resolved_on) if day is not None]
    if not days:
        raise NothingToJudge(
            "Ý kiến chưa được trả lời, cũng chưa giải quyết.", field="opinion_id", remedy="Ghi trả lời trước."
        )
    if judged_on < min(days):
        raise BeforeTheOpinion(
            "Ngày hỏi lại trước ngày trả lời.", field="judged_on", remedy="Sửa lại một trong hai ngày."
        )


def _past(standing: Standing, day: dt.date, today: dt.date, field: str) -> None:
    check_business_day(day, today, field)
    _not_before(standing, day, field)


def _not_before(standing: Standing, day: dt.date, field: str) -> None:
    if day < standing.voiced_on:
        raise BeforeTheOpinion(
            "Ngày này trước ngày nêu ý kiến.", field=field,
            remedy=f"Nhập ngày từ {standing.voiced_on:%d/%m/%Y} trở đi.", voiced_on=standing.voiced_on.isoformat(),
        )
