"""Commands about checklists and the answers of a visit."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.monitoring.subjects import CHECKLIST_SUBJECTS
from contracts.fields import Text, WholeNumber, choice_field, code_field

QUESTION_KINDS = ["yes_no_partly", "number", "text"]
CHOICES = ["yes", "partly", "no", "not_applicable"]

MOST_QUESTIONS = 60
MOST_CONFLICTS = 20


class Question(Command):
    """One question, with the document that asks for it."""

    code = code_field(required=True)
    kind = choice_field(QUESTION_KINDS, required=True)
    text = Text(required=True, longest=500)
    citation = Text(required=True, longest=300)


class SaveTemplate(Command):
    """A new version of a subject's checklist; visits keep the version they were opened with."""

    subject = choice_field(CHECKLIST_SUBJECTS, required=True)
    title = Text(required=True, longest=200)
    questions = fields.List(
        fields.Nested(Question), required=True, validate=validate.Length(1, MOST_QUESTIONS)
    )


class ListTemplates(Command):
    """The newest version of every subject's checklist."""


class GetTemplate(Command):
    """One checklist; without ``version`` its newest."""

    subject = choice_field(CHECKLIST_SUBJECTS, required=True)
    version = WholeNumber(lowest=1, highest=10**6, load_default=None, allow_none=True)


class SaveAnswer(Command):
    """Answer one question of a visit.

    ``base_version``: of the answer that was seen when this was written, 0 when there was none.  Written on an older one
    than is there now, it is kept beside it, and neither is lost.  ``settles``: the conflicts that this answer ends."""

    visit_id = fields.String(required=True)
    subject = choice_field(CHECKLIST_SUBJECTS, required=True)
    question = code_field(required=True)
    choice = choice_field(CHOICES, load_default=None, allow_none=True)
    number = WholeNumber(lowest=0, highest=10**15, load_default=None, allow_none=True)
    text = Text(longest=5000, load_default="", shortest=0)
    note = Text(longest=2000, load_default="", shortest=0)
    base_version = WholeNumber(lowest=0, highest=10**6, required=True)
    settles = fields.List(
        fields.String(validate=validate.Length(1, 40)), load_default=list, validate=validate.Length(max=MOST_CONFLICTS)
    )


class GetChecklist(Command):
    """The questions of a visit about one subject, with the answers so far."""

    visit_id = fields.String(required=True)
    subject = choice_field(CHECKLIST_SUBJECTS, required=True)
