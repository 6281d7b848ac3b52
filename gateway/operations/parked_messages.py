"""Parked messages, looked at and settled through the gateway: by the code of `chungtay dead-letters`, with a record.

What a message says is not shown: it may name people, whom an administrator does not see.  The record of a step is
written before the step is taken and completed after it, so that none is ever without one."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, TypeVar

from bson import ObjectId
from mongoengine import DateTimeField, Document, StringField

from contracts.refusals import NotFound
from gateway.database import ALIAS
from messaging import dead_letters
from messaging.dead_letters import DeadLetter
from messaging.publisher import BrokerAway
from messaging.rpc_client import ServiceAway

T = TypeVar("T")
Step = Literal["replayed", "discarded"]

BROKER = "broker"
LONGEST_WHY = 300
LOOKS = 3
LOOKS_AGAIN_SECONDS = 0.3

_one_at_a_time = threading.Lock()
"""Whoever looks holds all of a queue for a moment; another thread would find it empty."""


class MessageNotParked(NotFound):
    """No such message is parked (any more)."""


class ParkedMessageStep(Document):
    """Somebody sent a parked message again, or dropped it.  ``done_at`` is missing where the process died meanwhile:
    then the message is still parked, or was sent and is parked again only if it fails again."""

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": ALIAS, "collection": "parked_message_steps", "auto_create_index": False,
        "indexes": [{"fields": ["by", "asked_under"], "unique": True}],
    }

    at = DateTimeField(required=True)
    by = StringField(required=True)
    asked_under = StringField(required=True)
    message_id = StringField(required=True)
    queue = StringField(required=True)
    type = StringField(required=True)
    reason = StringField(required=True)
    step = StringField(required=True, choices=["replayed", "discarded"])
    why = StringField(required=True, max_length=LONGEST_WHY)
    done_at = DateTimeField(null=True)


@dataclass(frozen=True)
class Parked:
    """What is parked, as far as it is looked at, and by queue how many stand behind it."""

    letters: list[DeadLetter]
    beyond: dict[str, int]


@dataclass(frozen=True)
class Asked:
    """What somebody wants done with a parked message, and why; ``key`` names the request, so that it counts once."""

    step: Step
    why: str
    by: str
    key: str


def prepare() -> None:
    """Make the collection and its index.  Call at boot."""
    ParkedMessageStep.ensure_indexes()


def look(amqp_url: str) -> Parked:
    """Parked messages, those that wait longest first.  Raises `ServiceAway` when the broker is."""
    letters, beyond = _asking(lambda: (dead_letters.look(amqp_url), dead_letters.not_looked_at(amqp_url)))
    return Parked(sorted(letters, key=lambda letter: letter.parked_at), beyond)


def find(amqp_url: str, message_id: str) -> DeadLetter:
    """One of them.  Raises `MessageNotParked` or `ServiceAway`."""
    for again in range(LOOKS):
        if again:  # what another process looks at comes back a moment later
            time.sleep(LOOKS_AGAIN_SECONDS)
        for letter in look(amqp_url).letters:
            if letter.id == message_id:
                return letter
    raise MessageNotParked(
        "Tin này không còn nằm trong hàng tin hỏng.", field="id",
        remedy="Xem lại danh sách: có thể đã gửi lại, đã bỏ, hoặc đang được xử lý.",
    )


def settle(amqp_url: str, message_id: str, asked: Asked, now: dt.datetime) -> dict[str, Any]:
    """Send it to its own queue again, or drop it for good; the record of it.  Asked twice, it is done once.

    Raises `MessageNotParked` or `ServiceAway`."""
    record = ParkedMessageStep.objects(by=asked.by, asked_under=asked.key).first()
    if record is not None and record.done_at:
        return told(record)
    letter = find(amqp_url, message_id)
    record = record or ParkedMessageStep(
        at=now, by=asked.by, asked_under=asked.key, message_id=letter.id, queue=letter.queue, type=letter.type or "?",
        reason=letter.reason, step=asked.step, why=asked.why,
    ).save()
    do = dead_letters.replay if record.step == "replayed" else dead_letters.discard
    if _asking(lambda: do(amqp_url, record.message_id)) is None:
        record.delete()  # somebody else was quicker, and has the record
        raise MessageNotParked("Tin này vừa được người khác xử lý.", field="id", remedy="Xem lại danh sách.")
    record.update(set__done_at=now)
    record.reload()
    return told(record)


def steps(before: str | None, most: int) -> list[dict[str, Any]]:
    """What was done with parked messages, newest first, older than the step ``before``."""
    found = ParkedMessageStep.objects
    if before:
        found = found.filter(id__lt=ObjectId(before))
    return [told(one) for one in found.order_by("-id").limit(most)]


def told(record: ParkedMessageStep) -> dict[str, Any]:
    """A step as it is shown."""
    names = ("at", "by", "message_id", "queue", "type", "reason", "step", "why", "done_at")
    return {"step_id": str(record.id)} | {name: getattr(record, name) for name in names}


def _asking(ask: Callable[[], T]) -> T:
    try:
        with _one_at_a_time:
            return ask()
    except BrokerAway as error:
        raise ServiceAway(BROKER, str(error)) from error
