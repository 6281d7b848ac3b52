"""Bounds of what comes in: no amount that MongoDB could not add up, no text of a million blanks."""

import json
from typing import Any

import orjson
import pytest
from marshmallow import Schema, ValidationError, fields

from contracts.commands.donations.intake import RecordDonation
from contracts.fields import MAX_SUM_VND, MAX_VND, Text, Vnd
from contracts.registry import EVENTS
from gateway.service_client.donation_batches import MOST_PER_BATCH
from messaging.envelope import Envelope, PoisonMessage
from tests import events_made as made


class Named(Schema):
    name = Text(longest=10)
    note = Text(longest=10, shortest=0)


GIFT: dict[str, Any] = {
    "campaign": "c" * 60, "unit": "58205", "amount_vnd": MAX_VND, "channel": "cash", "received_on": "2024-10-17",
    "donor_name": "Ố" * 120, "name_display": "masked", "note": "Ố" * 500, "pledge_id": "p" * 40,
    "donor": {"kind": "organisation", "country": "US", "minor": False, "consent_basis": "guardian"},
    "foreign": {
        "currency": "USD", "amount": "9" * 15 + ".9999", "rate": "9" * 9 + ".99999999", "rate_source": "Ố" * 120,
        "rate_on": "2024-10-17",
    },
}


@pytest.mark.parametrize("field", ["name", "note"])
def test_a_text_is_measured_as_it_was_sent_blanks_and_all(field: str) -> None:
    for sent in (" " * 3_000_000, "Lan" + " " * 8):
        with pytest.raises(ValidationError, match="ký tự"):
            Named().load({field: sent})


def test_a_text_is_trimmed_and_blanks_alone_are_no_name() -> None:
    assert Named().load({"name": "  Lan ", "note": "   "}) == {"name": "Lan", "note": ""}
    with pytest.raises(ValidationError, match="ký tự"):
        Named().load({"name": "   "})


def test_the_largest_lawful_batch_of_gifts_is_small_beside_what_a_message_may_hold() -> None:
    RecordDonation().load(GIFT)
    assert MOST_PER_BATCH * len(orjson.dumps(GIFT)) < 1_000_000


@pytest.mark.parametrize("amount", [0, -1, MAX_VND + 1, 2**62, 2**64 - 1, "50000", 50_000.0, True])
def test_an_event_with_an_amount_out_of_bounds_is_poison_that_names_the_field(amount: Any) -> None:
    event = made.gifts("e-odd", made.gift("d1")).to_bytes()
    wire = json.loads(event)
    wire["data"]["entries"][0]["amount_vnd"] = amount
    with pytest.raises(PoisonMessage, match="amount_vnd"):
        Envelope.from_bytes(json.dumps(wire)).loaded()


def test_the_largest_amount_is_taken_and_gifts_to_a_pledge_may_add_up_to_more() -> None:
    made.gifts("e1", made.gift("d1", amount_vnd=MAX_VND)).loaded()
    made.pledges("e2", made.pledge("p1", fulfilled_vnd=3 * MAX_VND)).loaded()
    assert MAX_SUM_VND < 2**63


def test_every_amount_of_every_event_is_bounded() -> None:
    unbounded = [f"{name}: {path}" for name, schema in EVENTS.items() for path in _amounts_without_bounds(schema())]
    assert unbounded == []


def _amounts_without_bounds(schema: Schema) -> list[str]:
    found = []
    for name, field in schema.fields.items():
        inner = field.inner if isinstance(field, fields.List) else field
        if isinstance(inner, fields.Nested):
            found += _amounts_without_bounds(inner.schema)
        elif name.endswith("_vnd") and not isinstance(field, Vnd):
            found.append(name)
    return found
