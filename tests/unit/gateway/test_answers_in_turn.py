"""Threads that wait for the answers of a batch: each gets its own, whoever has left meanwhile."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

import pytest

from gateway.service_client.answers_in_turn import Turn, give

MANY = 64


def waits(turn: Turn, seconds: float = 5) -> Any:
    """What became of a wait: the answer, or what was raised."""
    try:
        return turn.wait(seconds)
    except Exception as error:
        return error


@pytest.fixture
def pool():
    with ThreadPoolExecutor(MANY) as threads:
        yield threads


def test_each_thread_gets_its_own_answer(pool):
    turns = [Turn() for _ in range(MANY)]
    waiting = [pool.submit(waits, turn) for turn in turns]
    give(turns, [{"ok": number} for number in range(MANY)])
    assert [one.result(5) for one in waiting] == [{"ok": number} for number in range(MANY)]


def test_an_answer_that_came_before_anybody_waited_is_there():
    turns = [Turn(), Turn()]
    give(turns, [{"ok": 1}, {"ok": 2}])
    assert waits(turns[0]) == {"ok": 1}
    assert waits(turns[1]) == {"ok": 2}


def test_an_error_is_raised_where_an_answer_was_expected():
    turn, error = Turn(), RuntimeError("the broker is away")
    give([turn], [error])
    assert waits(turn) is error


def test_without_an_answer_the_wait_ends_in_time():
    began = time.monotonic()
    assert isinstance(waits(Turn(), 0.05), TimeoutError)
    assert isinstance(waits(Turn(), -1), TimeoutError), "a deadline that has passed"
    assert time.monotonic() - began < 1


def test_whoever_gives_up_before_its_turn_but_after_the_answer_gets_the_answer():
    first, second = Turn(), Turn()
    give([first, second], [{"ok": 1}, {"ok": 2}])
    assert waits(second, 0.05) == {"ok": 2}, "the first has not waited yet, so it could not wake the second"
    assert waits(first) == {"ok": 1}


@pytest.mark.parametrize("who_left", [[0], [1], [MANY - 1], [0, 1, 2], list(range(MANY - 1)), list(range(0, MANY, 2))])
def test_those_behind_one_who_has_left_get_their_answers(pool, who_left):
    turns = [Turn() for _ in range(MANY)]
    for number in who_left:
        assert isinstance(waits(turns[number], 0), TimeoutError)
    waiting = {number: pool.submit(waits, turn) for number, turn in enumerate(turns) if number not in who_left}
    give(turns, [{"ok": number} for number in range(MANY)])
    assert {number: one.result(5) for number, one in waiting.items()} == {number: {"ok": number} for number in waiting}


def test_leaving_at_the_very_moment_of_the_answer_leaves_nobody_behind_waiting(pool):
    random, patience = Random(7), 0.004
    for _ in range(60):
        turns = [Turn() for _ in range(MANY)]
        hasty = [number % 3 == 0 for number in range(MANY)]
        waiting = [pool.submit(waits, turn, patience if soon else 5) for turn, soon in zip(turns, hasty, strict=True)]
        time.sleep(random.uniform(0, 2 * patience))
        give(turns, [{"ok": number} for number in range(MANY)])
        for number, (one, soon) in enumerate(zip(waiting, hasty, strict=True)):
            outcome = one.result(5)
            assert outcome == {"ok": number} or (soon and isinstance(outcome, TimeoutError))


def test_many_batches_at_once_do_not_meet(pool):
    def batch(name: int) -> None:
        turns = [Turn() for _ in range(4)]
        waiting = [pool.submit(waits, turn) for turn in turns]
        give(turns, [{"ok": (name, number)} for number in range(4)])
        assert [one.result(5) for one in waiting] == [{"ok": (name, number)} for number in range(4)]

    givers = [threading.Thread(target=batch, args=(name,)) for name in range(8)]
    for giver in givers:
        giver.start()
    for giver in givers:
        giver.join(10)
        assert not giver.is_alive()
