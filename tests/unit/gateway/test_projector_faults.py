"""Which errors of MongoDB speak of the event, and which of the weather."""

import pytest
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    DuplicateKeyError,
    ExecutionTimeout,
    NetworkTimeout,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
)

from gateway.projections.faults import refuses_the_event


def bulk(code: int) -> BulkWriteError:
    return BulkWriteError({"writeErrors": [{"index": 0, "code": code, "errmsg": "x"}], "writeConcernErrors": []})


@pytest.mark.parametrize("error", [
    bulk(2), OperationFailure("nested too deeply", 15), DuplicateKeyError("again", 11000),
])
def test_what_speaks_of_the_event_is_a_refusal(error: PyMongoError) -> None:
    assert refuses_the_event(error)


@pytest.mark.parametrize("error", [
    AutoReconnect("lost"), NetworkTimeout("slow"), ServerSelectionTimeoutError("nobody"),
    ExecutionTimeout("out of time", 50), OperationFailure("conflict", 112), OperationFailure("not let in", 13),
    OperationFailure("disk full", 14031), bulk(14031), bulk(112),
    OperationFailure("any", 2, {"errorLabels": ["TransientTransactionError"]}),
])
def test_what_passes_by_itself_is_none(error: PyMongoError) -> None:
    assert not refuses_the_event(error)
