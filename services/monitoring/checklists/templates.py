"""Every version of every subject's checklist: the shipped ones (a YAML file per subject) and those that users saved."""

from __future__ import annotations

import functools
from pathlib import Path

import yaml

from contracts.commands.monitoring.checklists import SaveTemplate
from contracts.commands.monitoring.subjects import CHECKLIST_SUBJECTS
from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import UnitOfWork
from services.monitoring.checklists import rules
from services.monitoring.checklists.documents import SavedTemplate
from services.monitoring.trail.writing import write_trail

FOLDER = Path(__file__).with_name("templates")


@once
def save_template(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """A new version; visits keep theirs.  Raises QuestionTwice."""
    rules.check_questions([question["code"] for question in command["questions"]])
    before = template(command["subject"])
    version = before["version"] + 1
    SavedTemplate(
        id=f"{command['subject']}:{version}", version=version, saved_by=context.actor, saved_at=uow.now, **command
    ).save(force_insert=True)
    saved = template(command["subject"], version)
    write_trail(uow, context, "checklist", command["subject"], version, "saved", before, saved)
    return saved


def list_templates(_uow: UnitOfWork, _query: Json) -> Json:
    """``{"templates": […]}``: the newest version of each subject."""
    return {"templates": [template(subject) for subject in CHECKLIST_SUBJECTS]}


def get_template(_uow: UnitOfWork, query: Json) -> Json:
    """Raises TemplateNotFound."""
    return template(query["subject"], query["version"])


def template(subject: str, version: int | None = None) -> Json:
    """One version, the newest unless told: subject, version, title, questions.  Raises TemplateNotFound."""
    saved = SavedTemplate.objects(subject=subject).order_by("-version")
    found = (saved.first() if version is None else saved.filter(version=version).first())
    if found is not None:
        questions = [dict(question) for question in found.questions]
        return {"subject": subject, "version": found.version, "title": found.title, "questions": questions}
    if version in (None, 1):
        return shipped(subject)
    raise rules.TemplateNotFound(
        f"Không có bản {version} của phiếu này.", field="version", remedy="Xem danh sách phiếu."
    )


@functools.cache
def _read(subject: str) -> Json:
    read = yaml.safe_load((FOLDER / f"{subject}.yaml").read_text(encoding="utf-8"))
    return dict(SaveTemplate().load({"subject": subject, **read}))


def shipped(subject: str) -> Json:
    """The version that comes with the product."""
    read = _read(subject)
    questions = [dict(question) for question in read["questions"]]
    return {"subject": subject, "version": 1, "title": read["title"], "questions": questions}
