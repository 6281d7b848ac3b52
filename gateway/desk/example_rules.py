"""Models and good examples.  Source: requirements.md, R5 (Ninh Bình, Ninh Thuận)."""

from __future__ import annotations

import datetime as dt

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal

KINDS = {"model": "Mô hình, cách làm hay", "collective": "Tập thể điển hình", "person": "Cá nhân điển hình"}
STATUSES = ("found", "spread", "withdrawn")


class UnknownExample(NotFound):
    """No example has this id."""


class PersonHasNotAgreed(Refusal):
    """A person is told of only when the person agrees."""


class ExampleStepOutOfOrder(Refusal):
    """The example is spread or withdrawn already."""

    kind = "conflict"


def check_example(kind: str, person_agrees: bool, found_on: dt.date, today: dt.date) -> None:
    """Raises :class:`PersonHasNotAgreed`, DayInFuture, DayTooEarly."""
    check_business_day(found_on, today, "found_on")
    if kind == "person" and not person_agrees:
        raise PersonHasNotAgreed(
            "Chưa ghi cá nhân này đồng ý được nêu gương.", field="person_agrees",
            remedy="Hỏi ý kiến người được nêu, rồi ghi lại.",
        )


def check_step(status: str, statuses: tuple[str, ...]) -> None:
    """Raises :class:`ExampleStepOutOfOrder`."""
    if status not in statuses:
        raise ExampleStepOutOfOrder(
            "Gương điển hình này đã được nhân rộng hoặc đã rút.", remedy="Tải lại để xem trạng thái.", status=status
        )
