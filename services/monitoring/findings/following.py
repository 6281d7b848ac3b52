"""What stands between findings and the rest of supervision: their visit, the deadline of their reply."""

from __future__ import annotations

import datetime as dt

from contracts.refusals import Refusal
from contracts.wording import vn_day
from messaging.context import CommandContext
from messaging.idempotency import Json
from messaging.unit_of_work import UnitOfWork
from services.monitoring.checklists.commands import question_of
from services.monitoring.clocks.commands import in_force, shipped
from services.monitoring.deadlines import keeping
from services.monitoring.deadlines.documents import Deadline
from services.monitoring.findings import rules
from services.monitoring.findings.documents import Finding
from services.monitoring.visits import rules as visit_rules
from services.monitoring.visits.telling import advance, facts, load, state


class FindingOutsideVisit(Refusal):
    """The finding is of another campaign or unit than the visit that made it."""


class QuestionWithoutVisit(Refusal):
    """A question of a checklist is named, but no visit that asked it."""


def load_finding(finding_id: str) -> Finding:
    """Raises FindingNotFound."""
    finding: Finding | None = Finding.objects(id=finding_id).first()
    if finding is None:
        raise rules.FindingNotFound(
            f"Không có phát hiện nào mang mã {finding_id}.", field="finding_id", remedy="Kiểm tra lại mã."
        )
    return finding


def check_open(finding_id: str) -> Finding:
    """Raises FindingNotFound, FindingAlreadyClosed."""
    finding = load_finding(finding_id)
    if finding.verification is not None:
        raise rules.FindingAlreadyClosed(
            f"Phát hiện đã kết thúc ngày {vn_day(finding.verification.on)}.", field="finding_id",
            remedy="Nếu sai phạm còn, hãy lập một phát hiện mới.",
        )
    return finding


def made_in_visit(uow: UnitOfWork, context: CommandContext, command: Json) -> None:
    """Count a finding in the visit that made it; a finding made outside any visit passes.

    Raises VisitNotFound, VisitStepOutOfOrder, FindingOutsideVisit, QuestionNotFound, QuestionWithoutVisit."""
    if command["visit_id"] is None:
        if command["checklist"] is not None or command["question"] is not None:
            raise QuestionWithoutVisit(
                "Câu hỏi của phiếu phải đi cùng cuộc giám sát.", field="visit_id",
                remedy="Ghi mã cuộc, hoặc bỏ câu hỏi.",
            )
        return
    visit = load(command["visit_id"])
    visit_rules.in_status(facts(visit), ("under_way", "reported"))
    if (visit.campaign, visit.unit) != (command["campaign"], command["unit"]):
        raise FindingOutsideVisit(
            "Phát hiện thuộc đợt vận động hoặc đơn vị khác với cuộc giám sát.", field="visit_id",
            remedy="Ghi đúng đơn vị được giám sát, hoặc bỏ mã cuộc.",
        )
    if command["question"] is not None or command["checklist"] is not None:
        question_of(visit, command["checklist"] or "", command["question"] or "")
    before = state(visit)
    visit.findings += 1
    advance(uow, context, visit, before, "finding_raised")


def reply_within(found_on: dt.date, told_days: int | None) -> int:
    """The days for a reply: those that were told, else by the clock in force, else by the one that is shipped."""
    if told_days is not None:
        return told_days
    clock = in_force("reply", found_on) or next(one for one in shipped() if one.code == "reply")
    return clock.days


def reply_key(finding_id: str) -> str:
    """The key of the deadline of a finding's reply."""
    return f"finding:{finding_id}:reply"


def reply_due(uow: UnitOfWork, finding: Finding, told_days: int | None) -> None:
    """Set the deadline of its reply."""
    clock = in_force("reply", finding.found_on) if told_days is None else None
    deadline = Deadline(
        id=reply_key(finding.id), version=0, campaign=finding.campaign, unit=finding.unit, clock="reply",
        clock_version=clock.version if clock else None, citation=clock.citation if clock else "",
        about_kind="finding", about_id=finding.id, title=finding.summary, from_on=finding.found_on,
        due_on=finding.reply_due_on, status="open", visit_id=finding.visit_id,
    )
    keeping.keep(uow, [deadline])
