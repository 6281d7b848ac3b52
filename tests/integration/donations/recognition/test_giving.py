"""Gifts added up per donor on a real MongoDB."""

import datetime as dt
import uuid

from messaging.unit_of_work import Store
from services.donations.intake.commands import record_donations
from services.donations.recognition.giving import givers
from tests.integration.donations.support.job import new_campaign

FIRST, LAST = dt.date(2024, 1, 1), dt.date(2024, 12, 31)


def give(store: Store, campaign: str, name: str, amount_vnd: int, on: str) -> None:
    entry = {
        "donation": {"campaign": campaign, "unit": "582", "amount_vnd": amount_vnd, "channel": "cash",
                     "received_on": on, "donor_name": name, "name_display": "shown"},
        "actor": "desk", "idempotency_key": uuid.uuid4().hex, "correlation_id": uuid.uuid4().hex,
    }
    (answer,) = store.transact(lambda uow: record_donations(uow, [entry], shard=0))
    assert "ok" in answer, answer


def test_mongodb_and_the_rules_agree_on_what_one_name_is(store: Store) -> None:
    campaign, tag = new_campaign(store), uuid.uuid4().hex[:8]
    for name in ("Nguyễn Văn Tú", "NGUYỄN VĂN TÚ", "nguyen  van tu", "Nguyễn Văn Tư", "Đa", "Da"):
        give(store, campaign, f"{name} {tag}", 100, "2024-02-29")
    found = store.transact(lambda uow: givers(uow, ["582"], FIRST, LAST, 100))
    mine = sorted(tuple(one.by_year.items()) for one in found if tag in one.name)
    assert mine == [((2024, 100),)] * 4 + [((2024, 200),)]


def test_the_bound_is_met_to_the_dong_and_days_outside_are_left_out(store: Store) -> None:
    campaign, tag = new_campaign(store), uuid.uuid4().hex[:8]
    for on in ("2023-12-31", "2024-01-01", "2024-12-31", "2025-01-01"):
        give(store, campaign, f"Mẫu {tag}", 50, on)

    def looked(at_least_vnd: int) -> list[dict[int, int]]:
        found = store.transact(lambda uow: givers(uow, ["582"], FIRST, LAST, at_least_vnd))
        return [one.by_year for one in found if tag in one.name]

    assert looked(101) == []
    assert looked(100) == [{2023: 50, 2024: 100}]
