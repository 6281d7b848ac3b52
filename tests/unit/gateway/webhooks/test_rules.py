"""When a delivery is tried again, what an answer means, and what of an event a subscriber sees."""

from __future__ import annotations

import datetime as dt

import pytest

from contracts.registry import EVENTS
from gateway.facts import KIND_OF_EVENT
from gateway.webhooks.public_events import PUBLIC_EVENTS, within
from gateway.webhooks.rules import LONGEST_WAIT_SECONDS, Trying, verdict
from gateway.webhooks.signing import SecretUnreadable, Vault, signed, valid_keys

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def test_waits_double_to_an_hour_and_are_spread_over_their_upper_half() -> None:
    trying = Trying(10.0, 14)
    assert [trying.wait_seconds(n, 1.0) for n in (1, 2, 3)] == [10.0, 20.0, 40.0]
    assert trying.wait_seconds(1, 0.0) == 5.0
    assert trying.wait_seconds(1000, 1.0) == LONGEST_WAIT_SECONDS
    assert sum(trying.wait_seconds(n, 1.0) for n in range(1, 14)) < 7 * 3600


@pytest.mark.parametrize(
    ("status", "meaning"),
    [(200, "delivered"), (204, "delivered"), (None, "away"), (500, "away"), (429, "away"), (408, "away"),
     (410, "gone"), (404, "refused"), (302, "refused"), (101, "refused")],
)
def test_what_an_answer_means(status: int | None, meaning: str) -> None:
    assert verdict(status) == meaning


def test_of_an_event_only_entries_of_the_area_and_campaign_are_told() -> None:
    entries = [{"unit": "582", "campaign": "a"}, {"unit": "584", "campaign": "a"}, {"unit": "582", "campaign": "b"}]
    told = within({"id": "e", "data": {"entries": entries}}, {"582"}, "a")
    assert told == {"id": "e", "data": {"entries": entries[:1]}}
    assert within({"id": "e", "data": {"entries": entries}}, {"585"}, None) is None
    assert within({"id": "e", "data": {"code": "a", "lead_unit": "58"}}, {"58"}, "a") is not None


def test_each_public_event_is_an_event_whose_rows_have_a_unit() -> None:
    assert set(PUBLIC_EVENTS) <= set(EVENTS) & set(KIND_OF_EVENT)
    assert {KIND_OF_EVENT[type].unit_field for type in PUBLIC_EVENTS} <= {"unit", "lead_unit"}


def test_a_secret_is_kept_so_that_only_the_products_own_key_opens_it() -> None:
    vault = Vault("a key of the product, long enough")
    key, secret = vault.new_key(NOW)
    assert secret.removeprefix("whsec_").encode() not in key["sealed"]
    assert len(vault.secret(key)) == 32
    with pytest.raises(SecretUnreadable):
        Vault("another key of the product").secret(key)


def test_while_a_secret_is_changed_both_sign_and_afterwards_the_new_one_alone() -> None:
    vault = Vault("a key of the product, long enough")
    old, new = vault.new_key(NOW)[0], vault.new_key(NOW + dt.timedelta(hours=1))[0]
    old["ends_at"] = NOW + dt.timedelta(hours=2)
    assert len(signed(vault, [old, new], "e", b"{}", NOW + dt.timedelta(hours=1))["webhook-signature"].split()) == 2
    assert [k["key_id"] for k in valid_keys([old, new], NOW + dt.timedelta(hours=3))] == [new["key_id"]]
