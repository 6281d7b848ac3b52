"""Support payments on a real MongoDB: the steps, one active allocation, and a Fund that never goes below zero."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from contracts.refusals import Refusal
from messaging.idempotency import IdempotencyKeyReused
from services.donations.campaigns.commands import CampaignNotFound
from services.donations.campaigns.rules import UnitNotInCampaign
from services.donations.ledger.documents import JournalEntry
from services.donations.migrations import allow_a_second_payment
from services.donations.support import commands, rules
from services.donations.support.documents import EARLIER_INDEXES, FundBalance, Payment

from . import job

pytestmark = pytest.mark.integration

EARLIER_INDEX = EARLIER_INDEXES[0]


def test_support_is_proposed_verified_approved_by_two_and_paid_and_each_step_is_said(store):
    campaign = job.new_campaign(store, received_vnd=5_000_000)
    payment_id = job.approved(store, campaign, household_code="ho-01")
    paid = job.step(store, "pay_support", payment_id, "cashier")

    assert paid["status"] == "paid" and paid["paid_on"] == "2024-11-04"
    assert (paid["verified_by"], paid["approved_by"], paid["paid_by"]) == (
        "commune", ["chair", "treasurer"], "cashier",
    )
    said = job.rows_said(store, payment_id)
    assert [(row["version"], row["status"]) for row in said] == [
        (1, "proposed"), (2, "verified"), (3, "approved_once"), (4, "approved"), (5, "paid"),
    ]
    assert all("household_code" not in row and "proposed_by" not in row for row in said)


def test_a_payment_is_booked_once_and_balanced(store):
    campaign = job.new_campaign(store, received_vnd=5_000_000)
    payment_id = job.approved(store, campaign)
    paid = job.step(store, "pay_support", payment_id, "cashier")
    entry = JournalEntry.objects.get(about_kind="payment", about_id=payment_id)
    assert entry.id == paid["journal_entry_id"]
    assert sum(p.debit_vnd for p in entry.postings) == sum(p.credit_vnd for p in entry.postings) == 1_000_000
    assert entry.booked_on.isoformat() == "2024-11-04"


def test_the_same_person_cannot_approve_twice_nor_the_proposer_at_all(store):
    campaign = job.new_campaign(store)
    payment_id = job.propose(store, campaign)["payment_id"]
    with pytest.raises(rules.VerifierIsProposer):
        job.step(store, "verify_support", payment_id, "proposer")
    job.step(store, "verify_support", payment_id, "commune")
    with pytest.raises(rules.ApproverIsProposer):
        job.step(store, "approve_support", payment_id, "proposer")
    job.step(store, "approve_support", payment_id, "chair")
    with pytest.raises(rules.ApprovedByThemAlready):
        job.step(store, "approve_support", payment_id, "chair")
    assert len(job.rows_said(store, payment_id)) == 3


def test_of_ten_presses_of_approve_by_one_person_one_counts(store):
    campaign = job.new_campaign(store)
    payment_id = job.propose(store, campaign)["payment_id"]
    job.step(store, "verify_support", payment_id, "commune")

    def press(_: int) -> str:
        try:
            return str(job.step(store, "approve_support", payment_id, "chair")["status"])
        except rules.ApprovedByThemAlready:
            return "refused"

    with ThreadPoolExecutor(10) as pool:
        assert sorted(pool.map(press, range(10))) == ["approved_once"] + ["refused"] * 9


def test_support_is_proposed_for_a_known_campaign_and_a_unit_that_takes_part(store):
    with pytest.raises(CampaignNotFound):
        job.propose(store, "no-such-campaign")
    with pytest.raises(UnitNotInCampaign):
        job.propose(store, job.new_campaign(store), unit="589")


def test_an_unknown_payment_is_not_found(store):
    with pytest.raises(rules.PaymentNotFound):
        job.step(store, "verify_support", "no-such-payment", "commune")
    with pytest.raises(rules.PaymentNotFound):
        store.transact(lambda uow: commands.get_payment("no-such-payment"))


def test_a_repeated_request_gives_the_first_answer_and_pays_once(store):
    campaign = job.new_campaign(store, received_vnd=5_000_000)
    payment_id = job.approved(store, campaign)
    first = job.step(store, "pay_support", payment_id, "cashier", key="pay-once")
    assert job.step(store, "pay_support", payment_id, "cashier", key="pay-once") == first
    assert FundBalance.objects.get(campaign=campaign).committed_vnd == 1_000_000
    with pytest.raises(IdempotencyKeyReused):
        job.step(store, "pay_support", job.propose(store, campaign)["payment_id"], "cashier", key="pay-once")


def test_a_household_has_one_active_allocation_of_a_kind_and_the_refusal_names_it(store):
    campaign, another = job.new_campaign(store), job.new_campaign(store)
    first = job.propose(store, campaign, household_code="ho-02", kind="house_new")
    for where in (campaign, another):
        with pytest.raises(rules.AllocationExists) as refused:
            job.propose(store, where, household_code="ho-02", kind="house_new")
        assert refused.value.facts["payment_id"] == first["payment_id"]
    assert job.propose(store, campaign, household_code="ho-02", kind="education")["status"] == "proposed"


def test_once_paid_the_household_may_have_the_same_kind_in_another_campaign_only(store):
    campaign, another = job.new_campaign(store, received_vnd=5_000_000), job.new_campaign(store)
    payment_id = job.approved(store, campaign, household_code="ho-03")
    job.step(store, "pay_support", payment_id, "cashier")
    with pytest.raises(rules.AllocationExists):
        job.propose(store, campaign, household_code="ho-03")
    assert job.propose(store, another, household_code="ho-03")["status"] == "proposed"


def test_a_wrong_proposal_is_withdrawn_and_the_household_can_be_proposed_for_again(store):
    campaign = job.new_campaign(store, received_vnd=5_000_000)
    wrong = job.propose(store, campaign, household_code="ho-05")["payment_id"]
    job.step(store, "verify_support", wrong, "commune")
    withdrawn = job.step(store, "withdraw_support", wrong, "proposer", key="once")
    assert (withdrawn["status"], withdrawn["withdrawn_by"], withdrawn["withdrawn_reason"]) == (
        "withdrawn", "proposer", "Nhầm hộ",
    )
    assert job.step(store, "withdraw_support", wrong, "proposer", key="once") == withdrawn
    for name in ("approve_support", "pay_support", "withdraw_support"):
        with pytest.raises(rules.StepOutOfOrder):
            job.step(store, name, wrong, "chair")
    assert [row["status"] for row in job.rows_said(store, wrong)] == ["proposed", "verified", "withdrawn"]

    right = job.approved(store, campaign, household_code="ho-05")
    assert job.step(store, "pay_support", right, "cashier")["status"] == "paid"
    with pytest.raises(rules.AllocationExists):
        job.propose(store, campaign, household_code="ho-05")


def test_what_is_paid_is_not_withdrawn_and_what_is_held_may_be(store):
    campaign = job.new_campaign(store, received_vnd=5_000_000)
    paid, held = job.approved(store, campaign), job.approved(store, campaign)
    job.step(store, "pay_support", paid, "cashier")
    with pytest.raises(rules.StepOutOfOrder):
        job.step(store, "withdraw_support", paid, "chair")
    found = job.finding("payment", held, campaign)
    job.raised(store, found)
    assert job.step(store, "withdraw_support", held, "chair")["status"] == "withdrawn"
    job.closed(store, found)
    assert job.rows_said(store, held)[-1]["status"] == "withdrawn"


def test_a_database_from_before_withdrawals_lets_the_household_be_proposed_for_again_too(store):
    store.db.payments.delete_many({})
    old = [("campaign", 1), ("household_code", 1), ("kind", 1)]
    store.db.payments.create_index(old, unique=True, name=EARLIER_INDEX)
    allow_a_second_payment(store)
    campaign = job.new_campaign(store)
    wrong = job.propose(store, campaign, household_code="ho-06")["payment_id"]
    job.step(store, "withdraw_support", wrong, "proposer")
    assert job.propose(store, campaign, household_code="ho-06")["status"] == "proposed"
    assert EARLIER_INDEX not in store.db.payments.index_information()


def test_of_ten_proposals_at_once_for_a_household_one_stands_and_nine_are_refused_by_name(store):
    campaign = job.new_campaign(store)

    def propose(_: int) -> str:
        try:
            return str(job.propose(store, campaign, household_code="ho-04")["status"])
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(10) as pool:
        outcomes = sorted(pool.map(propose, range(10)))
    assert outcomes == ["allocation_exists"] * 9 + ["proposed"]
    assert len(Payment.objects(household_code="ho-04")) == 1


def test_a_short_fund_refuses_the_second_approval_with_what_it_has_and_writes_nothing(store):
    campaign = job.new_campaign(store, received_vnd=1_500_000)
    job.approved(store, campaign)
    payment_id = job.approved_once(store, campaign)
    with pytest.raises(rules.FundShort) as refused:
        job.step(store, "approve_support", payment_id, "treasurer")
    assert refused.value.facts == {"available_vnd": 500_000, "wanted_vnd": 1_000_000}
    assert job.rows_said(store, payment_id)[-1]["status"] == "approved_once"

    job.receive(store, campaign, 500_000)
    assert job.step(store, "approve_support", payment_id, "treasurer")["status"] == "approved"
    assert len(JournalEntry.objects(about_id=payment_id)) == 0, "what is reserved is not booked yet"
    assert job.step(store, "pay_support", payment_id, "cashier")["status"] == "paid"
    assert FundBalance.objects.get(campaign=campaign).committed_vnd == 2_000_000


def test_a_withdrawn_payment_gives_its_reservation_back(store):
    campaign = job.new_campaign(store, received_vnd=1_000_000)
    first, second = job.approved(store, campaign), job.approved_once(store, campaign)
    with pytest.raises(rules.FundShort):
        job.step(store, "approve_support", second, "treasurer")
    job.step(store, "withdraw_support", first, "chair")
    assert FundBalance.objects.get(campaign=campaign).committed_vnd == 0
    assert job.step(store, "approve_support", second, "treasurer")["status"] == "approved"


def test_a_payment_approved_before_there_were_reservations_takes_its_money_when_it_is_paid(store):
    campaign = job.new_campaign(store, received_vnd=1_000_000)
    payment_id = job.approved(store, campaign)
    Payment.objects(id=payment_id).update_one(is_reserved=False)
    FundBalance.objects(campaign=campaign).update_one(committed_vnd=0)
    job.step(store, "pay_support", payment_id, "cashier")
    assert FundBalance.objects.get(campaign=campaign).committed_vnd == 1_000_000


def test_money_of_another_unit_or_campaign_is_not_spent(store):
    campaign = job.new_campaign(store)
    job.receive(store, campaign, 9_000_000, unit="583")
    job.new_campaign(store, received_vnd=9_000_000)
    with pytest.raises(rules.FundShort) as refused:
        job.approved(store, campaign)
    assert refused.value.facts["available_vnd"] == 0


def test_of_twenty_payments_at_once_a_fund_for_five_pays_five_and_is_never_overdrawn(store):
    campaign = job.new_campaign(store, received_vnd=5_000_000)
    payment_ids = [job.approved_once(store, campaign) for _ in range(20)]
    FundBalance.objects(campaign=campaign).delete()  # also the first use of the balance is raced for

    def pay(payment_id: str) -> str:
        try:
            job.step(store, "approve_support", payment_id, "treasurer")
            return str(job.step(store, "pay_support", payment_id, "cashier")["status"])
        except rules.FundShort as short:
            assert short.facts["available_vnd"] >= 0
            return "short"

    with ThreadPoolExecutor(20) as pool:
        outcomes = list(pool.map(pay, payment_ids))

    assert sorted(outcomes) == ["paid"] * 5 + ["short"] * 15
    assert FundBalance.objects.get(campaign=campaign).committed_vnd == 5_000_000
    booked = list(JournalEntry.objects(campaign=campaign, about_kind="payment"))
    assert len(booked) == 5
    assert {entry.about_id for entry in booked} == {
        p.id for p in Payment.objects(campaign=campaign, status="paid")
    }
