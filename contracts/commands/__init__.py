"""What the gateway may ask of a service: one marshmallow schema per command, grouped by the service that owns it."""

from contracts.shapes import Strict


class Command(Strict):
    """Base of all commands."""
