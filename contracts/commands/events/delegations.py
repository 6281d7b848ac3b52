"""Commands about delegations: who goes where."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.fields import LocalDay, Text, choice_field, code_field, unit_field

PURPOSES = ["great_unity_day", "study_visit", "house_survey", "house_acceptance", "house_hand_over", "gift_visit"]
ANSWERS = ["invited", "coming", "declined"]
DELEGATION_STATUSES = ["formed", "went", "called_off"]
MOST_MEMBERS = 100
MOST_HOUSES = 100


class MemberSpec(Command):
    """Somebody who goes, or was invited to."""

    name = Text(required=True, longest=120)
    office = Text(required=True, longest=200)
    answer = choice_field(ANSWERS, load_default="coming")


class DelegationSpec(Command):
    """What can change of a delegation until it goes.

    ``visits_unit`` and ``place``: where to, a unit of ours or somewhere else; ``goes_on``: null while the day is to be
    announced; ``house_ids``: the houses of donations that it looks at or hands over."""

    head = fields.Nested(MemberSpec, required=True)
    members = fields.List(
        fields.Nested(MemberSpec), load_default=list, validate=validate.Length(max=MOST_MEMBERS)
    )
    visits_unit = unit_field(load_default=None, allow_none=True)
    place = Text(required=True, longest=300)
    goes_on = LocalDay(load_default=None, allow_none=True)
    house_ids = fields.List(
        Text(longest=60), load_default=list, validate=validate.Length(max=MOST_HOUSES)
    )


class FormDelegation(DelegationSpec):
    """A delegation of an activity is formed, by ``unit``."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    activity = code_field(required=True)
    purpose = choice_field(PURPOSES, required=True)


class ChangeDelegation(DelegationSpec):
    """Bring it to this state: another head, members, day, place or houses."""

    delegation_id = fields.String(required=True)


class CallOffDelegation(Command):
    """It does not go."""

    delegation_id = fields.String(required=True)
    cause = Text(required=True, longest=300)
