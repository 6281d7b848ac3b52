"""The steps of a survey, and who may answer when (requirements, M7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from contracts.business_days import EARLIEST_DAY, check_business_day
from contracts.refusals import NotFound, Refusal
from contracts.wording import vn_day

LONGEST_DAYS = 366
MOST_ANSWERS = 50_000
MOST_VERSIONS = 20
MOST_TICKETS = 60_000


class SurveyNotFound(NotFound):
    """No survey has this code."""


class SurveyCodeTaken(Refusal):
    """Another survey has this code."""

    kind = "conflict"


class SurveyEndsBeforeItBegins(Refusal):
    """Its last day lies before its first, or too far behind it."""


class AreaTwice(Refusal):
    """An area stands twice in the list."""


class AreaNotAsked(Refusal):
    """The survey is not asked there."""


class SurveyStepOutOfOrder(Refusal):
    """It is not in the status that the step needs."""

    kind = "conflict"


class SurveyNotOpen(Refusal):
    """It has not begun."""

    kind = "conflict"


class SurveyClosed(Refusal):
    """It takes no answers any more."""

    kind = "conflict"


class SurveyFull(Refusal):
    """It has as many answers, tickets or versions as one survey may have."""

    kind = "conflict"


class SurveyNotCounted(Refusal):
    """It is not closed: results that grow would tell of each answer as it comes in."""

    kind = "conflict"


class TicketWanted(Refusal):
    """The survey is answered by ticket alone."""


class NoTicketsHere(Refusal):
    """The survey has no tickets."""


class TicketUnknown(NotFound):
    """The survey has no such ticket."""


class TicketUsed(Refusal):
    """The ticket has answered."""

    kind = "conflict"


class TicketOfAnotherArea(Refusal):
    """The ticket was given out elsewhere."""


def check_days(opens_on: dt.date, closes_on: dt.date) -> None:
    """Raises SurveyEndsBeforeItBegins."""
    if opens_on < EARLIEST_DAY or not 0 <= (closes_on - opens_on).days < LONGEST_DAYS:
        raise SurveyEndsBeforeItBegins(
            f"Khảo sát từ {vn_day(opens_on)} đến {vn_day(closes_on)} không hợp lệ.", field="closes_on",
            remedy=f"Ngày cuối không trước ngày đầu, và trong vòng {LONGEST_DAYS} ngày.",
        )


def check_areas(units: Sequence[str]) -> None:
    """Raises AreaTwice."""
    for place, unit in enumerate(units):
        if unit in units[:place]:
            raise AreaTwice(f"Đơn vị {unit} có hai lần.", field=f"areas.{place}.unit", remedy="Giữ một dòng.")


def in_status(status: str, wanted: Sequence[str]) -> None:
    """Raises SurveyStepOutOfOrder."""
    if status not in wanted:
        raise SurveyStepOutOfOrder(
            "Cuộc khảo sát không ở bước này.", field="survey_id", remedy="Xem lại tình trạng cuộc khảo sát.",
            status=status,
        )


def takes_answers(status: str, opens_on: dt.date, closes_on: dt.date, today: dt.date) -> bool:
    """Whether anybody may answer today."""
    return status == "open" and opens_on <= today <= closes_on


def check_answering(
    status: str, opens_on: dt.date, closes_on: dt.date, answered_on: dt.date, today: dt.date
) -> None:
    """What was answered in time may be written down until it is counted.  Raises SurveyNotOpen, SurveyClosed,
    DayInFuture, DayTooEarly."""
    if status == "draft" or (status == "open" and answered_on < opens_on):
        raise SurveyNotOpen(
            f"Khảo sát này nhận trả lời từ ngày {vn_day(opens_on)}.", field="answered_on", remedy="Quay lại sau."
        )
    if status != "open" or answered_on > closes_on:
        raise SurveyClosed(
            "Khảo sát này đã kết thúc, không nhận trả lời nữa.", field="answered_on",
            remedy="Xem kết quả khi được công bố.",
        )
    check_business_day(answered_on, today, "answered_on")


def check_room(there: int, more: int, most: int, what: str) -> None:
    """Raises SurveyFull."""
    if there + more > most:
        raise SurveyFull(f"Một cuộc khảo sát có tối đa {most} {what}.", field="survey_id", remedy="Lập cuộc khác.")


def check_area(unit: str | None, areas: Sequence[str]) -> str:
    """The area.  Raises AreaNotAsked."""
    if unit is None or unit not in areas:
        raise AreaNotAsked(
            "Chưa chọn nơi ở trong các nơi được khảo sát.", field="unit", remedy="Chọn một nơi trong danh sách."
        )
    return unit


def check_ticket(uses_tickets: bool, has_ticket: bool) -> None:
    """Raises TicketWanted, NoTicketsHere."""
    if uses_tickets and not has_ticket:
        raise TicketWanted("Khảo sát này trả lời bằng mã phiếu.", field="ticket", remedy="Gõ mã in trên phiếu.")
    if has_ticket and not uses_tickets:
        raise NoTicketsHere("Khảo sát này không dùng mã phiếu.", field="ticket", remedy="Bỏ mã phiếu.")


def check_use(used: bool | None, ticket_unit: str | None, unit: str | None) -> str:
    """The ticket's area; ``used`` None: there is none such.  Raises TicketUnknown, TicketUsed, TicketOfAnotherArea."""
    if used is None or ticket_unit is None:
        raise TicketUnknown("Không có mã phiếu này.", field="ticket", remedy="Gõ lại đúng mã in trên phiếu.")
    if used:
        raise TicketUsed("Mã phiếu này đã trả lời.", field="ticket", remedy="Mỗi phiếu trả lời một lần.")
    if unit is not None and unit != ticket_unit:
        raise TicketOfAnotherArea("Phiếu này phát ở nơi khác.", field="unit", remedy="Kiểm tra lại nơi khảo sát.")
    return ticket_unit
