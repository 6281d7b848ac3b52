"""The same key and the same payload give the first answer again; another payload is refused.  Kept for good."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

import orjson

from contracts.refusals import Refusal
from messaging.context import CommandContext
from messaging.unit_of_work import UnitOfWork

COLLECTION = "idempotency_keys"


class IdempotencyKeyReused(Refusal):
    """The key was used before for something else."""

    def __init__(self) -> None:
        super().__init__(
            "Khóa Idempotency-Key này đã dùng cho một yêu cầu có nội dung khác.",
            field="Idempotency-Key",
            remedy="Gửi lại đúng nội dung cũ, hoặc tạo khóa mới cho yêu cầu mới.",
        )


def fingerprint(payload: dict[str, Any]) -> str:
    """A hash of a loaded payload that does not depend on the order of its fields."""
    return hashlib.sha256(orjson.dumps(payload, option=orjson.OPT_SORT_KEYS)).hexdigest()


def once(
    uow: UnitOfWork, scope: str, context: CommandContext, payload: dict[str, Any],
    work: Callable[[], dict[str, Any]],
) -> dict[str, Any]:
    """Run ``work`` unless this key has its answer already; remember the answer in the same transaction.

    ``scope`` names the command, so that one key may serve two commands.  Without a key, ``work`` simply runs.
    Raises :class:`IdempotencyKeyReused`."""
    if context.idempotency_key is None:
        return work()
    found = recall(uow, scope, context.idempotency_key, payload)
    if found is not None:
        return found
    answer = work()
    remember(uow, scope, context.idempotency_key, payload, answer)
    return answer


def recall(uow: UnitOfWork, scope: str, key: str, payload: dict[str, Any]) -> dict[str, Any] | None:
    """The first answer given under this key, or None.  Raises :class:`IdempotencyKeyReused`."""
    found = uow.db[COLLECTION].find_one({"_id": f"{scope}:{key}"})
    if found is None:
        return None
    if found["fingerprint"] != fingerprint(payload):
        raise IdempotencyKeyReused
    return dict(orjson.loads(found["answer"]))


def remember(uow: UnitOfWork, scope: str, key: str, payload: dict[str, Any], answer: dict[str, Any]) -> None:
    """Keep the answer under the key, inside the transaction that made it true."""
    uow.db[COLLECTION].insert_one(
        {
            "_id": f"{scope}:{key}", "fingerprint": fingerprint(payload),
            "answer": orjson.dumps(answer), "answered_at": uow.now,
        }
    )
