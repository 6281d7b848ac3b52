"""Whatever arrives is an event or is called poison; nothing else comes out of reading."""

import json
from pathlib import Path

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.envelope import Envelope, PoisonMessage

SAMPLE = json.loads(
    (Path(__file__).parents[3] / "contracts/samples/monitoring.finding_closed.v1.json").read_text()
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


def read(body: bytes) -> None:
    try:
        Envelope.from_bytes(body).loaded()
    except PoisonMessage as poison:
        assert str(poison)


@given(st.binary(max_size=200))
def test_any_bytes_are_an_event_or_poison(body):
    read(body)


@given(field=st.sampled_from(sorted(SAMPLE)), value=json_values)
def test_any_value_in_any_field_of_the_envelope_is_an_event_or_poison(field, value):
    read(orjson.dumps(SAMPLE | {field: value}))


@given(field=st.sampled_from(sorted(SAMPLE["data"])), value=json_values)
def test_any_value_in_any_field_of_the_body_is_an_event_or_poison(field, value):
    read(orjson.dumps(SAMPLE | {"data": SAMPLE["data"] | {field: value}}))


@pytest.mark.parametrize(("change", "said"), [
    ({"specversion": "0.3"}, "not a CloudEvents 1.0"),
    ({"type": "monitoring.unknown.v1"}, "unknown event type"),
    ({"type": ["a list"]}, "unknown event type"),
    ({"id": ""}, "id must be"),
    ({"time": "2024-11-12T08:15:47"}, "offset from UTC"),
    ({"time": "yesterday"}, "yesterday"),
    ({"aggregateversion": 1e308}, "broken envelope"),
    ({"data": []}, "data must be an object"),
])
def test_poison_says_what_is_wrong(change, said):
    if change.get("aggregateversion"):
        change = {"aggregateversion": "1e308"}
    with pytest.raises(PoisonMessage, match=said):
        Envelope.from_bytes(orjson.dumps(SAMPLE | change))


def test_an_envelope_survives_the_wire():
    event = Envelope.from_bytes(orjson.dumps(SAMPLE))
    assert Envelope.from_bytes(event.to_bytes()) == event
    assert orjson.loads(event.to_bytes()) | {"time": SAMPLE["time"]} == SAMPLE


SAMPLES = sorted((Path(__file__).parents[3] / "contracts/samples").glob("*.json"))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_the_reason_of_a_poison_body_names_fields_and_quotes_nobody(sample: Path):
    mark = "Nguyễn Thị Dấu 0912345678"
    wire = json.loads(sample.read_text())

    def spoilt(value):
        if isinstance(value, dict):
            return {name: spoilt(inner) for name, inner in value.items()}
        return [spoilt(inner) for inner in value] if isinstance(value, list) else mark

    with pytest.raises(PoisonMessage) as poison:
        Envelope.from_bytes(orjson.dumps(wire | {"data": spoilt(wire["data"])})).loaded()
    assert wire["type"] in str(poison.value)
    assert "Dấu" not in str(poison.value) and "0912345678" not in str(poison.value)
