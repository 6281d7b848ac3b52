"""How a programme runs (events.md, "Run sheet"): expected times, what may happen next, and when a cue is settled.

A delay ripples on: a step begins when it was planned to, or when the one before it ends, whichever is later.  What lies
between the planned end of a step and the planned start of the next is a buffer, and is eaten up first.  Nothing is
pulled forward by itself: guests and broadcasters keep to the plan.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from contracts.refusals import NotFound, Refusal

Status = Literal["pending", "running", "done", "skipped"]

STATUS_NAMES: dict[str, str] = {
    "pending": "chưa bắt đầu", "running": "đang diễn ra", "done": "đã xong", "skipped": "đã bỏ",
}


class UnknownRunSheet(NotFound):
    """The activity has no run sheet."""


class UnknownStep(NotFound):
    """The run sheet has no step of this code."""


class StepOutOfTurn(Refusal):
    """What is said of a step doesn't follow from where it stands."""

    kind = "conflict"


class AnotherStepRuns(Refusal):
    """Two steps can't be on stage at once."""

    kind = "conflict"


class InstantOutOfOrder(Refusal):
    """The instant lies in the future, or before what happened already."""


class OrderIncomplete(Refusal):
    """The new order must name each waiting step once, and no other."""


class ShowNotOver(Refusal):
    """Steps wait or run: the sheet can't be closed."""

    kind = "conflict"


class ShowIsOver(Refusal):
    """The sheet is closed; only its cues can change."""

    kind = "conflict"


@dataclass(frozen=True)
class Step:
    """A step in running order.  ``planned_at``: as planned now, which a new order changes."""

    code: str
    planned_at: dt.datetime
    duration: dt.timedelta
    status: Status = "pending"
    started_at: dt.datetime | None = None
    finished_at: dt.datetime | None = None

    @property
    def planned_end(self) -> dt.datetime:
        """When it is planned to end."""
        return self.planned_at + self.duration

    def delay_minutes(self) -> int | None:
        """Whole minutes by which it began late, below zero when early; None before it began."""
        return None if self.started_at is None else whole_minutes(self.started_at - self.planned_at)


@dataclass(frozen=True)
class Expected:
    """When a step began or is expected to, and when it ended or is expected to."""

    starts_at: dt.datetime
    ends_at: dt.datetime


def whole_minutes(span: dt.timedelta) -> int:
    """Minutes cut to whole ones towards zero: half a minute is neither late nor early."""
    return int(span.total_seconds() / 60)


def expected(steps: Sequence[Step], now: dt.datetime) -> list[Expected | None]:
    """What is to be expected of each step; None for one that is left out."""
    free_at, found = dt.datetime.min.replace(tzinfo=dt.UTC), list[Expected | None]()
    for step in steps:
        if step.status == "skipped":
            found.append(None)
            continue
        starts = step.started_at or max(step.planned_at, free_at, now)
        ends = step.finished_at or max(starts + step.duration, now)
        found.append(Expected(starts, ends))
        free_at = max(free_at, ends)
    return found


def started(
    steps: Sequence[Step], code: str, at: dt.datetime, now: dt.datetime, finish_running: bool = False
) -> list[Step]:
    """The step begins.  One that is not the next goes ahead of those that wait, in their planned times.

    Raises :class:`UnknownStep`, :class:`StepOutOfTurn`, :class:`AnotherStepRuns`, :class:`InstantOutOfOrder`."""
    _must_be(find(steps, code), "pending")
    _check_instant(steps, at, now)
    runs = next((step for step in steps if step.status == "running"), None)
    if runs is not None and not finish_running:
        raise AnotherStepRuns(
            f"Bước “{runs.code}” đang diễn ra.", field="step", remedy="Ghi bước đó đã xong trước.", step=runs.code
        )
    if runs is not None:
        steps = _changed(steps, runs.code, status="done", finished_at=at)
    waiting = [step.code for step in steps if step.status == "pending"]
    steps = reordered(steps, [code, *(one for one in waiting if one != code)])
    return _changed(steps, code, status="running", started_at=at)


def finished(steps: Sequence[Step], code: str, at: dt.datetime, now: dt.datetime) -> list[Step]:
    """The running step ends.  Raises :class:`UnknownStep`, :class:`StepOutOfTurn`, :class:`InstantOutOfOrder`."""
    _must_be(find(steps, code), "running")
    _check_instant(steps, at, now)
    return _changed(steps, code, status="done", finished_at=at)


def skipped(steps: Sequence[Step], code: str) -> list[Step]:
    """The step is left out, and stands among what has been, so that the rest keeps its order.

    Raises :class:`UnknownStep`, :class:`StepOutOfTurn`."""
    _must_be(find(steps, code), "pending")
    return _changed(steps, code, status="skipped")


def taken_back(steps: Sequence[Step], code: str) -> list[Step]:
    """The step stands where it stood before the last thing said of it.

    Raises :class:`UnknownStep`, :class:`StepOutOfTurn` (nothing was said of it, or another one has begun since)."""
    step = find(steps, code)
    if step.status == "skipped":
        # It is the next then: never ahead of a step that has begun.
        back = _changed(steps, code, status="pending")
        return [one for one in back if one.status != "pending"] + [one for one in back if one.status == "pending"]
    latest = max((one for one in steps if one.started_at), key=lambda one: (one.started_at, one.status == "running"),
                 default=None)
    if latest is None or latest.code != code:
        raise StepOutOfTurn(
            "Chỉ lấy lại được bước bắt đầu sau cùng, hoặc bước đã bỏ.", field="step", remedy="Lấy lại bước sau trước."
        )
    if step.status == "done":
        return _changed(steps, code, status="running", finished_at=None)
    return _changed(steps, code, status="pending", started_at=None)


def reordered(steps: Sequence[Step], codes: Sequence[str]) -> list[Step]:
    """The waiting steps in the order of ``codes``, behind all that has been: the first begins when the first was
    planned to, and the buffers stay where they were.  Raises :class:`OrderIncomplete`."""
    been = [step for step in steps if step.status != "pending"]
    waiting = [step for step in steps if step.status == "pending"]
    by_code = {step.code: step for step in waiting}
    if sorted(codes) != sorted(by_code):
        raise OrderIncomplete(
            "Thứ tự mới phải nêu đủ các bước chưa bắt đầu, mỗi bước một lần.", field="steps",
            remedy=f"Nêu đủ: {', '.join(by_code) or 'không còn bước nào'}.", waiting=list(by_code),
        )
    buffers = [
        max(later.planned_at - step.planned_end, dt.timedelta()) for step, later in itertools.pairwise(waiting)
    ]
    begins = waiting[0].planned_at if waiting else None
    for code, buffer in zip(codes, [*buffers, dt.timedelta()], strict=True):
        assert begins is not None
        placed = replace(by_code[code], planned_at=begins)
        been.append(placed)
        begins = placed.planned_end + buffer
    return been


def check_closing(steps: Sequence[Step]) -> None:
    """Raises :class:`ShowNotOver`."""
    left = [step.code for step in steps if step.status in ("pending", "running")]
    if left:
        raise ShowNotOver(
            f"Còn {len(left)} bước chưa xong.", field="activity", remedy="Ghi đã xong hoặc bỏ từng bước còn lại.",
            steps=left,
        )


def check_running(closed: bool) -> None:
    """Raises :class:`ShowIsOver`."""
    if closed:
        raise ShowIsOver("Chương trình đã kết thúc.", field="activity", remedy="Không ghi thêm được.")


def find(steps: Sequence[Step], code: str) -> Step:
    """The step of this code.  Raises :class:`UnknownStep`."""
    for step in steps:
        if step.code == code:
            return step
    raise UnknownStep("Kịch bản không có bước này.", field="step", remedy="Kiểm tra lại mã bước.")


def _must_be(step: Step, status: Status) -> None:
    if step.status != status:
        raise StepOutOfTurn(
            f"Bước này {STATUS_NAMES[step.status]}.", field="step", remedy="Tải lại trang để xem kịch bản lúc này.",
            status=step.status,
        )


def _check_instant(steps: Sequence[Step], at: dt.datetime, now: dt.datetime) -> None:
    if at > now:
        raise InstantOutOfOrder("Giờ này chưa tới.", field="at", remedy="Để trống để lấy giờ hiện tại.")
    been = [instant for step in steps for instant in (step.started_at, step.finished_at) if instant is not None]
    if been and at < max(been):
        raise InstantOutOfOrder(
            "Giờ này trước việc đã ghi sau cùng.", field="at", remedy="Kiểm tra lại giờ, hoặc để trống."
        )


def _changed(steps: Sequence[Step], code: str, **changes: object) -> list[Step]:
    return [replace(step, **changes) if step.code == code else step for step in steps]  # type: ignore[arg-type]
