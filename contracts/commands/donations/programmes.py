"""Commands about programmes of support and their ceilings."""

from marshmallow import ValidationError, fields, validate, validates_schema

from contracts.commands import Command
from contracts.commands.donations.support import SUPPORT_KINDS
from contracts.fields import LocalDay, Text, Vnd, WholeNumber, choice_field, code_field


class SaveProgramme(Command):
    """Make a programme, or bring it to this state (natural key: ``code``).

    ceiling_vnd: the most for one household, by ``decision``, on the days from ``valid_from`` to ``valid_to``;
    several_per_household: whether a household may have more than one of its kind.  seen_version: the version that
    whoever changes it has seen, 0 of a new one; left out, whatever it is now."""

    code = code_field(required=True)
    campaign = code_field(required=True)
    kind = choice_field(SUPPORT_KINDS, required=True)
    name = Text(required=True, longest=200)
    ceiling_vnd = Vnd(required=True)
    decision = Text(required=True, longest=200)
    valid_from = LocalDay(required=True)
    valid_to = LocalDay(load_default=None, allow_none=True)
    several_per_household = fields.Boolean(load_default=False)
    seen_version = WholeNumber(lowest=0, highest=10**9, load_default=None, allow_none=True)

    @validates_schema(skip_on_field_errors=True)
    def _ends_after_it_begins(self, told: dict[str, object], **_: object) -> None:
        if told["valid_to"] is not None and told["valid_to"] < told["valid_from"]:  # type: ignore[operator]
            raise ValidationError("Ngày kết thúc đứng trước ngày bắt đầu.", "valid_to")


class ListProgrammes(Command):
    """The programmes of a campaign, by kind and day."""

    campaign = code_field(required=True)
    kind = fields.String(
        load_default=None, allow_none=True,
        validate=validate.OneOf(SUPPORT_KINDS, error="Phải là một trong: {choices}."),
    )
