"""What a follower is told, and what is tried again."""

from __future__ import annotations

import pytest

from gateway import streaming


@pytest.fixture(autouse=True)
def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "LOOKS_EVERY_SECONDS", 0)
    monkeypatch.setattr(streaming, "LASTS_SECONDS", 5)


def test_a_position_is_told_once_and_one_that_matters_to_nobody_here_not_at_all() -> None:
    positions = iter(["1", "1", "2", "3", "3"])
    told = streaming._told("1", lambda now: None if now == "2" else f"data: {now}", lambda: next(positions))
    assert [next(told), next(told)] == ["retry: 1000\n\n", "id: 3\ndata: 3\n\n"]


def test_what_could_not_be_found_out_is_tried_again_at_the_same_position() -> None:
    tries = []

    def say(now: str) -> str:
        tries.append(now)
        if len(tries) < 3:
            raise streaming.NotYet
        return f"data: {now}"

    told = streaming._told(None, say, lambda: "7")
    assert [next(told), next(told)] == ["retry: 1000\n\n", "id: 7\ndata: 7\n\n"]
    assert tries == ["7", "7", "7"]


def test_only_so_many_follow_at_once() -> None:
    places = streaming.Places(2)
    assert [places.take() for _ in range(3)] == [True, True, False]
    places.leave()
    assert places.take()
