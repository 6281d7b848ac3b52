"""The base of everything that comes in from outside."""

from marshmallow import RAISE, Schema


class Strict(Schema):
    """An unknown field is an error, so that a slip of the pen is never silently dropped."""

    class Meta:
        unknown = RAISE

    error_messages = {"unknown": "Không có trường này.", "type": "Phải là một đối tượng JSON."}


class Nothing(Strict):
    """A step of which nothing needs to be said."""
