"""Models and good examples: found by a unit, spread by the province, named in reports."""

from __future__ import annotations

from typing import Any

from gateway.desk import example_rules, flow_rules
from gateway.desk.collections import EXAMPLES, Db
from gateway.desk.store import advance, create
from messaging.context import CommandContext
from messaging.envelope import new_event_id
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day

Json = dict[str, Any]


@once
def record_example(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Write one down.  Raises what ``check_example`` raises."""
    example_rules.check_example(
        command["kind"], command["person_agrees"], command["found_on"], local_day(uow.now)
    )
    names = ("campaign", "unit", "kind", "title", "story", "person_agrees")
    example = {
        "_id": new_event_id(), "status": "found", **{name: command[name] for name in names},
        "found_on": command["found_on"].isoformat(), "spread_how": "", "spread_on": None, "reason": "",
        "recorded_by": context.actor,
    }
    return shown(create(uow, EXAMPLES, example, context, "recorded"))


@once
def spread_example(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """The province takes it up for all, and says how.  Raises UnknownExample, ChangedMeanwhile, ExampleStepOutOfOrder.
    """
    example = _loaded(uow, command, ("found",))
    changed = {
        **example, "status": "spread", "spread_how": command["how"], "spread_on": local_day(uow.now).isoformat(),
    }
    return shown(advance(uow, EXAMPLES, changed, context, "spread"))


@once
def withdraw_example(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """It was not right, or the person no longer agrees: no report names it from now on; signed ones stay as they are.
    Raises UnknownExample, ChangedMeanwhile, ExampleStepOutOfOrder."""
    example = _loaded(uow, command, ("found", "spread"))
    changed = {**example, "status": "withdrawn", "reason": command["reason"]}
    return shown(advance(uow, EXAMPLES, changed, context, "withdrawn"))


def find(db: Db, example_id: str) -> Json:
    """The document.  Raises UnknownExample."""
    found = db[EXAMPLES].find_one({"_id": example_id})
    if found is None:
        raise example_rules.UnknownExample(
            "Không có gương điển hình này.", field="example_id", remedy="Kiểm tra lại mã."
        )
    return found


def shown(example: Json) -> Json:
    """As JSON values."""
    return {"example_id": example["_id"], **{name: value for name, value in example.items() if name != "_id"}}


def _loaded(uow: UnitOfWork, command: Json, statuses: tuple[str, ...]) -> Json:
    example = find(uow.db, command["example_id"])
    flow_rules.check_version(command["expected"], example["version"])
    example_rules.check_step(example["status"], statuses)
    return example
