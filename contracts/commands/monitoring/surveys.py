"""Commands about surveys (khảo sát sự hài lòng của người dân): asked in areas over a period, answered without a name.

The code of a ticket never comes here: a service knows its hash alone.
"""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.fields import END, LocalDay, Text, WholeNumber, choice_field, code_field, unit_field
from contracts.shapes import Strict

SURVEY_QUESTION_KINDS = ["scale", "one_of", "several_of", "text"]
SURVEY_TOPICS = ["new_rural", "civilised_urban", "support_given", "housing_support", "front_work", "other_topic"]
SURVEY_STATUSES = ["draft", "open", "closed", "withdrawn"]
CHANNELS = ["assisted", "paper"]

MOST_QUESTIONS = 40
MOST_CHOICES = 12
MOST_AREAS = 200
MOST_TICKETS_AT_ONCE = 500
LONGEST_OPEN_TEXT = 2000


def survey_field(**kwargs: object) -> fields.String:
    """The code of a survey, which is its address too."""
    return code_field(longest=40, required=True, **kwargs)


def _hash_field(**kwargs: object) -> fields.String:
    return fields.String(validate=validate.Regexp(rf"^[0-9a-f]{{64}}{END}"), **kwargs)  # type: ignore[arg-type]


class SurveyChoice(Strict):
    """One answer to choose."""

    code = code_field(longest=20, required=True)
    text = Text(required=True, longest=200)


class SurveyQuestion(Strict):
    """One question.

    scale: whole numbers from 1 to ``points``, with words for both ends; one_of, several_of: ``choices``; text: open.
    satisfied: which values count as being satisfied; groups: results are split by its answers."""

    code = code_field(longest=20, required=True)
    kind = choice_field(SURVEY_QUESTION_KINDS, required=True)
    text = Text(required=True, longest=500)
    required = fields.Boolean(load_default=True)
    choices = fields.List(
        fields.Nested(SurveyChoice), load_default=list, validate=validate.Length(0, MOST_CHOICES)
    )
    points = WholeNumber(lowest=2, highest=10, load_default=None, allow_none=True)
    lowest_text = Text(load_default="", shortest=0, longest=100)
    highest_text = Text(load_default="", shortest=0, longest=100)
    satisfied = fields.List(Text(longest=20), load_default=list, validate=validate.Length(0, MOST_CHOICES))
    groups = fields.Boolean(load_default=False)


class SurveyArea(Strict):
    """Where it is asked, and how many are to answer there."""

    unit = unit_field(required=True)
    sample = WholeNumber(lowest=0, highest=100_000, load_default=0)


class Questionnaire(Command):
    """overall: the question whose answer says whether somebody is satisfied altogether."""

    overall = code_field(longest=20, required=True)
    questions = fields.List(
        fields.Nested(SurveyQuestion), required=True, validate=validate.Length(1, MOST_QUESTIONS)
    )


class MakeSurvey(Questionnaire):
    """Draw a survey up, with the first version of its questions.  uses_tickets: each ticket answers once, and nobody
    without one does."""

    survey_id = survey_field()
    campaign = code_field(required=True)
    unit = unit_field(required=True)
    topic = choice_field(SURVEY_TOPICS, required=True)
    title = Text(required=True, longest=200)
    intro = Text(load_default="", shortest=0, longest=2000)
    opens_on = LocalDay(required=True)
    closes_on = LocalDay(required=True)
    uses_tickets = fields.Boolean(load_default=False)
    areas = fields.List(fields.Nested(SurveyArea), required=True, validate=validate.Length(1, MOST_AREAS))


class ReviseSurvey(Questionnaire):
    """A new version of the questions; what was answered keeps the version it was answered to."""

    survey_id = survey_field()


class SurveyStep(Command):
    """What all steps of a survey name."""

    survey_id = survey_field()


class OpenSurvey(SurveyStep):
    """Let people answer, within its days."""


class ExtendSurvey(SurveyStep):
    """Another last day."""

    closes_on = LocalDay(required=True)


class CloseSurvey(SurveyStep):
    """Count it; for good, because two countings would tell what came in between."""


class WithdrawSurvey(SurveyStep):
    """Give it up; nothing of it is published."""

    reason = Text(required=True, longest=500)


class IssueSurveyTickets(SurveyStep):
    """Tickets for people of an area, each of which answers once."""

    unit = unit_field(required=True)
    ticket_hashes = fields.List(
        _hash_field(), required=True, validate=validate.Length(1, MOST_TICKETS_AT_ONCE)
    )


class FindSurvey(SurveyStep):
    """The survey as whoever answers sees it."""


class ReadSurveyResults(SurveyStep):
    """Its results, as everybody may see them."""


class QuestionAnswered(Strict):
    """values: the number of a scale, or codes of choices; text: of an open question."""

    question = code_field(longest=20, required=True)
    values = fields.List(Text(longest=20), load_default=list, validate=validate.Length(0, MOST_CHOICES))
    text = Text(load_default="", shortest=0, longest=LONGEST_OPEN_TEXT)


class AnswerSurvey(SurveyStep):
    """One person's answers.  questionnaire: the version that was answered; unit: the area, where no ticket tells it.

    blind: a random value, so that what is kept to know this request again can't be found by trying all answers."""

    questionnaire = WholeNumber(lowest=1, highest=1000, required=True)
    unit = unit_field(load_default=None, allow_none=True)
    ticket_hash = _hash_field(load_default=None, allow_none=True)
    answers = fields.List(
        fields.Nested(QuestionAnswered), required=True, validate=validate.Length(1, MOST_QUESTIONS)
    )
    blind = _hash_field(load_default=None, allow_none=True)


class RecordSurveyAnswer(AnswerSurvey):
    """The same, written down by somebody of the office: with the person (assisted), or from paper."""

    unit = unit_field(required=True)
    channel = choice_field(CHANNELS, required=True)
    answered_on = LocalDay(required=True)


class LookAtSurveyTexts(SurveyStep):
    """Read what was answered in people's own words; every look is kept with its purpose."""

    purpose = Text(required=True, longest=300)
    after = fields.String(load_default="", validate=validate.Length(max=64))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 200))
