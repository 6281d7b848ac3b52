"""What the gateway may ask of a service: one marshmallow schema per command, grouped by the service that owns it."""

from marshmallow import fields

from contracts.shapes import Strict


class Command(Strict):
    """Base of all commands."""


class ById(Command):
    """Read one resource of a service by its id."""

    id = fields.String(required=True)
