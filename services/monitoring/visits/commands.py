"""The steps of a visit: load, decide by the rules, save, see to its deadlines, leave an audit entry, publish."""

from __future__ import annotations

from bson import ObjectId

from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.monitoring.checklists.counting import checklists_of, counted
from services.monitoring.deadlines import keeping
from services.monitoring.deadlines.documents import Deadline
from services.monitoring.escalations.commands import follow_deadline
from services.monitoring.findings.documents import Finding
from services.monitoring.plans.commands import load_plan, occurrence_key
from services.monitoring.visits import rules
from services.monitoring.visits.documents import Visit
from services.monitoring.visits.telling import advance, facts, load, resource, state


@once
def open_visit(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Plan a visit.  Raises PlanNotFound, PlanNotInForce, OccurrenceNotFound, OccurrenceTaken and what the checks of
    ``rules`` raise."""
    planned = command["planned"]
    rules.check_days(command["starts_on"], command["ends_on"])
    rules.check_team([member["role"] for member in command["team"]])
    rules.check_ground(planned is not None, command["reason"])
    rules.check_inspection(command["kind"], command["by_unit"], command["unit"])
    told = {name: value for name, value in command.items() if name not in ("planned", "subjects")}
    visit = Visit(
        id=str(ObjectId()), version=0, status="planned", opened_by=context.actor,
        checklists=checklists_of(list(dict.fromkeys(command["subjects"]))), **told,
    )
    visit.subjects = [one["subject"] for one in visit.checklists]
    if planned is not None:
        _take(uow, visit, planned)
    _decision_due(uow, visit)
    return advance(uow, context, visit, {}, "opened")


@once
def postpone_visit(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Other days; the decision's deadline moves with them.  Raises VisitNotFound, VisitStepOutOfOrder,
    VisitDaysWrong."""
    visit = load(command["visit_id"])
    before = state(visit)
    rules.in_status(facts(visit), ("planned",))
    rules.check_days(command["starts_on"], command["ends_on"])
    visit.starts_on, visit.ends_on = command["starts_on"], command["ends_on"]
    visit.change_reason = command["reason"]
    _decision_due(uow, visit)
    follow_deadline(uow, context, _decision_key(visit))
    return advance(uow, context, visit, before, "postponed")


@once
def send_decision(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises VisitNotFound and what ``rules.decided`` raises."""
    visit = load(command["visit_id"])
    before = state(visit)
    rules.decided(facts(visit), command["sent_on"], local_day(uow.now))
    visit.decision_sent_on, visit.document_number = command["sent_on"], command["document_number"]
    keeping.meet(uow, _decision_key(visit), visit.decision_sent_on)
    follow_deadline(uow, context, _decision_key(visit))
    return advance(uow, context, visit, before, "decision_sent")


@once
def start_visit(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises VisitNotFound and what ``rules.started`` raises."""
    visit = load(command["visit_id"])
    before = state(visit)
    rules.started(facts(visit), command["started_on"], local_day(uow.now))
    visit.status, visit.started_on = "under_way", command["started_on"]
    return advance(uow, context, visit, before, "started")


@once
def report_visit(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """The line of the plan is done on the visit's last day, and the answers are counted.  Raises VisitNotFound,
    AnswersInConflict and what ``rules.reported`` raises."""
    visit = load(command["visit_id"])
    before = state(visit)
    rules.reported(facts(visit), command["ended_on"], command["reported_on"], local_day(uow.now))
    visit.checklists = counted(visit.id, visit.checklists)
    visit.status, visit.ended_on = "reported", command["ended_on"]
    visit.reported_on, visit.summary = command["reported_on"], command["summary"]
    if visit.deadline_id:
        keeping.meet(uow, visit.deadline_id, visit.ended_on)
    return advance(uow, context, visit, before, "reported")


@once
def close_visit(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Raises VisitNotFound and what ``rules.closed`` raises."""
    visit = load(command["visit_id"])
    before = state(visit)
    still_open = Finding.objects(visit_id=visit.id, status__ne="closed").count()
    rules.closed(facts(visit), command["closed_on"], still_open, local_day(uow.now))
    visit.status, visit.closed_on, visit.conclusion = "closed", command["closed_on"], command["conclusion"]
    return advance(uow, context, visit, before, "closed")


@once
def cancel_visit(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """The line of the plan is open again for another visit.  Raises VisitNotFound, VisitStepOutOfOrder."""
    visit = load(command["visit_id"])
    before = state(visit)
    rules.in_status(facts(visit), ("planned", "under_way"))
    visit.status, visit.change_reason = "cancelled", command["reason"]
    keeping.drop(uow, list(Deadline.objects(id=_decision_key(visit))))
    follow_deadline(uow, context, _decision_key(visit))
    occurrence = Deadline.objects(id=visit.deadline_id).first() if visit.deadline_id else None
    if occurrence is not None:
        occurrence.visit_id = None
        keeping.keep(uow, [occurrence])
    return advance(uow, context, visit, before, "cancelled")


def get_visit(visit_id: str) -> Json:
    """The full resource.  Raises VisitNotFound."""
    return resource(load(visit_id))


def _take(uow: UnitOfWork, visit: Visit, planned: Json) -> None:
    """Bind the visit to the line and day of the plan that it is for."""
    plan = load_plan(planned["plan_id"])
    if plan.status not in ("approved", "sent"):
        raise rules.PlanNotInForce(
            "Kế hoạch chưa duyệt, đang sửa hoặc đã rút.", field="planned.plan_id", remedy="Duyệt kế hoạch trước.",
            status=plan.status,
        )
    key = occurrence_key(plan.id, planned["item"], visit.unit, planned["due_on"])
    occurrence = Deadline.objects(id=key, status="open").first()
    item = next((one for one in plan.items if one["code"] == planned["item"]), None)
    if occurrence is None or item is None or (plan.campaign, plan.unit) != (visit.campaign, visit.by_unit):
        raise rules.OccurrenceNotFound(
            "Kế hoạch không có lượt chưa làm nào của nội dung, đơn vị và ngày này.", field="planned",
            remedy="Chọn lại một lượt trong kế hoạch của đơn vị chủ trì.",
        )
    if occurrence.visit_id is not None:
        raise rules.OccurrenceTaken(
            "Lượt này đã có một cuộc.", field="planned", remedy="Mở cuộc đang có, hoặc hủy cuộc ấy trước.",
            visit_id=occurrence.visit_id,
        )
    rules.check_item(visit.kind, visit.subjects, item["kind"], item["subject"])
    visit.plan_id, visit.item, visit.due_on, visit.deadline_id = plan.id, item["code"], occurrence.due_on, key
    occurrence.visit_id = visit.id
    keeping.keep(uow, [occurrence])


def _decision_due(uow: UnitOfWork, visit: Visit) -> None:
    keeping.by_clock(
        uow, _decision_key(visit), "decision_sent", visit.starts_on, campaign=visit.campaign, unit=visit.by_unit,
        about_kind="visit", about_id=visit.id, title=visit.title, visit_id=visit.id,
    )


def _decision_key(visit: Visit) -> str:
    return f"visit:{visit.id}:decision"
