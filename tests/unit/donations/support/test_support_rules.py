"""Who may take which step of a support payment, and what stops it."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.business_days import DayInFuture, DayTooEarly
from contracts.refusals import Refusal
from services.donations.support import rules

DAY = dt.date(2024, 10, 20)
TODAY = dt.date(2024, 11, 5)


def proposed() -> rules.Payment:
    return rules.proposed(DAY, "proposer", TODAY)


def verified() -> rules.Payment:
    return rules.verified(proposed(), "commune")


def approved() -> rules.Payment:
    return rules.approved(rules.approved(verified(), "chair"), "treasurer")


def held(payment: rules.Payment) -> rules.Payment:
    return dataclasses.replace(payment, open_finding_ids=("f1", "f2"))


def test_a_payment_goes_through_five_statuses():
    once = rules.approved(verified(), "chair")
    done = rules.paid(approved(), DAY, "cashier", TODAY)
    chain = [payment.status for payment in (proposed(), verified(), once, approved(), done)]
    assert chain == ["proposed", "verified", "approved_once", "approved", "paid"]
    assert done.approved_by == ("chair", "treasurer")
    assert (done.paid_on, done.paid_by) == (DAY, "cashier")


def test_who_proposed_can_neither_verify_nor_approve():
    with pytest.raises(rules.VerifierIsProposer):
        rules.verified(proposed(), "proposer")
    with pytest.raises(rules.ApproverIsProposer):
        rules.approved(verified(), "proposer")
    with pytest.raises(rules.ApproverIsProposer):
        rules.approved(rules.approved(verified(), "chair"), "proposer")


def test_one_person_cannot_approve_twice():
    with pytest.raises(rules.ApprovedByThemAlready) as refused:
        rules.approved(rules.approved(verified(), "chair"), "chair")
    assert refused.value.kind == "forbidden"


@pytest.mark.parametrize(
    ("payment", "step"),
    [
        (proposed(), lambda p: rules.approved(p, "chair")),
        (proposed(), lambda p: rules.paid(p, DAY, "cashier", TODAY)),
        (verified(), lambda p: rules.verified(p, "another")),
        (rules.approved(verified(), "chair"), lambda p: rules.paid(p, DAY, "cashier", TODAY)),
        (approved(), lambda p: rules.approved(p, "third")),
        (rules.paid(approved(), DAY, "cashier", TODAY), lambda p: rules.paid(p, DAY, "cashier", TODAY)),
    ],
    ids=["approve first", "pay first", "verify twice", "pay after one", "approve thrice", "pay twice"],
)
def test_a_step_out_of_order_is_refused_with_the_status(payment, step):
    with pytest.raises(rules.StepOutOfOrder) as refused:
        step(payment)
    assert refused.value.facts["status"] == payment.status


@pytest.mark.parametrize(
    ("payment", "step"),
    [
        (proposed(), lambda p: rules.verified(p, "commune")),
        (verified(), lambda p: rules.approved(p, "chair")),
        (approved(), lambda p: rules.paid(p, DAY, "cashier", TODAY)),
    ],
    ids=["verify", "approve", "pay"],
)
def test_open_findings_stop_every_step_and_are_named(payment, step):
    with pytest.raises(rules.PaymentOnHold) as refused:
        step(held(payment))
    assert refused.value.facts == {"finding_ids": ["f1", "f2"]}
    assert step(payment).status != payment.status


def test_a_paid_payment_under_a_finding_says_that_it_is_paid():
    with pytest.raises(rules.StepOutOfOrder):
        rules.paid(held(rules.paid(approved(), DAY, "cashier", TODAY)), DAY, "cashier", TODAY)


def test_a_proposal_for_a_household_under_findings_is_held_from_the_start():
    assert rules.proposed(DAY, "proposer", TODAY, ["f1"]).open_finding_ids == ("f1",)


def test_no_day_lies_in_the_future_and_none_before_the_proposal():
    tomorrow = TODAY + dt.timedelta(days=1)
    with pytest.raises(DayInFuture) as refused:
        rules.proposed(tomorrow, "proposer", TODAY)
    assert refused.value.field == "proposed_on"
    with pytest.raises(DayTooEarly):
        rules.proposed(dt.date(1999, 12, 31), "proposer", TODAY)
    with pytest.raises(DayInFuture):
        rules.paid(approved(), tomorrow, "cashier", TODAY)
    with pytest.raises(rules.PaidBeforeProposal):
        rules.paid(approved(), DAY - dt.timedelta(days=1), "cashier", TODAY)


def test_a_short_fund_says_how_much_it_has_and_how_much_was_wanted():
    refusal = rules.fund_short(available_vnd=1_500_000, wanted_vnd=50_000_000)
    assert refusal.code == "fund_short"
    assert refusal.facts == {"available_vnd": 1_500_000, "wanted_vnd": 50_000_000}
    assert "1.500.000 đồng" in refusal.message and "50.000.000 đồng" in refusal.message


def test_the_refusal_of_a_second_allocation_names_the_first():
    refusal = rules.allocation_exists("p1", "approved_once", "ninh-thuan-2024")
    assert refusal.facts["payment_id"] == "p1"
    assert "p1" in refusal.message and "đã duyệt một chữ ký" in refusal.message


@pytest.mark.parametrize(
    ("seen", "arriving", "newer"), [(None, 1, True), (1, 2, True), (2, 2, False), (4, 1, False)]
)
def test_only_a_newer_state_of_a_finding_counts(seen, arriving, newer):
    assert rules.is_news(seen, arriving) is newer


PEOPLE = st.sampled_from(["proposer", "a", "b", "c"])


@given(st.lists(st.tuples(st.sampled_from(["verify", "approve", "pay"]), PEOPLE), max_size=15))
def test_whatever_is_tried_a_paid_payment_had_two_approvers_and_neither_proposed_it(steps):
    payment = proposed()
    for step, who in steps:
        try:
            if step == "pay":
                payment = rules.paid(payment, DAY, who, TODAY)
            else:
                payment = {"verify": rules.verified, "approve": rules.approved}[step](payment, who)
        except Refusal as refusal:
            assert refusal.message and refusal.remedy
    if payment.status in ("approved", "paid"):
        assert len(set(payment.approved_by)) == 2
        assert "proposer" not in (*payment.approved_by, payment.verified_by)
