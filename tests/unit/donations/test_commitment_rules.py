"""When a commitment may be signed, reported on and ended; what its command must say."""

import datetime as dt
from typing import Any

import pytest
from marshmallow import ValidationError

from contracts.business_days import DayInFuture
from contracts.commands.donations.commitments import RegisterCommitment
from services.donations.commitments import rules

SIGNED = dt.date(2024, 10, 20)
TODAY = dt.date(2024, 12, 1)


def test_a_sponsorship_is_fulfilled_only_by_a_household_that_has_left_poverty() -> None:
    for household_class in (None, "poor", "near_poor"):
        with pytest.raises(rules.StillPoor):
            rules.check_end("sponsorship", "active", SIGNED, household_class, TODAY, True, TODAY)
    rules.check_end("sponsorship", "active", SIGNED, "newly_escaped", TODAY, True, TODAY)
    rules.check_end("sponsorship", "active", SIGNED, "poor", TODAY, False, TODAY)
    rules.check_end("twin_enterprise", "active", SIGNED, None, TODAY, True, TODAY)


def test_nothing_is_reported_on_or_ended_twice() -> None:
    with pytest.raises(rules.CommitmentEnded):
        rules.check_report("ended", SIGNED, 0, TODAY, TODAY)
    with pytest.raises(rules.CommitmentEnded):
        rules.check_end("sponsorship", "fulfilled", SIGNED, "escaped", TODAY, True, TODAY)


def test_days_lie_between_signing_and_today() -> None:
    before = SIGNED - dt.timedelta(days=1)
    with pytest.raises(rules.BeforeSigning):
        rules.check_report("active", SIGNED, 0, before, TODAY)
    with pytest.raises(rules.BeforeSigning):
        rules.check_signing("584", None, SIGNED, before, TODAY)
    with pytest.raises(DayInFuture):
        rules.check_report("active", SIGNED, 0, TODAY + dt.timedelta(days=1), TODAY)


def test_a_unit_is_not_its_own_partner() -> None:
    with pytest.raises(rules.TwinnedWithItself):
        rules.check_signing("584", "584", SIGNED, None, TODAY)


def test_reports_are_bounded() -> None:
    with pytest.raises(rules.TooManyReports):
        rules.check_report("active", SIGNED, rules.MOST_REPORTS, TODAY, TODAY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "sponsorship"}, "household_code"),
        ({"kind": "twin_enterprise", "household_code": "h1"}, "household_code"),
        ({"kind": "twin_locality"}, "partner_unit"),
        ({"kind": "twin_household", "partner_unit": "582"}, "partner_unit"),
    ],
)
def test_a_commitment_names_whom_it_is_for_and_no_one_else(changes: dict[str, Any], field: str) -> None:
    told = {"campaign": "c", "unit": "584", "partner_name": "Công ty mẫu", "signed_on": "2024-10-20", "promise": "Bò"}
    with pytest.raises(ValidationError) as refused:
        RegisterCommitment().load(told | changes)
    assert list(refused.value.normalized_messages()) == [field]
