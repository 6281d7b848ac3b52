"""How a service answers a command: ``{"ok": …}``, ``{"refused": …}`` or ``{"away": …}``.

Errors cross the wire as stable codes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any

import orjson
import structlog
from marshmallow import ValidationError

from contracts.commands import Command
from contracts.refusals import InvalidCommand, Refusal
from messaging.context import CommandContext
from messaging.metrics import COMMAND_SECONDS
from messaging.unit_of_work import StoreAway
from runtime.clock import utc_now

log = structlog.get_logger()

Answer = dict[str, Any]
Method = Callable[[Any, dict[str, Any], CommandContext], dict[str, Any]]


def answers(schema: type[Command]) -> Callable[[Method], Callable[[Any, dict[str, Any], dict[str, Any]], Answer]]:
    """Turn ``method(self, command, context)`` into an RPC method that takes and gives JSON values.

    The payload is loaded by ``schema``; a shape error, a :class:`Refusal` and an unreachable database become answers.
    A command whose deadline has passed is not begun: its caller has gone and may have asked again."""

    def decorate(method: Method) -> Callable[[Any, dict[str, Any], dict[str, Any]], Answer]:
        loader = schema()

        def decide(self: Any, payload: dict[str, Any], asked: CommandContext) -> Answer:
            try:
                if utc_now() >= asked.deadline_at:
                    return {"away": "deadline"}
                result = method(self, loader.load(payload), replace(asked, sent=payload))
                return {"ok": orjson.loads(orjson.dumps(result))}
            except ValidationError as error:
                return {"refused": shape_refusal(error).to_wire()}
            except Refusal as refusal:
                log.info("command_refused", command=method.__name__, code=refusal.code, field=refusal.field)
                return {"refused": refusal.to_wire()}
            except StoreAway as error:
                log.warning("store_away", command=method.__name__, error=str(error))
                return {"away": "store"}

        @wraps(method)
        def answer(self: Any, payload: dict[str, Any], context: dict[str, Any]) -> Answer:
            asked = CommandContext.from_wire(context)
            structlog.contextvars.bind_contextvars(correlation_id=asked.correlation_id)
            begun, outcome = time.perf_counter(), "failed"
            try:
                decided = decide(self, payload, asked)
                outcome = next(iter(decided))
                return decided
            finally:
                COMMAND_SECONDS.labels(method.__name__, outcome).observe(time.perf_counter() - begun)
                structlog.contextvars.unbind_contextvars("correlation_id")

        return answer

    return decorate


def shape_refusal(error: ValidationError) -> InvalidCommand:
    """A marshmallow error as a refusal: first field in ``field``, all of them in ``facts["errors"]``."""
    problems = flatten(error.normalized_messages())
    first = problems[0]
    return InvalidCommand(
        first["message"], field=first["field"], remedy="Sửa trường này rồi gửi lại.", errors=problems
    )


def flatten(messages: Any, path: str = "") -> list[dict[str, str]]:
    """marshmallow's nested messages as a flat list of ``{"field": "entries.0.unit", "message": …}``."""
    if isinstance(messages, dict):
        found: list[dict[str, str]] = []
        for key, below in messages.items():
            here = path if key == "_schema" else f"{path}.{key}".lstrip(".")
            found += flatten(below, here)
        return found
    return [{"field": path, "message": str(m)} for m in (messages if isinstance(messages, list) else [messages])]
