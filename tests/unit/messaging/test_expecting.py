"""Whoever names the version they have seen changes that version or nothing."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from contracts.registry import EVENTS
from gateway.facts import KIND_OF_EVENT
from messaging.context import CommandContext, Expected
from messaging.envelope import Envelope
from messaging.expecting import VersionMoved, check_unmoved, own_id
from runtime.clock import utc_now


def said(*entries: dict[str, Any], type: str = "donations.houses_changed.v1") -> Envelope:
    return Envelope(
        id="e", type=type, subject="s", time=utc_now(), data={"entries": list(entries)},
        aggregate_version=0, correlation_id="c", causation_id="c",
    )


def house(version: int, id: str = "h1") -> dict[str, Any]:
    return {"house_id": id, "version": version}


def test_a_change_of_the_version_that_was_seen_is_let_pass() -> None:
    check_unmoved([said(house(4), house(9, "h2"))], Expected("house_id", "h1", 3))


def test_a_change_of_a_newer_version_is_refused_with_both_numbers() -> None:
    with pytest.raises(VersionMoved) as refused:
        check_unmoved([said(house(5)), said(house(6))], Expected("house_id", "h1", 3))
    assert refused.value.kind == "moved"
    assert refused.value.facts == {"expected_version": 3, "current_version": 4}


def test_rows_that_only_name_the_thing_say_nothing_of_its_version() -> None:
    """A lot that is sold makes a promise, the first version of it."""
    lot, promise = {"golf_lot_id": "l1", "version": 7}, {"golf_promise_id": "p", "golf_lot_id": "l1", "version": 1}
    told = [
        said(promise, type="events.golf_promises_changed.v1"), said(lot, type="events.golf_lots_changed.v1"),
    ]
    check_unmoved(told, Expected("golf_lot_id", "l1", 6))
    with pytest.raises(VersionMoved):
        check_unmoved(told, Expected("golf_lot_id", "l1", 5))


def test_the_first_field_of_every_row_is_its_own_id() -> None:
    assert {type: own_id(type) for type in KIND_OF_EVENT} == {
        type: kind.id_field for type, kind in KIND_OF_EVENT.items()
    }
    assert set(KIND_OF_EVENT) == set(EVENTS)


def test_what_says_nothing_of_the_thing_has_not_changed_it() -> None:
    check_unmoved([said(house(9, "h2"))], Expected("house_id", "h1", 3))
    check_unmoved([], Expected("house_id", "h1", 3))
    check_unmoved([said(house(9))], None)


def test_what_is_expected_travels_with_the_command() -> None:
    asked = CommandContext("clerk", "c", dt.datetime(2026, 1, 1, tzinfo=dt.UTC), expects=Expected("house_id", "h", 2))
    assert CommandContext.from_wire(asked.to_wire()) == asked
