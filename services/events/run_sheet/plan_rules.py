"""What a run sheet may be planned as, and when what is handed over on stage is settled."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.refusals import NotFound, Refusal
from services.events.run_sheet.rules import STATUS_NAMES, ShowIsOver, Status, Step

MOST_CUES = 300
"""Of one run sheet."""


class StepTwice(Refusal):
    """Two steps of a run sheet have the same code."""


class StepsOverlap(Refusal):
    """A step is planned to begin before the one ahead of it ends."""


class CueTwice(Refusal):
    """Two cues of a step have the same code, or one record is handed over twice."""


class TooManyCues(Refusal):
    """More than :data:`MOST_CUES`."""


class UnknownCue(NotFound):
    """The step hands nothing over under this code."""


class StepHasBegun(Refusal):
    """A step that has begun, or was left out, can't go from the plan."""

    kind = "conflict"


def check_plan(steps: Sequence[tuple[Step, Sequence[tuple[str, str]]]]) -> None:
    """``steps``: each with its cues as (code, record).

    Raises :class:`StepTwice`, :class:`StepsOverlap`, :class:`CueTwice`, :class:`TooManyCues`."""
    codes: set[str] = set()
    records: set[str] = set()
    before: Step | None = None
    for place, (step, cues) in enumerate(steps):
        if step.code in codes:
            raise StepTwice(f"Bước “{step.code}” có hai lần.", field=f"steps.{place}.code", remedy="Đổi mã một bước.")
        if before is not None and step.planned_at < before.planned_end:
            raise StepsOverlap(
                "Bước này bắt đầu trước khi bước trước kết thúc.", field=f"steps.{place}.starts_at",
                remedy="Lùi giờ bắt đầu, hoặc rút ngắn bước trước.",
            )
        named = [code for code, _ in cues]
        for at, (code, record) in enumerate(cues):
            if named.index(code) != at or record in records:
                raise CueTwice(
                    "Mục trao này đã có ở trên.", field=f"steps.{place}.cues.{at}",
                    remedy="Mỗi phiếu, quyết định, khoản chi chỉ trao một lần.",
                )
            records.add(record)
        codes.add(step.code)
        before = step
    if len(records) > MOST_CUES:
        raise TooManyCues(f"Có hơn {MOST_CUES} mục trao.", field="steps", remedy="Trao gộp theo đơn vị.")


def merged(now_there: Sequence[Step], planned: Sequence[Step], closed: bool) -> list[Step]:
    """The run sheet after planning again: what has begun stays ahead with its times, the rest follows the new plan.

    Raises :class:`StepHasBegun`, :class:`ShowIsOver`."""
    begun = [step for step in now_there if step.status != "pending"]
    codes = {step.code for step in planned}
    for step in begun:
        if step.code not in codes:
            raise StepHasBegun(
                f"Bước “{step.code}” {STATUS_NAMES[step.status]}, không bỏ khỏi kịch bản được.", field="steps",
                remedy="Giữ bước này trong kịch bản.", step=step.code,
            )
    kept = {step.code for step in begun}
    rest = [step for step in planned if step.code not in kept]
    if closed and rest:
        raise ShowIsOver(
            "Chương trình đã kết thúc, không thêm bước được.", field="steps", remedy="Chỉ sửa các mục trao."
        )
    return [*begun, *rest]


_SETTLED = {"pledge": "fulfilled", "honour": "approved", "payment": "paid"}
_GONE = {"pledge": ("lapsed",), "honour": ("rejected", "lapsed"), "payment": ("withdrawn",)}


def cue_standing(record_kind: str, record_status: str | None, step: Status, missed: bool = False) -> tuple[str, str]:
    """``("settled", "")``, or ``("open", why)``.

    A cheque is settled when its pledge is fulfilled, an award when the honour is approved, a gift or scholarship when
    the support is paid, and each only once its step has been on stage and nobody ``missed`` it there."""
    if missed:
        return "open", "not_handed_over"
    if record_status is None:
        return "open", "record_unknown"
    if record_status in _GONE[record_kind]:
        return "open", "record_gone"
    if record_status != _SETTLED[record_kind]:
        return "open", "record_pending"
    return ("settled", "") if step == "done" else ("open", "not_on_stage")
