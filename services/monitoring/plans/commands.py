"""What is done with plans: load, decide by the rules, save, set deadlines, leave an audit entry, publish."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from bson import ObjectId

from contracts.business_days import check_business_day
from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.monitoring.deadlines import keeping
from services.monitoring.deadlines.documents import Deadline
from services.monitoring.escalations.commands import follow_deadline
from services.monitoring.plans import rules
from services.monitoring.plans.documents import Plan
from services.monitoring.trail.writing import write_trail


@once
def make_plan(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Draw a plan up, and set the days of its lines.  Raises DayInFuture, DayTooEarly, PlanThere and what
    ``rules.occurrences`` raises."""
    check_business_day(command["made_on"], local_day(uow.now), "made_on")
    wanted = rules.occurrences(command["items"], command["year"])
    holds = "/".join([command["campaign"], command["unit"], command["body"], str(command["year"])])
    there = Plan.objects(holds=holds).first()
    if there is not None:
        raise rules.PlanThere(
            f"Đã có kế hoạch năm {there.year} của đơn vị này.", field="year", remedy="Sửa kế hoạch đang có.",
            plan_id=there.id,
        )
    plan = Plan(
        id=str(ObjectId()), version=0, status="draft", made_by=context.actor, holds=holds, occurrences=len(wanted),
        **command,
    )
    _set_days(uow, plan, wanted)
    return _advance(uow, context, plan, {}, "made")


@once
def amend_plan(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Replace its lines; what has a visit stays.  Raises PlanNotFound, PlanStepOutOfOrder and what
    ``rules.occurrences`` raises."""
    plan = load_plan(command["plan_id"])
    before = _state(plan)
    rules.amended(_facts(plan))
    wanted = rules.occurrences(command["items"], plan.year)
    plan.items, plan.reason, plan.made_by = command["items"], command["reason"], context.actor
    plan.occurrences, plan.status, plan.approved_on, plan.approved_by = len(wanted), "draft", None, None
    _set_days(uow, plan, wanted)
    follow_deadline(uow, context, _sent_key(plan))
    return _advance(uow, context, plan, before, "amended")


@once
def approve_plan(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises PlanNotFound and what ``rules.approved`` raises."""
    plan = load_plan(command["plan_id"])
    before = _state(plan)
    rules.approved(_facts(plan), command["approved_on"], context.actor, local_day(uow.now))
    # One that went out before it was amended has gone out.
    plan.status = "approved" if plan.sent_on is None else "sent"
    plan.approved_on, plan.approved_by, plan.decision = command["approved_on"], context.actor, command["decision"]
    return _advance(uow, context, plan, before, "approved")


@once
def send_plan(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """The plan went out: its deadline is met, in time or late.  Raises PlanNotFound and what ``rules.sent`` raises."""
    plan = load_plan(command["plan_id"])
    before = _state(plan)
    rules.sent(_facts(plan), command["sent_on"], local_day(uow.now))
    plan.status, plan.sent_on, plan.document_number = "sent", command["sent_on"], command["document_number"]
    keeping.meet(uow, _sent_key(plan), plan.sent_on)
    follow_deadline(uow, context, _sent_key(plan))
    return _advance(uow, context, plan, before, "sent")


@once
def withdraw_plan(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Give it up, with all its days.  Raises PlanNotFound and what ``rules.withdrawn`` raises."""
    plan = load_plan(command["plan_id"])
    before = _state(plan)
    days = list(Deadline.objects(about_kind="plan", about_id=plan.id))
    rules.withdrawn(_facts(plan), sum(one.visit_id is not None for one in days))
    plan.status, plan.reason, plan.holds = "withdrawn", command["reason"], None
    keeping.drop(uow, days)
    follow_deadline(uow, context, _sent_key(plan))
    return _advance(uow, context, plan, before, "withdrawn")


def get_plan(plan_id: str) -> Json:
    """The plan with its lines and every day on which one is due.  Raises PlanNotFound."""
    plan = load_plan(plan_id)
    days = Deadline.objects(about_kind="plan", about_id=plan.id, status__ne="dropped").order_by("due_on", "id")
    return {**_resource(plan), "deadlines": [keeping.row(one) for one in days]}


def load_plan(plan_id: str) -> Plan:
    """Raises PlanNotFound."""
    plan: Plan | None = Plan.objects(id=plan_id).first()
    if plan is None:
        raise rules.PlanNotFound(
            "Không có kế hoạch nào mang mã này.", field="plan_id", remedy="Kiểm tra lại mã kế hoạch."
        )
    return plan


def occurrence_key(plan_id: str, item: str, target: str, due_on: dt.date) -> str:
    """The key of the deadline of one visit that a plan asks for."""
    return f"plan:{plan_id}:{item}:{target}:{due_on.isoformat()}"


def _sent_key(plan: Plan) -> str:
    return f"plan:{plan.id}:sent"


def _set_days(uow: UnitOfWork, plan: Plan, wanted: Sequence[rules.Occurrence]) -> None:
    known = {
        one.id: one for one in Deadline.objects(about_kind="plan", about_id=plan.id, clock="plan_item")
    }
    titles = {item["code"]: item["title"] for item in plan.items}
    changed, wanted_keys = [], set()
    for one in wanted:
        key = occurrence_key(plan.id, *one)
        wanted_keys.add(key)
        deadline = known.get(key) or Deadline(id=key, version=0, status="new")
        if deadline.status in ("open", "met") and deadline.title == titles[one.item]:
            continue
        if deadline.status in ("new", "dropped"):
            deadline.status = "open"
        deadline.campaign, deadline.unit, deadline.clock = plan.campaign, one.target, "plan_item"
        deadline.about_kind, deadline.about_id, deadline.item = "plan", plan.id, one.item
        deadline.title, deadline.due_on = titles[one.item], one.due_on
        changed.append(deadline)
    keeping.keep(uow, changed)
    keeping.drop(uow, [one for key, one in known.items() if key not in wanted_keys and one.visit_id is None])
    keeping.by_clock(
        uow, _sent_key(plan), "plan_sent", rules.first_day(wanted), campaign=plan.campaign, unit=plan.unit,
        about_kind="plan", about_id=plan.id, title=plan.title,
    )


def _facts(plan: Plan) -> rules.Plan:
    return rules.Plan(
        status=plan.status, made_on=plan.made_on, made_by=plan.made_by, approved_on=plan.approved_on
    )


def _advance(uow: UnitOfWork, context: CommandContext, plan: Plan, before: Json, action: str) -> Json:
    plan.version += 1
    plan.save()
    write_trail(uow, context, "plan", plan.id, plan.version, action, before, _state(plan))
    uow.publish("monitoring.plans_changed.v1", subject=plan.id, data={"entries": [_row(plan)]})
    return get_plan(plan.id)


def _row(plan: Plan) -> Json:
    return {
        "plan_id": plan.id, "version": plan.version, "campaign": plan.campaign, "unit": plan.unit,
        "level": plan.level, "body": plan.body, "year": plan.year, "title": plan.title, "status": plan.status,
        "made_on": plan.made_on.isoformat(), "approved_on": _iso(plan.approved_on), "sent_on": _iso(plan.sent_on),
        "items": len(plan.items), "occurrences": plan.occurrences,
    }


def _resource(plan: Plan) -> Json:
    return {
        **_row(plan), "item_list": [dict(item) for item in plan.items], "made_by": plan.made_by,
        "approved_by": plan.approved_by, "decision": plan.decision, "document_number": plan.document_number,
        "reason": plan.reason,
    }


def _state(plan: Plan) -> Json:
    """Everything that is kept of a plan, for the audit trail."""
    return {name: value for name, value in _resource(plan).items() if name != "version"}


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None
