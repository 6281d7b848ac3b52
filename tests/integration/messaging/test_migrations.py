"""Steps of an upgrade are done once, in their order, whoever is killed or comes second."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest

from messaging.migrations import COLLECTION, DataIsNewer, Migration, migrate

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def nothing_done_before_or_afterwards(store):
    """The database is that of other tests too, and of processes which they start."""
    store.db.drop_collection(COLLECTION)
    yield
    store.db.drop_collection(COLLECTION)


def steps(done: list[int], numbers: Sequence[int], dies_at: int = 0) -> list[Migration[list[int]]]:
    def step(number: int) -> Migration[list[int]]:
        def run(told: list[int]) -> None:
            if number == dies_at:
                raise KeyboardInterrupt
            told.append(number)

        return Migration(number, f"step {number}", run)

    return [step(number) for number in numbers]


def test_each_step_is_done_once_in_the_order_of_numbers(store):
    done: list[int] = []
    assert [step.number for step in migrate(store.db, done, steps(done, [2, 1]))] == [1, 2]
    assert migrate(store.db, done, steps(done, [1, 2])) == []
    migrate(store.db, done, steps(done, [1, 2, 3]))
    assert done == [1, 2, 3]


def test_a_step_that_was_killed_is_done_again_and_those_before_it_are_not(store):
    done: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        migrate(store.db, done, steps(done, [1, 2, 3], dies_at=2))
    migrate(store.db, done, steps(done, [1, 2, 3]))
    assert done == [1, 2, 3]


def test_of_processes_that_start_at_once_one_does_it_and_the_others_wait_for_its_end(store):
    done: list[int] = []
    begun, go_on = threading.Event(), threading.Event()

    def slow(told: list[int]) -> None:
        begun.set()
        assert go_on.wait(20)
        told.append(1)

    with ThreadPoolExecutor(4) as processes:
        first = processes.submit(migrate, store.db, done, [Migration(1, "slow", slow)])
        assert begun.wait(10)
        others = [processes.submit(migrate, store.db, done, [Migration(1, "slow", slow)]) for _ in range(3)]
        assert not any(other.done() for other in others)
        go_on.set()
        assert [len(one.result(20)) for one in (first, *others)] == [1, 0, 0, 0]
    assert done == [1]


def test_data_of_a_newer_version_is_not_touched(store):
    done: list[int] = []
    migrate(store.db, done, steps(done, [1, 2, 7]))
    with pytest.raises(DataIsNewer, match="migration 7"):
        migrate(store.db, done, steps(done, [1, 2, 3]))
    assert done == [1, 2, 7]
