"""Commands about the days of activities that plans leave open ("thời gian cụ thể có thông báo sau")."""

from contracts.commands import Command
from contracts.fields import LocalDay, Text, code_field


class AnnounceDays(Command):
    """Say on which days an activity takes place, or on which others; ``document``: the notice that says so."""

    activity = code_field(required=True)
    starts_on = LocalDay(required=True)
    ends_on = LocalDay(required=True)
    announced_on = LocalDay(required=True)
    document = Text(required=True, longest=200)
