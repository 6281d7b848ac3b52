"""Rows from logged events without loading them again: the same rows, whatever was logged by whichever release."""

import copy
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import contracts
from contracts.registry import EVENTS
from gateway.projections import rows as rows_module
from gateway.projections.plain import is_plain
from gateway.projections.rows import rows_of, rows_of_logged
from messaging.envelope import Envelope, PoisonMessage
from tests import events_made as made

SAMPLES = {
    event_type: json.loads((Path(contracts.__file__).parent / "samples" / f"{event_type}.json").read_text())
    for event_type in EVENTS
}


def loaded_rows(wire: dict[str, Any]) -> list[rows_module.Row]:
    return rows_of(Envelope.from_bytes(json.dumps(wire)))


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_every_sample_gives_the_rows_that_loading_it_gives(event_type: str) -> None:
    assert rows_of_logged(SAMPLES[event_type]) == loaded_rows(SAMPLES[event_type])


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
    ],
)
def test_what_loading_would_write_another_way_is_loaded(change: dict[str, Any]) -> None:
    wire = json.loads(made.gifts("e", made.gift("a"), made.gift("b", **change)).to_bytes())
    assert not is_plain(wire["type"], wire["data"])
    assert rows_of_logged(wire) == loaded_rows(wire)
    assert set(rows_of_logged(wire)[1].state) == set(made.gift("b"))


def test_a_field_that_an_older_release_did_not_write_is_not_passed_over() -> None:
    wire = json.loads(made.gifts("e", made.gift("a")).to_bytes())
    del wire["data"]["entries"][0]["donor_name"]
    with pytest.raises(PoisonMessage, match="donor_name"):
        rows_of_logged(wire)


@given(
    st.dictionaries(
        st.sampled_from(sorted(made.gift("a"))),
        st.none() | st.booleans() | st.integers(1, 9) | st.sampled_from(["x", "", "2024-10-20", "2024-W42-7"]),
    )
)
def test_whatever_the_contract_lets_pass_gives_the_same_rows_either_way(changes: dict[str, Any]) -> None:
    wire = json.loads(made.gifts("e", {**made.gift("a", recorded_at="2024-10-20T03:00:00.000Z"), **changes}).to_bytes())
    try:
        expected = loaded_rows(wire)
    except PoisonMessage:
        return  # nothing of the kind was ever logged
    assert rows_of_logged(wire) == expected
