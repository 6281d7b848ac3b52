"""Commands about opinions (tiếng nói của người nghèo): what poor people wish, propose and complain of."""

from marshmallow import ValidationError, fields, validates_schema

from contracts.commands import Command
from contracts.fields import LocalDay, Text, choice_field, code_field, unit_field

OPINION_CATEGORIES = [
    "housing", "work", "loan", "healthcare", "schooling", "water", "land", "policy", "infrastructure", "other",
]
VOICES = ["self", "proxy", "anonymous"]
OPINION_STATUSES = ["recorded", "withdrawn"]


class RecordOpinion(Command):
    """Write an opinion down.

    voice: by the person (self), by somebody for them (proxy, who is named), or anonymously (nobody is named).
    summary: one line without names, which the lists show; text: what was said, which only those see who may.
    owner: the office that is to answer, by ``answer_due_on``; both can be told later."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    activity = code_field(load_default=None, allow_none=True)
    category = choice_field(OPINION_CATEGORIES, required=True)
    voice = choice_field(VOICES, required=True)
    voiced_on = LocalDay(required=True)
    summary = Text(required=True, longest=300)
    text = Text(required=True, longest=6000)
    asker_name = Text(longest=120, load_default="", shortest=0)
    asker_contact = Text(longest=300, load_default="", shortest=0)
    proxy_name = Text(longest=120, load_default="", shortest=0)
    owner = Text(longest=200, load_default="", shortest=0)
    answer_due_on = LocalDay(load_default=None, allow_none=True)

    @validates_schema(skip_on_field_errors=True)
    def _names_whom_its_voice_names(self, told: dict[str, str], **_: object) -> None:
        voice = told["voice"]
        if voice == "anonymous" and (told["asker_name"] or told["asker_contact"] or told["proxy_name"]):
            raise ValidationError("Ý kiến không nêu tên thì không ghi tên hay cách liên lạc của ai.", "voice")
        if voice != "anonymous" and not told["asker_name"]:
            raise ValidationError("Ghi tên người nêu ý kiến, hoặc chọn không nêu tên.", "asker_name")
        if (voice == "proxy") != bool(told["proxy_name"]):
            raise ValidationError("Nói thay thì ghi tên người nói thay; tự nói thì không.", "proxy_name")
        if told["answer_due_on"] and not told["owner"]:
            raise ValidationError("Có hạn trả lời thì ghi cơ quan trả lời.", "owner")


class AssignOpinion(Command):
    """Say which office is to answer, and by which day; also when it goes on to another office."""

    opinion_id = fields.String(required=True)
    owner = Text(required=True, longest=200)
    answer_due_on = LocalDay(required=True)


class AnswerOpinion(Command):
    """Write down what the office answered, on which day.  An asker who isn't satisfied may be answered again."""

    opinion_id = fields.String(required=True)
    answered_on = LocalDay(required=True)
    text = Text(required=True, longest=6000)


class ResolveOpinion(Command):
    """Write down that the matter itself is settled, and how; that is more than an answer."""

    opinion_id = fields.String(required=True)
    resolved_on = LocalDay(required=True)
    how = Text(required=True, longest=2000)


class JudgeOpinion(Command):
    """Write down what the asker says of it all."""

    opinion_id = fields.String(required=True)
    judged_on = LocalDay(required=True)
    satisfied = fields.Boolean(required=True)
    note = Text(longest=1000, load_default="", shortest=0)


class WithdrawOpinion(Command):
    """Take back an opinion that was written down wrongly."""

    opinion_id = fields.String(required=True)
    cause = Text(required=True, longest=300)


class LookAtAsker(Command):
    """Read who asked; who looks says why, and the look is kept."""

    opinion_id = fields.String(required=True)
    purpose = Text(required=True, longest=200, shortest=5)
