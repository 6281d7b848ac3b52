"""Commands about relief after disasters: the call, its clocks, and goods handed out."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.fields import END, LocalDay, Text, Vnd, WholeNumber, code_field, unit_field

MOST_DAYS = 3650
MOST_REFS = 100


def _refs() -> fields.List:
    """Numbers or codes of damage reports and needs, as their own registers write them: no names of people."""
    return fields.List(Text(longest=120), load_default=list, validate=validate.Length(max=MOST_REFS))


class SaveReliefRule(Command):
    """How long relief may be received and handed out, from a day on (natural key: ``from_on``), by which document."""

    from_on = LocalDay(required=True)
    receiving_days = WholeNumber(lowest=1, highest=MOST_DAYS, required=True)
    distribution_days = WholeNumber(lowest=1, highest=MOST_DAYS, required=True)
    citation = Text(required=True, longest=300)


class CallRelief(Command):
    """The call (văn bản kêu gọi) starts the clocks of a campaign of kind ``relief``.

    Days left out are those of the rule in force on ``called_on``; more than those takes an extension."""

    campaign = code_field(required=True)
    called_on = LocalDay(required=True)
    disaster = Text(required=True, longest=300)
    document_number = Text(required=True, longest=60)
    document_issuer = Text(required=True, longest=200)
    document_on = LocalDay(required=True)
    receiving_days = WholeNumber(lowest=1, highest=MOST_DAYS, load_default=None, allow_none=True)
    distribution_days = WholeNumber(lowest=1, highest=MOST_DAYS, load_default=None, allow_none=True)
    damage_refs = _refs()


class ExtendRelief(Command):
    """Later ends, with the reason and the decision; a day left out stays as far from the other as it was."""

    campaign = code_field(required=True)
    receiving_until_on = LocalDay(load_default=None, allow_none=True)
    distribute_until_on = LocalDay(load_default=None, allow_none=True)
    document_number = Text(required=True, longest=60)
    reason = Text(required=True, longest=1000)


class LinkDamage(Command):
    """Further damage reports or needs that the relief answers."""

    campaign = code_field(required=True)
    damage_refs = fields.List(Text(longest=120), required=True, validate=validate.Length(1, MOST_REFS))


class ReliefItem(Command):
    """Goods of one kind.  ``quantity`` is a decimal number as text; ``value_vnd`` is the stated value of all of it."""

    name = Text(required=True, longest=120)
    quantity = fields.String(
        required=True,
        validate=validate.Regexp(
            rf"^(?!0*(\.0+)?$)[0-9]{{1,9}}(\.[0-9]{{1,3}})?{END}", error="Số lượng lớn hơn 0, ví dụ 12 hoặc 2.5."
        ),
    )
    measure = Text(required=True, longest=30)
    value_vnd = Vnd(minimum=0, required=True)


class RecordDistribution(Command):
    """Goods handed out.  ``for_whom`` and ``place`` are published as they stand: no names of people.

    Money is handed out as support, which the journal knows of; goods that were taken into the store are handed out of
    it (``hand_out_goods``) and are published from there.  This is for goods that went straight to those in need."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    distributed_on = LocalDay(required=True)
    for_whom = Text(required=True, longest=300)
    place = Text(required=True, longest=200)
    households = WholeNumber(lowest=1, highest=10**6, required=True)
    items = fields.List(fields.Nested(ReliefItem), required=True, validate=validate.Length(1, 50))
    need_refs = _refs()


class WithdrawDistribution(Command):
    """The distribution was written down wrongly; it stays, marked, with the reason."""

    distribution_id = fields.String(required=True, validate=validate.Length(max=40))
    reason = Text(required=True, longest=500)
