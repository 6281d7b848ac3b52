"""What MongoDB's errors mean for an event: wait and try the same again, or give this event up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pymongo.errors import ExecutionTimeout, OperationFailure, PyMongoError, WTimeoutError

MOST_REFUSALS = 5
"""How often MongoDB may refuse an event before that counts as its last word."""

_OF_THE_SERVER = frozenset({
    6, 7, 89, 91, 189, 10107, 11600, 11602, 13435, 13436,  # unreachable, stepping down, shutting down
    24, 50, 112, 202, 225, 251, 262, 290,  # busy: locks, time limits, conflicts, transactions that ended
    13, 18, 8000,  # not let in: the operator's to mend, says nothing about the event
    133, 134, 246, 14031,  # no primary, snapshot gone, disk full
})
"""Codes of errors that say something about the server and nothing about what it was asked to keep."""

_PASSING = ("TransientTransactionError", "UnknownTransactionCommitResult", "RetryableWriteError")


def refuses_the_event(error: PyMongoError) -> bool:
    """Whether MongoDB was there and able, and would not have just this.  False for whatever passes by itself: the
    database away, stepping down, out of time or out of disk, or two writers in each other's way."""
    if not isinstance(error, OperationFailure) or isinstance(error, ExecutionTimeout | WTimeoutError):
        return False
    if any(error.has_error_label(label) for label in _PASSING):
        return False
    return not _OF_THE_SERVER.intersection(_codes(error))


def _codes(error: OperationFailure) -> Iterator[int | None]:
    yield error.code
    details: Any = error.details or {}
    for kind in ("writeErrors", "writeConcernErrors"):
        for one in details.get(kind) or ():
            yield one.get("code")
