"""What a proposal would meet is told before it is made."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from contracts.commands.donations.beneficiaries import SaveHousehold
from contracts.commands.donations.programmes import SaveProgramme
from contracts.commands.donations.support import AskSupportTerms
from messaging.unit_of_work import Store
from services.donations.beneficiaries.commands import save_household
from services.donations.programmes.commands import save_programme
from services.donations.programmes.rules import ProgrammeChangedMeanwhile
from services.donations.support.terms import ask_support_terms
from tests.integration.donations.support.job import UNIT, approved, at_now, context, new_campaign, propose, step

pytestmark = pytest.mark.integration


def terms(store: Store, campaign: str, household: str, **changes: Any) -> dict[str, Any]:
    asked = {
        "campaign": campaign, "unit": UNIT, "kind": "livelihood", "household_code": household,
        "proposed_on": "2024-11-01", **changes,
    }
    command = AskSupportTerms().load(asked)
    return dict(at_now(store, lambda uow: ask_support_terms(uow, command), context("clerk")))


def saved(store: Store, campaign: str, **changes: Any) -> dict[str, Any]:
    told = {
        "code": f"p{uuid.uuid4().hex[:8]}", "campaign": campaign, "kind": "livelihood", "name": "Sinh kế",
        "ceiling_vnd": 5_000_000, "decision": "01/QĐ", "valid_from": "2024-10-01", "valid_to": "2024-12-31", **changes,
    }
    command = SaveProgramme().load(told)
    return dict(store.transact(lambda uow: save_programme(uow, command)))


def test_what_is_left_of_the_fund_leaves_out_what_is_reserved_and_tells_what_waits(store: Store) -> None:
    campaign = new_campaign(store, received_vnd=10_000_000)
    approved(store, campaign, amount_vnd=3_000_000, household_code="h-a")
    propose(store, campaign, amount_vnd=2_000_000, household_code="h-b")
    told = terms(store, campaign, "h-a")
    assert (told["fund_left_vnd"], told["waiting_vnd"]) == (7_000_000, 2_000_000)
    assert [(one["amount_vnd"], one["status"]) for one in told["standing"]] == [(3_000_000, "approved")]
    assert (told["household"], told["unit_has_register"], told["programme"]) == (None, False, None)
    elsewhere = terms(store, campaign, "h-a", unit="583")
    assert (elsewhere["fund_left_vnd"], elsewhere["waiting_vnd"], elsewhere["standing"]) == (0, 0, [])


def test_a_withdrawn_proposal_stands_in_nobodys_way(store: Store) -> None:
    campaign = new_campaign(store)
    payment = propose(store, campaign, household_code="h-c")
    step(store, "withdraw_support", payment["payment_id"], "proposer")
    told = terms(store, campaign, "h-c")
    assert (told["waiting_vnd"], told["standing"]) == (0, [])


def test_the_ceiling_is_that_of_the_day_on_the_paper(store: Store) -> None:
    campaign = new_campaign(store)
    assert terms(store, campaign, "h-d")["kind_has_programmes"] is False
    programme = saved(store, campaign)
    saved(store, campaign, ceiling_vnd=6_000_000, valid_from="2025-01-01", valid_to=None)
    assert terms(store, campaign, "h-d")["programme"] == programme
    assert terms(store, campaign, "h-d", proposed_on="2025-02-01")["programme"]["ceiling_vnd"] == 6_000_000
    before = terms(store, campaign, "h-d", proposed_on="2024-09-30")
    assert (before["programme"], before["kind_has_programmes"]) == (None, True)


def test_a_household_is_told_only_to_its_own_unit(store: Store) -> None:
    campaign, code = new_campaign(store), f"h{uuid.uuid4().hex[:8]}"
    command = SaveHousehold().load({
        "code": code, "campaign": campaign, "unit": UNIT, "household_class": "poor", "class_number": "12/QĐ",
        "class_from_on": "2024-01-01", "head_name": "Đặng Thị Mẫu", "address": "Thôn 1", "house_state": "sound",
    })
    asker = context("clerk")
    store.transact(lambda uow: save_household(uow, command, asker), asker)
    told = terms(store, campaign, code)
    assert told["unit_has_register"] and told["household"]["head_initials"] == "Đ. T. M."
    assert "head_name" not in told["household"]
    assert terms(store, campaign, code, unit="583")["household"] is None


def test_a_programme_is_not_overwritten_by_who_has_seen_an_older_one(store: Store) -> None:
    campaign = new_campaign(store)
    first = saved(store, campaign, seen_version=0)
    told = {name: value for name, value in first.items() if name not in ("version", "campaign")}
    second = saved(store, campaign, **told | {"ceiling_vnd": 4_000_000}, seen_version=1)
    assert second["version"] == 2
    with pytest.raises(ProgrammeChangedMeanwhile, match="vừa sửa"):
        saved(store, campaign, **told | {"valid_to": dt.date(2025, 1, 31).isoformat()}, seen_version=1)
    with pytest.raises(ProgrammeChangedMeanwhile, match="Đã có chương trình"):
        saved(store, campaign, **told | {"name": "Chương trình khác"}, seen_version=0)
    assert saved(store, campaign, **told | {"ceiling_vnd": 4_000_000}, seen_version=1) == second, "sent twice"
