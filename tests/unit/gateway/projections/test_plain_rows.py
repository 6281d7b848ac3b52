"""Rows from events without loading them: the same rows, whatever was written by whichever release."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import contracts
from contracts.plain import is_plain
from contracts.registry import EVENTS
from gateway.projections.rows import Row, rows_by_contract, rows_of
from messaging.envelope import Envelope, PoisonMessage
from tests import events_made as made

SAMPLES = {
    event_type: json.loads((Path(contracts.__file__).parent / "samples" / f"{event_type}.json").read_text())
    for event_type in EVENTS
}


TEXTS = ["x", "", "2024-10-20", "2024-W42-7", "2024-02-30", "2024-10-20T25:00:00.000Z"]


def loaded_rows(wire: dict[str, Any]) -> list[Row]:
    return rows_by_contract(Envelope.from_wire(wire))


def quick_rows(wire: dict[str, Any]) -> list[Row]:
    return rows_of(Envelope.from_wire(wire))


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_every_sample_gives_the_rows_that_loading_it_gives(event_type: str) -> None:
    assert quick_rows(SAMPLES[event_type]) == loaded_rows(SAMPLES[event_type])


@pytest.mark.parametrize("event_type", sorted(set(EVENTS) - {"donations.statement_import_changed.v1"}))
def test_an_event_as_the_services_write_it_need_not_be_loaded_again(event_type: str) -> None:
    wire = copy.deepcopy(SAMPLES[event_type])
    states = [row.state for row in loaded_rows(wire)]
    wire["data"] = {"entries": states} if "entries" in wire["data"] else states[0]
    assert is_plain(event_type, wire["data"])


@pytest.mark.parametrize(
    "change",
    [
        {"added_by_a_newer_release": 1},
        {"recorded_at": "2024-10-20T10:00:00+07:00"},
        {"recorded_at": "2024-10-20T03:00:00Z"},
        {"received_on": "20241020"},
        {"version": "2"},
        {"version": 2.0},
        {"recorded_at": "2024-10-20T03:00:00.000+00:00"},
    ],
)
def test_what_loading_would_write_another_way_is_loaded(change: dict[str, Any]) -> None:
    wire = json.loads(made.gifts("e", made.gift("a"), made.gift("b", **change)).to_bytes())
    assert not is_plain(wire["type"], wire["data"])
    assert quick_rows(wire) == loaded_rows(wire)
    assert set(quick_rows(wire)[1].state) == set(made.gift("b"))


@pytest.mark.parametrize(
    "change",
    [
        {"amount_vnd": 0}, {"amount_vnd": 10**15 + 1}, {"amount_vnd": True}, {"received_on": "2024-02-30"},
        {"recorded_at": "2024-10-20T24:00:00.000Z"}, {"donor_name": None}, {"version": None},
    ],
)
def test_what_breaks_the_contract_is_not_plain_and_gives_no_rows(change: dict[str, Any]) -> None:
    wire = json.loads(made.gifts("e", made.gift("a"), made.gift("b", **change)).to_bytes())
    assert not is_plain(wire["type"], wire["data"])
    with pytest.raises(PoisonMessage, match=next(iter(change))):
        quick_rows(wire)


@pytest.mark.parametrize("entries", [[], [made.gift(str(number)) for number in range(501)]])
def test_a_list_of_a_length_that_the_contract_refuses_is_not_plain(entries: list[dict[str, Any]]) -> None:
    assert not is_plain("donations.donations_recorded.v1", {"entries": entries})


def test_a_field_that_an_older_release_did_not_write_is_not_passed_over() -> None:
    wire = json.loads(made.gifts("e", made.gift("a")).to_bytes())
    del wire["data"]["entries"][0]["donor_name"]
    with pytest.raises(PoisonMessage, match="donor_name"):
        quick_rows(wire)


@given(
    st.dictionaries(
        st.sampled_from(sorted(made.gift("a"))),
        st.none() | st.booleans() | st.integers(-1, 9) | st.just(10**16) | st.sampled_from(TEXTS),
    )
)
def test_whatever_the_contract_lets_pass_gives_the_same_rows_either_way(changes: dict[str, Any]) -> None:
    usual = made.gift("a", recorded_at="2024-10-20T03:00:00.000Z")
    # One row is looked at by itself, several are looked at field by field.
    for others in ((), (usual, usual)):
        _same_either_way(made.gifts("e", *others, {**usual, **changes}))


def _same_either_way(event: Envelope) -> None:
    wire = json.loads(event.to_bytes())
    try:
        expected = loaded_rows(wire)
    except PoisonMessage:
        with pytest.raises(PoisonMessage):
            quick_rows(wire)
    else:
        assert quick_rows(wire) == expected
