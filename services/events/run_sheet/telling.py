"""What is told of a run sheet: in full to those who run it, without names that are called out to everybody else."""

from __future__ import annotations

import datetime as dt
from typing import Any

from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant
from services.events.run_sheet import plan_rules, rules
from services.events.run_sheet.documents import CuePart, RunSheet, StepPart

Json = dict[str, Any]


def publish(uow: UnitOfWork, sheet: RunSheet) -> None:
    """Say how the sheet now stands."""
    said = {
        "activity": sheet.activity, "version": sheet.version, "campaign": sheet.campaign, "unit": sheet.unit,
        "status": _status(sheet), "show_on": sheet.show_on.isoformat(),
        "steps": [_step_row(sheet, step) for step in sheet.steps],
    }
    uow.publish("events.run_sheet_changed.v1", sheet.activity, said, aggregate_version=sheet.version)


def resource(sheet: RunSheet, now: dt.datetime) -> Json:
    """The sheet in full, with what is to be expected at ``now``."""
    as_rules = [step.as_rule() for step in sheet.steps]
    steps = []
    for step, expected in zip(sheet.steps, rules.expected(as_rules, now), strict=True):
        late = rules.whole_minutes(expected.starts_at - step.planned_at) if expected else None
        steps.append({
            **_step_row(sheet, step), "owner": step.owner, "call": step.call,
            "first_planned_at": wire_instant(step.first_planned_at),
            "expected_at": wire_instant(expected.starts_at) if expected else None,
            "expected_end_at": wire_instant(expected.ends_at) if expected else None,
            "expected_delay_minutes": late, "overrun_minutes": _overrun(step), "skipped_cause": step.skipped_cause,
            "cues": [
                {**_cue_row(step, cue), "label": cue.label, "record_status": cue.record_status, "missed": cue.missed}
                for cue in step.cues
            ],
        })
    cues = [cue for step in steps for cue in step["cues"]]
    delays = [step["expected_delay_minutes"] for step in steps if step["status"] == "pending"]
    return {
        "activity": sheet.activity, "version": sheet.version, "campaign": sheet.campaign, "unit": sheet.unit,
        "status": _status(sheet), "show_on": sheet.show_on.isoformat(), "late_after_minutes": sheet.late_after_minutes,
        "now": wire_instant(now),
        "running": next((step["code"] for step in steps if step["status"] == "running"), None),
        "next": next((step["code"] for step in steps if step["status"] == "pending"), None),
        "delay_minutes": max(delays[0], 0) if delays else 0,
        "end_delay_minutes": max(delays[-1], 0) if delays else 0,
        "cues_settled": sum(cue["status"] == "settled" for cue in cues),
        "cues_open": sum(cue["status"] == "open" for cue in cues),
        "steps": steps,
    }


def _status(sheet: RunSheet) -> str:
    if sheet.closed:
        return "closed"
    return "running" if any(step.status in ("running", "done") for step in sheet.steps) else "planned"


def _step_row(sheet: RunSheet, step: StepPart) -> Json:
    delay = step.as_rule().delay_minutes()
    return {
        "code": step.code, "title": step.title, "status": step.status, "planned_at": wire_instant(step.planned_at),
        "duration_minutes": step.duration_minutes,
        "started_at": wire_instant(step.started_at) if step.started_at else None,
        "finished_at": wire_instant(step.finished_at) if step.finished_at else None,
        "delay_minutes": delay, "is_late": delay is not None and delay >= sheet.late_after_minutes,
        "cues": [_cue_row(step, cue) for cue in step.cues],
    }


def _cue_row(step: StepPart, cue: CuePart) -> Json:
    record_kind, record_id = cue.record.split(":", 1)
    status, reason = plan_rules.cue_standing(record_kind, cue.record_status, step.status, cue.missed is not None)
    return {
        "code": cue.code, "kind": cue.kind, "record_kind": record_kind, "record_id": record_id, "status": status,
        "reason": reason,
    }


def _overrun(step: StepPart) -> int | None:
    if not (step.started_at and step.finished_at):
        return None
    return rules.whole_minutes(step.finished_at - step.started_at) - int(step.duration_minutes)
