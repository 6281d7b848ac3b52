"""Commands about the run sheet of an activity (kịch bản điều hành): what is planned on stage, and what happens."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.fields import Instant, Text, WholeNumber, choice_field, code_field

CUE_KINDS = ["cheque", "award", "gift", "scholarship"]

RECORD_OF_CUE = {"cheque": "pledge", "award": "honour", "gift": "payment", "scholarship": "payment"}
"""What each kind of cue is bound to: a symbolic cheque to a pledge, an award to an honour, a gift and a scholarship to
support that is paid."""

MOST_STEPS = 100
MOST_CUES_OF_A_STEP = 60


class CueSpec(Command):
    """Something handed over on stage, and the record that says whether it is true.  ``label``: what is called out."""

    code = code_field(required=True)
    kind = choice_field(CUE_KINDS, required=True)
    record_id = Text(required=True, longest=60)
    label = Text(required=True, longest=300)


class StepSpec(Command):
    """One step.  ``starts_at``: its planned start; what lies between its end and the next start is a buffer, which a
    delay eats up first.  ``owner``: who brings it on; ``call``: the stage manager's words."""

    code = code_field(required=True)
    title = Text(required=True, longest=600)
    owner = Text(longest=200, load_default="", shortest=0)
    call = Text(longest=600, load_default="", shortest=0)
    starts_at = Instant(required=True)
    duration_minutes = WholeNumber(lowest=1, highest=600, required=True)
    cues = fields.List(fields.Nested(CueSpec), load_default=list, validate=validate.Length(max=MOST_CUES_OF_A_STEP))


class PlanRunSheet(Command):
    """Make the run sheet of an activity, or bring it to this state (natural key: ``activity``).

    Steps that have begun stay where they are and keep their times; their cues may still change."""

    activity = code_field(required=True)
    late_after_minutes = WholeNumber(lowest=1, highest=120, load_default=5)
    steps = fields.List(fields.Nested(StepSpec), required=True, validate=validate.Length(1, MOST_STEPS))


class StartStep(Command):
    """A step begins, now unless told; one that is not the next goes ahead of those that wait.

    ``finish_running``: the step that runs ends at the same instant."""

    activity = code_field(required=True)
    step = code_field(required=True)
    at = Instant(load_default=None, allow_none=True)
    finish_running = fields.Boolean(load_default=False)


class FinishStep(Command):
    """The running step ends, now unless told."""

    activity = code_field(required=True)
    step = code_field(required=True)
    at = Instant(load_default=None, allow_none=True)


class SkipStep(Command):
    """A step that hasn't begun is left out."""

    activity = code_field(required=True)
    step = code_field(required=True)
    cause = Text(required=True, longest=300)


class TakeBackStep(Command):
    """Undo the last thing said of a step: pressed by mistake."""

    activity = code_field(required=True)
    step = code_field(required=True)


class MarkCue(Command):
    """Say of one cue that it was not handed over though its step was on stage, and why; or take that back."""

    activity = code_field(required=True)
    step = code_field(required=True)
    cue = code_field(required=True)
    handed_over = fields.Boolean(required=True)
    note = Text(longest=300, load_default="", shortest=0)


class OrderSteps(Command):
    """The steps that wait go on in this order, in the times that were planned for them."""

    activity = code_field(required=True)
    steps = fields.List(code_field(), required=True, validate=validate.Length(1, MOST_STEPS))


class CloseRunSheet(Command):
    """The show is over: each cue is settled or listed as open from now on."""

    activity = code_field(required=True)
