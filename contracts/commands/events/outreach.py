"""Commands about outreach: what was told of the campaign, where and when."""

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.fields import END, LocalDay, Text, choice_field, code_field, unit_field

OUTREACH_FORMS = ["article", "broadcast", "video", "post", "meeting", "poster"]


class RecordOutreach(Command):
    """Write down an article, a broadcast or another piece of outreach, once it is out.

    ``outlet``: the paper, broadcaster or place; ``good_example``: it tells of a model that others can follow."""

    campaign = code_field(required=True)
    unit = unit_field(required=True)
    form = choice_field(OUTREACH_FORMS, required=True)
    title = Text(required=True, longest=300)
    outlet = Text(required=True, longest=200)
    published_on = LocalDay(required=True)
    address = fields.String(
        load_default="",
        validate=validate.Regexp(rf"^(https?://\S{{1,500}})?{END}", error="Phải là địa chỉ https://… hoặc để trống."),
    )
    good_example = fields.Boolean(load_default=False)


class WithdrawOutreach(Command):
    """Take back a piece that was written down wrongly."""

    outreach_id = fields.String(required=True)
    cause = Text(required=True, longest=300)
