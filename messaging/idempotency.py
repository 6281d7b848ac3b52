"""The same key and the same payload give the first answer again; another payload is refused.  Kept for good.

A payload is known again by what was sent, not by what it was loaded to: a command that gains an optional field in an
upgrade still knows the requests from before it.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from contracts.refusals import Refusal
from messaging.context import CommandContext
from messaging.unit_of_work import UnitOfWork

COLLECTION = "idempotency_keys"

Json = dict[str, Any]


class IdempotencyKeyReused(Refusal):
    """The key was used before for something else."""

    def __init__(self) -> None:
        super().__init__(
            "Phiếu này đã gửi trước đó với nội dung khác.",
            field="Idempotency-Key",
            remedy="Mở phiếu mới rồi điền lại; chương trình thì gửi lại đúng nội dung cũ, hoặc đặt khóa mới.",
        )


def fingerprint(payload: dict[str, Any]) -> str:
    """A hash of a payload as it was sent that does not depend on the order of its fields."""
    return hashlib.sha256(orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)).hexdigest()


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """What a key was first used for, and what was answered."""

    id: str
    fingerprint: str
    answer: bytes

    @classmethod
    def to(cls, scope: str, key: str, payload: dict[str, Any], answer: dict[str, Any]) -> FirstAnswer:
        """The answer to a payload, under ``key`` within ``scope`` (the command's name)."""
        return cls(f"{scope}:{key}", fingerprint(payload), orjson.dumps(answer))

    def again(self, payload: dict[str, Any]) -> dict[str, Any]:
        """The first answer, for the same payload.  Raises :class:`IdempotencyKeyReused` for another one."""
        if fingerprint(payload) != self.fingerprint:
            raise IdempotencyKeyReused
        return dict(orjson.loads(self.answer))


Work = Callable[[UnitOfWork, Json, CommandContext], Json]


def once(work: Work) -> Work:
    """Make a command answer the same key with its first answer: ``@once`` above ``def do_it(uow, command, context)``.

    The answer is remembered in the transaction of the work.  Without a key, the work simply runs.  One key may serve
    two commands, because answers are kept under the command's name too.
    The command raises :class:`IdempotencyKeyReused` besides what it raises itself."""

    @functools.wraps(work)
    def run(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
        name, key = work.__name__, context.idempotency_key
        if key is None:
            return work(uow, command, context)
        sent = command if context.sent is None else context.sent
        found = recall_many(uow, name, [key]).get(key)
        if found is not None:
            return found.again(sent)
        answer = work(uow, command, context)
        remember_many(uow, [FirstAnswer.to(name, key, sent, answer)])
        return answer

    return run


def recall_many(uow: UnitOfWork, scope: str, keys: Sequence[str]) -> dict[str, FirstAnswer]:
    """First answers by key; keys never used before are left out."""
    ids = {f"{scope}:{key}": key for key in keys}
    found = uow.db[COLLECTION].find({"_id": {"$in": list(ids)}})
    return {ids[f["_id"]]: FirstAnswer(f["_id"], f["fingerprint"], f["answer"]) for f in found}


def remember_many(uow: UnitOfWork, answers: Sequence[FirstAnswer]) -> None:
    """Keep answers inside the transaction that made them true."""
    if answers:
        uow.db[COLLECTION].insert_many(
            [
                {"_id": a.id, "fingerprint": a.fingerprint, "answer": a.answer, "answered_at": uow.now}
                for a in answers
            ],
            ordered=False,
        )
