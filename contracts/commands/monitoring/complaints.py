"""Commands about complaints (phản ánh của người dân): filed by anybody, followed by whoever holds the return code.

The code itself never comes here: a service knows its hash alone.
"""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.commands.monitoring.findings import SUBJECT_KINDS
from contracts.fields import END, LocalDay, Text, choice_field, code_field, unit_field
from contracts.shapes import Strict

COMPLAINT_CATEGORIES = [
    "wrong_recipient", "missed_household", "support_late", "fund_use", "forced_giving", "house_quality",
    "relief_goods", "conduct", "other",
]
COMPLAINT_STATUSES = ["filed", "forwarded", "answered", "closed", "reopened"]
FORWARDING_CAUSES = ["first", "passed_on", "not_fixed"]
FORWARDING_STATUSES = ["open", "answered", "passed_on"]

LONGEST_COMPLAINT = 6000


def code_hash_field() -> fields.String:
    """SHA-256 of a return code."""
    return fields.String(required=True, validate=validate.Regexp(rf"^[0-9a-f]{{64}}{END}"))


class ComplaintSubject(Strict):
    """What it is about, where that is in our books."""

    kind = choice_field(SUBJECT_KINDS, required=True)
    id = Text(required=True, longest=80)


class FileComplaint(Command):
    """File a complaint, anonymously.  unit: whose office of the Front follows it; place: the unit in which it
    happened, another one where the complaint is about that office itself."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    place = unit_field(required=True)
    category = choice_field(COMPLAINT_CATEGORIES, required=True)
    text = Text(required=True, shortest=10, longest=LONGEST_COMPLAINT)
    about = fields.Nested(ComplaintSubject, load_default=None, allow_none=True)
    code_hash = code_hash_field()


class ReadDialogue(Command):
    """The dialogue, for whoever holds the return code."""

    code_hash = code_hash_field()


class WriteInDialogue(ReadDialogue):
    """A message of whoever filed it; at any time, after closing too."""

    text = Text(required=True, longest=LONGEST_COMPLAINT)


class SayNotFixed(ReadDialogue):
    """Whoever filed it says that it is not fixed: it is open again, and the body has to answer again."""

    text = Text(required=True, longest=LONGEST_COMPLAINT)


class ComplaintStep(Command):
    """What all steps of the office name."""

    complaint_id = fields.String(required=True)


class ForwardComplaint(ComplaintStep):
    """Forward it to a body of ``body_unit``, whose answer is then due by the clock."""

    body = Text(required=True, longest=200)
    body_unit = unit_field(required=True)
    forwarded_on = LocalDay(required=True)


class AnswerComplaint(ComplaintStep):
    """The answer of the body that has it, which whoever filed it reads."""

    answered_on = LocalDay(required=True)
    text = Text(required=True, longest=LONGEST_COMPLAINT)


class WriteToComplainant(ComplaintStep):
    """A message of the office: a question, or how it stands."""

    text = Text(required=True, longest=LONGEST_COMPLAINT)


class CloseComplaint(ComplaintStep):
    """Close it, with what whoever filed it is told; the dialogue stays open."""

    closed_on = LocalDay(required=True)
    conclusion = Text(required=True, longest=LONGEST_COMPLAINT)


class LookAtComplaint(ComplaintStep):
    """Read its texts; every look is kept with its purpose."""

    purpose = Text(required=True, longest=300)
