"""The envelope of every event: CloudEvents 1.0, structured mode, as JSON."""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from dataclasses import dataclass
from typing import Any

import orjson
from marshmallow import ValidationError

from contracts.events import EventData
from contracts.plain import is_plain
from contracts.registry import EVENTS
from runtime.clock import wire_instant

CONTENT_TYPE = "application/cloudevents+json"


class PoisonMessage(Exception):
    """A message that no retry will ever make right: not JSON, not an envelope, an unknown type or a broken body."""


@dataclass(frozen=True, slots=True)
class Envelope:
    """One event.

    ``data`` holds JSON values as on the wire; :meth:`loaded` gives them as Python values.  ``aggregate_version`` is
    the version of the row for an event about one thing, and 0 for a list (there each row carries its own).
    """

    id: str
    type: str
    subject: str
    time: dt.datetime
    data: dict[str, Any]
    aggregate_version: int
    correlation_id: str
    causation_id: str

    @property
    def source(self) -> str:
        """The service that said it."""
        return self.type.partition(".")[0]

    def loaded(self) -> dict[str, Any]:
        """The body as Python values (days and instants parsed).  Raises :class:`PoisonMessage`."""
        try:
            return dict(_schema_of(self.type).load(self.data))
        except KeyError:
            raise PoisonMessage(f"unknown event type {self.type!r}") from None
        except ValidationError as error:
            raise PoisonMessage(f"{self.type}: {error.messages}") from None

    def check(self) -> None:
        """Raises :class:`PoisonMessage` when the body breaks its contract; :meth:`loaded` without its result."""
        if self.type not in EVENTS or not is_plain(self.type, self.data):
            self.loaded()

    def to_bytes(self) -> bytes:
        """The envelope as it goes over the wire and into the outbox."""
        return orjson.dumps(
            {
                "specversion": "1.0",
                "id": self.id,
                "source": f"/chungtay/{self.source}",
                "type": self.type,
                "subject": self.subject,
                "time": wire_instant(self.time),
                "datacontenttype": "application/json",
                "dataschema": f"urn:chungtay:{self.type}",
                "aggregateversion": self.aggregate_version,
                "correlationid": self.correlation_id,
                "causationid": self.causation_id,
                "data": self.data,
            }
        )

    @classmethod
    def from_bytes(cls, body: bytes | str) -> Envelope:
        """Read an envelope.  Raises :class:`PoisonMessage` that names what is wrong."""
        return cls.from_wire(json_of(body))

    @classmethod
    def from_wire(cls, wire: Any) -> Envelope:
        """Read an envelope from its JSON values.  Raises :class:`PoisonMessage` that names what is wrong."""
        if not isinstance(wire, dict) or wire.get("specversion") != "1.0":
            raise PoisonMessage("not a CloudEvents 1.0 envelope")
        if not isinstance(wire.get("type"), str) or wire["type"] not in EVENTS:
            raise PoisonMessage(f"unknown event type {wire.get('type')!r}")
        try:
            return cls(
                id=_text(wire, "id"),
                type=wire["type"],
                subject=_text(wire, "subject"),
                time=_instant(wire, "time"),
                data=_object(wire, "data"),
                aggregate_version=int(wire["aggregateversion"]),
                correlation_id=_text(wire, "correlationid"),
                causation_id=_text(wire, "causationid"),
            )
        except (KeyError, OverflowError, TypeError, ValueError) as error:
            raise PoisonMessage(f"broken envelope: {error!r}") from None


def json_of(body: bytes | str) -> Any:
    """The JSON values in a message.  Raises :class:`PoisonMessage`."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise PoisonMessage(f"not JSON: {error}") from None


@functools.cache
def _schema_of(event_type: str) -> EventData:
    # Made once: making a schema costs more than loading a body with it.
    return EVENTS[event_type]()


def new_event_id() -> str:
    """A fresh event id."""
    return uuid.uuid4().hex


def _text(wire: dict[str, Any], name: str) -> str:
    value = wire[name]
    if not isinstance(value, str) or not value:
        raise ValueError(f"{name} must be a non-empty string")
    return value


def _instant(wire: dict[str, Any], name: str) -> dt.datetime:
    value = dt.datetime.fromisoformat(wire[name])
    if value.tzinfo is None:
        raise ValueError(f"{name} must say its offset from UTC")
    return value


def _object(wire: dict[str, Any], name: str) -> dict[str, Any]:
    value = wire[name]
    if not isinstance(value, dict):
        raise ValueError(f"{name} must be an object")
    return value
