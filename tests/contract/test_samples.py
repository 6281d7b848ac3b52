"""Every event version has a sample that stays readable for ever: old messages lie in queues and backups for years."""

import datetime as dt
import json
import re
from pathlib import Path
from typing import Any

import pytest

import contracts
from contracts.registry import EVENTS, SERVICES
from messaging.envelope import Envelope, PoisonMessage

SAMPLES = Path(contracts.__file__).parent / "samples"
FILES = sorted(SAMPLES.glob("*.json"))
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
ATTRIBUTES = [
    "specversion", "id", "type", "subject", "time", "data", "aggregateversion", "correlationid", "causationid",
]


def sample(event_type: str) -> bytes:
    return (SAMPLES / f"{event_type}.json").read_bytes()


def test_every_event_type_has_a_sample_and_every_sample_an_event_type():
    assert {path.name.removesuffix(".json") for path in FILES} == set(EVENTS)


def test_every_type_names_its_service_what_happened_and_its_version():
    for event_type in EVENTS:
        service, happened, version = event_type.split(".")
        assert service in SERVICES
        assert happened.replace("_", "").isalpha() and happened.islower()
        assert version[0] == "v" and int(version[1:]) >= 1


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_a_sample_is_read_by_the_envelope_and_its_schema(event_type: str):
    event = Envelope.from_bytes(sample(event_type))
    assert event.type == event_type
    assert event.time.utcoffset() is not None
    body = event.loaded()
    # Dumped again the body is the sample's, so no field of the sample is unknown to the schema and passed over.
    assert _plain(EVENTS[event_type]().dump(body)) == _plain(event.data)


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_a_sample_comes_out_of_the_envelope_as_it_went_in(event_type: str):
    wire = json.loads(sample(event_type))
    again = json.loads(Envelope.from_bytes(sample(event_type)).to_bytes())
    assert _plain(again) == _plain(wire)


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_a_reader_passes_over_what_a_newer_writer_added(event_type: str):
    wire = json.loads(sample(event_type))
    wire["data"]["added_later"] = {"by": "a newer writer"}
    for entry in wire["data"].get("entries", []):
        entry["added_later"] = 1
    loaded = Envelope.from_bytes(json.dumps(wire)).loaded()
    assert loaded == Envelope.from_bytes(sample(event_type)).loaded()


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_a_body_without_one_of_its_fields_is_poison_that_names_the_field(event_type: str):
    for path in _fields(json.loads(sample(event_type))["data"]):
        wire = json.loads(sample(event_type))
        _remove(wire["data"], path)
        with pytest.raises(PoisonMessage, match=str(path[-1])):
            Envelope.from_bytes(json.dumps(wire)).loaded()


@pytest.mark.parametrize("missing", ATTRIBUTES)
def test_an_envelope_without_one_of_its_fields_is_poison(missing: str):
    wire = json.loads(sample("monitoring.finding_raised.v1"))
    del wire[missing]
    with pytest.raises(PoisonMessage):
        Envelope.from_bytes(json.dumps(wire))


@pytest.mark.parametrize("event_type", [name for name in sorted(EVENTS) if not name.startswith("donations.campaign")])
def test_what_may_not_leave_a_service_is_in_no_sample(event_type: str):
    names = set(_names(json.loads(sample(event_type))["data"]))
    assert not names & {
        "household_code", "guest_name", "phone", "memo", "account_number", "actor", "raised_by", "proposed_by",
        "approved_by", "reply_text", "remedy_text",
    }


def _plain(value: Any) -> Any:
    """JSON values with every instant written the same way."""
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_plain(inner) for inner in value]
    if isinstance(value, str) and INSTANT.fullmatch(value):
        return dt.datetime.fromisoformat(value).isoformat()
    return value


def _fields(data: dict[str, Any], above: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Paths of all fields, into the first row of each list of objects.  A free-form certificate is one field."""
    found: list[tuple[Any, ...]] = []
    for name, value in data.items():
        here = (*above, name)
        found.append(here)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            found += _fields(value[0], (*here, 0))
        elif isinstance(value, dict) and name != "certificate":
            found += _fields(value, here)
    return found


def _remove(data: Any, path: tuple[Any, ...]) -> None:
    for step in path[:-1]:
        data = data[step]
    del data[path[-1]]


def _names(data: Any) -> list[str]:
    if isinstance(data, dict):
        return [*data, *(name for value in data.values() for name in _names(value))]
    return [name for value in data for name in _names(value)] if isinstance(data, list) else []
