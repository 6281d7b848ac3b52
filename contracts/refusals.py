"""How every part of the product says no.

A rule refuses by raising a named subclass of :class:`Refusal`.  The name becomes a stable ``code`` on the wire
and in the API, so a program can tell refusals apart; ``message`` and ``remedy`` are Vietnamese for a person.
"""

from __future__ import annotations

import re
from typing import Any, Literal

Kind = Literal["invalid", "not_found", "conflict", "forbidden", "unavailable", "moved"]


class Refusal(Exception):
    """A command was understood and refused; nothing was written.

    kind: what sort of refusal it is, the same for a whole class; the gateway maps it to an HTTP status in one table.
    Instance attributes
        code: stable snake_case name, made from the class name.
        message: what is wrong, in Vietnamese.
        field: path of the field at fault ("amount_vnd", "entries.0.unit"), or None.
        remedy: what would be right, in Vietnamese.
        facts: numbers and names behind the refusal (JSON values only).
    """

    kind: Kind = "invalid"

    def __init__(self, message: str, *, field: str | None = None, remedy: str = "", **facts: Any) -> None:
        super().__init__(message)
        self.code = _snake(type(self).__name__)
        self.message = message
        self.field = field
        self.remedy = remedy
        self.facts = facts

    def to_wire(self) -> dict[str, Any]:
        """The refusal as JSON values, as it crosses RPC."""
        return {
            "code": self.code,
            "kind": self.kind,
            "message": self.message,
            "field": self.field,
            "remedy": self.remedy,
            "facts": self.facts,
        }


class RemoteRefusal(Refusal):
    """A refusal decided by another process, rebuilt from the wire with its own code and kind."""

    def __init__(self, wire: dict[str, Any]) -> None:
        super().__init__(wire["message"], field=wire.get("field"), remedy=wire.get("remedy") or "")
        self.facts = dict(wire.get("facts") or {})
        self.code = wire["code"]
        self.kind = wire.get("kind", "invalid")


class InvalidCommand(Refusal):
    """The shape of a command is wrong.  ``facts["errors"]`` lists every field with what is wrong."""


class NotFound(Refusal):
    """The named thing does not exist."""

    kind = "not_found"


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
