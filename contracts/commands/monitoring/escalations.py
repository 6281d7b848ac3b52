"""Commands about letters to the superior level of the Front, where no written reply came in time."""

from marshmallow import fields

from contracts.commands import Command
from contracts.fields import LocalDay, Text

ESCALATION_STATUSES = ["drafted", "sent", "dropped"]


class EscalationStep(Command):
    """What all steps of such a letter name."""

    escalation_id = fields.String(required=True)


class SendEscalation(EscalationStep):
    """The letter went out."""

    sent_on = LocalDay(required=True)
    document_number = Text(required=True, longest=100)


class DropEscalation(EscalationStep):
    """The letter is not needed after all."""

    reason = Text(required=True, longest=1000)
