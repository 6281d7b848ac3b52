"""Commands about lists of guests that were sent in whole: what became of one, and taking it back."""

from typing import Any

from marshmallow import fields, validate

from contracts.commands import Command
from contracts.fields import END, Text, code_field


def list_id_field(**options: Any) -> fields.String:
    """Which list a guest came by: an id that whoever sent it in gave it."""
    well_formed = validate.Regexp(rf"^[0-9A-Za-z_-]{{8,64}}{END}", error="Mã danh sách chưa đúng.")
    return fields.String(validate=well_formed, **options)


class ListGuestLists(Command):
    """The lists that were sent in for an activity, the newest first."""

    activity = code_field(required=True)


class GetGuestList(Command):
    """What became of the guests of one list."""

    activity = code_field(required=True)
    list_id = list_id_field(required=True)


class UndoGuestList(Command):
    """Take back the guests whom a list registered and who have done nothing since: a part of them at a time."""

    activity = code_field(required=True)
    list_id = list_id_field(required=True)
    reason = Text(required=True, longest=300)
