"""The kinds of processes that the health page expects are those that the supervisor starts."""

from chungtay.stack import processes
from contracts.registry import PROCESS_KINDS
from gateway.web.administrator.health import PROCESSES


def test_every_kind_that_is_started_is_expected_and_has_its_words() -> None:
    assert [process.kind for process in processes._ours()] == sorted(
        PROCESS_KINDS, key=[process.kind for process in processes._ours()].index
    )
    assert set(PROCESSES) == set(PROCESS_KINDS)
