"""Plan a run sheet, and say what happens on stage."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Sequence

from contracts.commands.events.run_sheet import RECORD_OF_CUE
from messaging.context import CommandContext
from messaging.idempotency import Json, Work, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, utc_now
from services.events.activities.commands import find_activity
from services.events.run_sheet import plan_rules, records, rules, telling
from services.events.run_sheet.documents import CuePart, RunSheet, StepPart
from services.events.run_sheet.rules import Step

Moves = Callable[[Sequence[Step]], list[Step]]
"""A rule, with what it is told: the steps before in, those after out."""


def in_full(work: Work) -> Work:
    """Answer with the sheet as it now stands; what ``@once`` remembers of a press then names nobody, and is short."""

    @functools.wraps(work)
    def run(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
        work(uow, command, context)
        return telling.resource(_load(command["activity"]), uow.now)

    return run


def plan_run_sheet(uow: UnitOfWork, command: Json) -> Json:
    """Make the sheet, or bring it to the state of ``command``; the same again changes nothing.

    Raises UnknownActivity and what ``plan_rules.check_plan`` and ``plan_rules.merged`` raise."""
    activity = find_activity(command["activity"])
    planned = [
        Step(one["code"], one["starts_at"], dt.timedelta(minutes=one["duration_minutes"])) for one in command["steps"]
    ]
    told = [[(cue["code"], _record(cue)) for cue in one["cues"]] for one in command["steps"]]
    plan_rules.check_plan(list(zip(planned, told, strict=True)))
    sheet = RunSheet.objects(activity=activity.code).first()
    if sheet is None:
        sheet = RunSheet(activity=activity.code, version=0, closed=False)
    before = sheet.to_mongo()
    parts = {part.code: part for part in sheet.steps}
    merged = plan_rules.merged([part.as_rule() for part in sheet.steps], planned, sheet.closed)
    statuses = records.bind(uow, [record for cues in told for _, record in cues])
    by_code = {one["code"]: one for one in command["steps"]}
    sheet.campaign, sheet.unit = activity.campaign, activity.unit
    sheet.late_after_minutes = command["late_after_minutes"]
    sheet.steps = [_part(step, by_code[step.code], parts.get(step.code), statuses) for step in merged]
    sheet.show_on = local_day(min(part.first_planned_at for part in sheet.steps))
    if sheet.to_mongo() != before:
        _advance(uow, sheet)
    return telling.resource(sheet, uow.now)


@in_full
@once
def start_step(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """The step begins.  Raises UnknownRunSheet, ShowIsOver and what ``rules.started`` raises."""
    at = command["at"] or uow.now
    return _run(uow, command, lambda steps: rules.started(
        steps, command["step"], at, uow.now, command["finish_running"]
    ))


@in_full
@once
def finish_step(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """The step ends.  Raises UnknownRunSheet, ShowIsOver and what ``rules.finished`` raises."""
    at = command["at"] or uow.now
    return _run(uow, command, lambda steps: rules.finished(steps, command["step"], at, uow.now))


@in_full
@once
def skip_step(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """The step is left out.  Raises UnknownRunSheet, ShowIsOver and what ``rules.skipped`` raises."""
    return _run(uow, command, lambda steps: rules.skipped(steps, command["step"]))


@in_full
@once
def take_back_step(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """Undo the last thing said of it.  Raises UnknownRunSheet, ShowIsOver and what ``rules.taken_back`` raises."""
    return _run(uow, command, lambda steps: rules.taken_back(steps, command["step"]))


@in_full
@once
def order_steps(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """The waiting steps change places.  Raises UnknownRunSheet, ShowIsOver, OrderIncomplete."""
    return _run(uow, command, lambda steps: rules.reordered(steps, command["steps"]))


@in_full
@once
def close_run_sheet(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """The show is over; closed already: no change.  Raises UnknownRunSheet, ShowNotOver."""
    sheet = _load(command["activity"])
    if not sheet.closed:
        rules.check_closing([part.as_rule() for part in sheet.steps])
        sheet.closed = True
        _advance(uow, sheet)
    return _done(sheet)


@in_full
@once
def mark_cue(uow: UnitOfWork, command: Json, _context: CommandContext) -> Json:
    """A cue was not handed over on stage, or was after all; also when the show is over.

    Raises UnknownRunSheet, UnknownStep, UnknownCue."""
    sheet = _load(command["activity"])
    rules.find([part.as_rule() for part in sheet.steps], command["step"])
    step = next(part for part in sheet.steps if part.code == command["step"])
    cue = next((one for one in step.cues if one.code == command["cue"]), None)
    if cue is None:
        raise plan_rules.UnknownCue("Bước này không có mục trao đó.", field="cue", remedy="Kiểm tra lại mã mục trao.")
    cue.missed = None if command["handed_over"] else command["note"]
    _advance(uow, sheet)
    return _done(sheet)


def get_run_sheet(activity: str) -> Json:
    """The sheet as it stands now.  Raises UnknownRunSheet."""
    return telling.resource(_load(activity), utc_now())


def _run(uow: UnitOfWork, command: Json, decide: Moves) -> Json:
    sheet = _load(command["activity"])
    rules.check_running(sheet.closed)
    parts = {part.code: part for part in sheet.steps}
    moved = decide([part.as_rule() for part in sheet.steps])
    for step in moved:
        parts[step.code].take(step)
    part = parts.get(command.get("step", ""))
    if part is not None:
        part.skipped_cause = command.get("cause") if part.status == "skipped" else None
    sheet.steps = [parts[step.code] for step in moved]
    _advance(uow, sheet)
    return _done(sheet)


def _load(activity: str) -> RunSheet:
    sheet: RunSheet | None = RunSheet.objects(activity=activity).first()
    if sheet is None:
        raise rules.UnknownRunSheet(
            "Hoạt động này chưa có kịch bản điều hành.", field="activity", remedy="Lập kịch bản trước."
        )
    return sheet


def _record(cue: Json) -> str:
    return f"{RECORD_OF_CUE[cue['kind']]}:{cue['record_id']}"


def _missed(known: StepPart | None, told: Json) -> str | None:
    """What was said of the same cue of the same record, before it was planned again."""
    before = known.cues if known is not None else []
    same = (told["code"], _record(told))
    return next((cue.missed for cue in before if (cue.code, cue.record) == same), None)


def _part(step: Step, told: Json, known: StepPart | None, statuses: dict[str, str | None]) -> StepPart:
    """A step as the plan tells it; what has begun keeps its times."""
    begun = known if known is not None and step.status != "pending" else None
    part = StepPart(
        code=step.code, title=told["title"], owner=told["owner"], call=told["call"],
        first_planned_at=begun.first_planned_at if begun else step.planned_at,
        duration_minutes=begun.duration_minutes if begun else told["duration_minutes"],
        skipped_cause=begun.skipped_cause if begun else None,
        cues=[
            CuePart(
                code=cue["code"], kind=cue["kind"], record=_record(cue), label=cue["label"],
                record_status=statuses[_record(cue)], missed=_missed(known, cue),
            )
            for cue in told["cues"]
        ],
    )
    part.take(step)
    return part


def _advance(uow: UnitOfWork, sheet: RunSheet) -> None:
    sheet.version += 1
    sheet.save()
    telling.publish(uow, sheet)


def _done(sheet: RunSheet) -> Json:
    return {"activity": sheet.activity, "version": sheet.version}
