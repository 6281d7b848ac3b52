"""Answers to checklists as tables, for the office: of one visit, of a plan's visits, of a campaign and period."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from flask_smorest import Blueprint

from contracts.commands.monitoring.subjects import CHECKLIST_SUBJECTS
from contracts.fields import choice_field
from contracts.shapes import Strict
from gateway import units
from gateway.access import allow_table
from gateway.access.current import require, require_somewhere
from gateway.api.asking import ask
from gateway.api.downloads import Table, add_table
from gateway.api.lists import WhichRows
from gateway.api.monitoring.supervision_visits import resource as visits
from gateway.reports import listing

blp = Blueprint(
    "checklist_exports", __name__, url_prefix="/api/v1", description="Tải câu trả lời theo phiếu giám sát"
)

ACTION = "visit_file.read"
COLUMNS = (
    "visit_id", "unit", "unit_name", "kind", "title", "starts_on", "plan_id", "subject", "template_version", "question",
    "asks", "citation", "choice", "number", "text", "note", "answered_by", "answered_at", "unsettled",
)

Json = dict[str, Any]


class OfSubject(Strict):
    subject = choice_field(CHECKLIST_SUBJECTS, load_default=None, allow_none=True)


class OfPeriod(WhichRows):
    """Of visits that begin in these days."""

    subject = choice_field(CHECKLIST_SUBJECTS, load_default=None, allow_none=True)


def _visit_table(which: Json, id: str) -> Table:
    visit = visits.find(id)
    require(ACTION, visit["unit"])
    return _table([visit], which["subject"])


def _plan_table(which: Json, id: str) -> Table:
    campaign = ask("monitoring", "get_plan", {"id": id})["campaign"]
    return _table(_visits(campaign, state={"plan_id": id}), which["subject"])


def _period_table(which: Json) -> Table:
    days = {name: which[name] for name in ("unit", "from_on", "to_on")}
    return _table(_visits(which["campaign"], **days), which["subject"])


add_table(
    blp, "/supervision-visits/<id>/answers/export", ACTION, OfSubject, "câu trả lời của một cuộc giám sát", _visit_table
)
add_table(
    blp, "/supervision-plans/<id>/answers/export", ACTION, OfSubject, "câu trả lời của các cuộc theo một kế hoạch",
    _plan_table,
)
add_table(blp, "/visit-answers/export", ACTION, OfPeriod, "câu trả lời của các cuộc trong kỳ", _period_table)


def _visits(campaign: str, **which: Any) -> Iterator[Json]:
    """Those whose answers the account may see."""
    areas = allow_table.areas(require_somewhere(ACTION), ACTION)
    return listing.every(listing.Question("visit", campaign, areas, **which))


def _table(found: Iterable[Json], subject: str | None) -> Table:
    return Table("tra-loi-phieu-giam-sat", "Trả lời theo phiếu", COLUMNS, _rows(found, subject))


def _rows(found: Iterable[Json], wanted: str | None) -> Iterator[Json]:
    """Every question of each visit, answered or not."""
    for visit in found:
        for subject in visit["subjects"]:
            if wanted in (None, subject):
                checklist = ask("monitoring", "get_checklist", {"visit_id": visit["visit_id"], "subject": subject})
                yield from (_row(visit, checklist, question) for question in checklist["questions"])


def _row(visit: Json, checklist: Json, question: Json) -> Json:
    said = question["answer"] or {}
    return {
        **{name: visit[name] for name in ("visit_id", "unit", "kind", "title", "starts_on", "plan_id")},
        "unit_name": units.name_of(visit["unit"]), "subject": checklist["subject"],
        "template_version": checklist["template_version"], "question": question["code"], "asks": question["text"],
        "citation": question["citation"], **{name: said.get(name) for name in ("choice", "number", "text", "note")},
        "answered_by": said.get("by"), "answered_at": said.get("at"), "unsettled": len(said.get("conflicts", ())),
    }
