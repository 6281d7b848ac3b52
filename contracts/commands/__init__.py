"""What the gateway may ask of a service: one marshmallow schema per command, grouped by the service that owns it."""

from marshmallow import RAISE, Schema


class Command(Schema):
    """Base of all commands: an unknown field is an error, so that a slip of the pen is never silently dropped."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "Không có trường này.", "type": "Phải là một đối tượng JSON."}
