"""Commands about reviews (phản biện xã hội): the Front's opinion of a draft document, and what became of it."""

from marshmallow import ValidationError, fields, validate, validates_schema

from contracts.commands import Command
from contracts.fields import LocalDay, Text, choice_field, code_field, unit_field
from contracts.shapes import Strict

DOCUMENT_KINDS = ["resolution", "decision", "plan", "programme", "project", "regulation", "other_document"]
REVIEW_ORIGINS = ["request", "plan"]
REVIEW_FORMS = ["conference", "written", "dialogue"]
REVIEW_STATUSES = ["requested", "arranged", "concluded", "answered", "withdrawn"]
OUTCOMES = ["accepted", "partly", "refused"]

MOST_POINTS = 50


class MakeReview(Command):
    """Take a draft on for review: asked for by its drafting body, or by the Front's own plan (``plan_id``).

    received_on: when the draft came; wanted_by: when its drafting body wants to hear."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    origin = choice_field(REVIEW_ORIGINS, required=True)
    plan_id = fields.String(load_default=None, allow_none=True)
    document_kind = choice_field(DOCUMENT_KINDS, required=True)
    title = Text(required=True, longest=300)
    drafting_body = Text(required=True, longest=200)
    body_unit = unit_field(required=True)
    received_on = LocalDay(required=True)
    wanted_by = LocalDay(load_default=None, allow_none=True)

    @validates_schema(skip_on_field_errors=True)
    def _names_its_plan(self, told: dict[str, str], **_: object) -> None:
        if (told["origin"] == "plan") != bool(told["plan_id"]):
            raise ValidationError("Theo kế hoạch thì ghi mã kế hoạch; theo đề nghị thì không.", "plan_id")


class ReviewStep(Command):
    """What all steps of a review name."""

    review_id = fields.String(required=True)


class ArrangeReview(ReviewStep):
    """In which form, and on which day: of the conference or dialogue, or by which opinions come in writing."""

    form = choice_field(REVIEW_FORMS, required=True)
    held_on = LocalDay(required=True)
    place = Text(load_default="", shortest=0, longest=300)


class AddReviewOpinion(ReviewStep):
    """What somebody said of the draft, to which part of it."""

    by = Text(required=True, longest=200)
    part = Text(load_default="", shortest=0, longest=200)
    text = Text(required=True, longest=5000)
    given_on = LocalDay(required=True)


class ReviewPoint(Strict):
    """One point of the conclusion."""

    code = code_field(longest=20, required=True)
    part = Text(load_default="", shortest=0, longest=200)
    text = Text(required=True, longest=3000)


class ConcludeReview(ReviewStep):
    """The conclusion went out: its points, each of which the drafting body is to answer by the clock."""

    sent_on = LocalDay(required=True)
    document_number = Text(required=True, longest=100)
    points = fields.List(fields.Nested(ReviewPoint), required=True, validate=validate.Length(1, MOST_POINTS))


class PointAnswer(Strict):
    """What the drafting body does with a point.  Anything but accepting it needs a reason."""

    code = code_field(longest=20, required=True)
    outcome = choice_field(OUTCOMES, required=True)
    reason = Text(load_default="", shortest=0, longest=3000)

    @validates_schema(skip_on_field_errors=True)
    def _says_why(self, told: dict[str, str], **_: object) -> None:
        if told["outcome"] != "accepted" and not told["reason"]:
            raise ValidationError("Không tiếp thu, hoặc tiếp thu một phần, thì ghi lý do.", "reason")


class AnswerReview(ReviewStep):
    """The drafting body's answer, to all points or to some."""

    answered_on = LocalDay(required=True)
    document_number = Text(required=True, longest=100)
    answers = fields.List(fields.Nested(PointAnswer), required=True, validate=validate.Length(1, MOST_POINTS))


class WithdrawReview(ReviewStep):
    """Give it up before its conclusion went out."""

    reason = Text(required=True, longest=1000)
