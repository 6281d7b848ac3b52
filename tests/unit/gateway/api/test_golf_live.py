"""Boards that are followed live cost their service little."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from gateway.api.events import golf_live
from gateway.api.events.golf_live import MOST_KEPT, Boards, unhurried


def test_all_who_follow_one_board_share_what_was_reckoned_at_a_position() -> None:
    boards, reckoned = Boards(), []

    def reckon() -> bytes:
        reckoned.append(1)
        return b"board %d" % len(reckoned)

    assert [boards.at("1", ("r", None), reckon) for _ in range(16)] == [b"board 1"] * 16
    assert boards.at("2", ("r", None), reckon) == b"board 2"
    assert boards.at("2", ("r", "net"), reckon) == b"board 3", "another ranking is another board"


def test_what_is_kept_has_a_bound() -> None:
    boards = Boards()
    for number in range(3 * MOST_KEPT):
        boards.at("1", (f"r{number}", None), lambda: b"")
    assert len(boards._kept) <= MOST_KEPT


def test_a_follower_is_told_once_a_second_at_the_most(monkeypatch: pytest.MonkeyPatch) -> None:
    now, positions = [100.0], iter(["1", "2", "3"])
    monkeypatch.setattr(golf_live, "time", SimpleNamespace(monotonic=lambda: now[0]))
    look = unhurried(lambda: next(positions))
    assert [look(), look()] == ["1", "1"]
    now[0] += 0.9
    assert look() == "1"
    now[0] += 0.2
    assert [look(), look()] == ["2", "2"]
