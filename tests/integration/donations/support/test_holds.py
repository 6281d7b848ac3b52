"""Findings hold and release payments, whatever the order and number in which their events arrive."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations

import pytest

from messaging.envelope import Envelope
from services.donations.support import holds, rules

from . import job

pytestmark = pytest.mark.integration


def new_household() -> str:
    return f"h{uuid.uuid4().hex[:10]}"


def test_a_finding_against_a_payment_stops_its_steps_until_it_is_closed(store):
    campaign = job.new_campaign(store, received_vnd=5_000_000)
    payment_id = job.approved(store, campaign)
    found = job.finding("payment", payment_id, campaign)
    job.raised(store, found)
    with pytest.raises(rules.PaymentOnHold) as refused:
        job.step(store, "pay_support", payment_id, "cashier")
    assert refused.value.facts == {"finding_ids": [found["finding_id"]]}

    job.closed(store, found)
    assert job.step(store, "pay_support", payment_id, "cashier")["status"] == "paid"
    assert [row["open_finding_ids"] for row in job.rows_said(store, payment_id)[-3:]] == [
        [found["finding_id"]], [], [],
    ]


def test_a_finding_against_a_household_holds_all_its_unpaid_payments_and_no_others(store):
    campaign, household = job.new_campaign(store, received_vnd=5_000_000), new_household()
    paid = job.approved(store, campaign, household_code=household, kind="health")
    job.step(store, "pay_support", paid, "cashier")
    unpaid = [
        job.propose(store, campaign, household_code=household, kind=kind)["payment_id"]
        for kind in ("house_new", "education")
    ]
    neighbour = job.propose(store, campaign)["payment_id"]

    found = job.finding("household", household.upper(), campaign)
    job.raised(store, found)
    assert [job.held_by(store, one) for one in unpaid] == [[found["finding_id"]]] * 2
    assert job.held_by(store, paid) == job.held_by(store, neighbour) == []
    job.closed(store, found)
    assert [job.held_by(store, one) for one in unpaid] == [[], []]


def test_a_payment_proposed_after_a_finding_against_its_household_is_held_too(store):
    campaign, household = job.new_campaign(store), new_household()
    found = job.finding("household", household, campaign)
    job.raised(store, found)
    payment = job.propose(store, campaign, household_code=household)
    assert payment["open_finding_ids"] == [found["finding_id"]]
    with pytest.raises(rules.PaymentOnHold):
        job.step(store, "verify_support", payment["payment_id"], "commune")
    job.closed(store, found)
    assert job.step(store, "verify_support", payment["payment_id"], "commune")["status"] == "verified"


def test_a_payment_is_released_only_when_the_last_of_its_findings_is_closed(store):
    household = new_household()
    campaign = job.new_campaign(store)
    payment_id = job.propose(store, campaign, household_code=household)["payment_id"]
    one, two = job.finding("payment", payment_id, campaign), job.finding("household", household, campaign)
    job.raised(store, one)
    job.raised(store, two)
    job.closed(store, one)
    assert job.held_by(store, payment_id) == [two["finding_id"]]
    with pytest.raises(rules.PaymentOnHold):
        job.step(store, "verify_support", payment_id, "commune")
    job.closed(store, two)
    assert job.held_by(store, payment_id) == []


def test_a_paid_payment_is_not_undone_and_the_finding_stands_beside_it(store):
    campaign = job.new_campaign(store, received_vnd=5_000_000)
    payment_id = job.approved(store, campaign)
    job.step(store, "pay_support", payment_id, "cashier")
    found = job.finding("payment", payment_id, campaign)
    job.raised(store, found)
    last = job.rows_said(store, payment_id)[-1]
    assert (last["status"], last["open_finding_ids"]) == ("paid", [found["finding_id"]])
    job.closed(store, found)
    assert job.rows_said(store, payment_id)[-1]["open_finding_ids"] == []


@pytest.mark.parametrize("kind", ["payment", "household"])
@pytest.mark.parametrize("order", list(permutations([1, 2, 4])), ids=str)
def test_whatever_the_order_of_its_events_a_closed_finding_leaves_no_hold(store, kind, order):
    campaign, household = job.new_campaign(store), new_household()
    payment_id = job.propose(store, campaign, household_code=household)["payment_id"]
    found = job.finding(kind, payment_id if kind == "payment" else household, campaign)
    for version in order:
        status = {1: "open", 2: "replied", 4: "closed"}[version]
        data = {**found, "version": version, "status": status}
        store.transact(lambda uow, data=data: holds.follow_finding(uow, data))
    assert job.held_by(store, payment_id) == []
    later = job.propose(store, campaign, household_code=household, kind="health")
    assert later["open_finding_ids"] == []


def test_a_repeated_event_changes_and_says_nothing(store):
    campaign = job.new_campaign(store)
    payment_id = job.propose(store, campaign)["payment_id"]
    found = job.finding("payment", payment_id, campaign)
    for _ in range(3):
        job.raised(store, found)
    assert [row["version"] for row in job.rows_said(store, payment_id)] == [1, 2]
    job.closed(store, found)
    job.closed(store, found)
    job.raised(store, found)
    assert [row["version"] for row in job.rows_said(store, payment_id)] == [1, 2, 3]


def test_an_envelope_delivered_twice_is_handled_once(store):
    campaign = job.new_campaign(store)
    payment_id = job.propose(store, campaign)["payment_id"]
    event = Envelope(
        id=uuid.uuid4().hex, type="monitoring.finding_raised.v1", subject="f", time=job.NOW,
        data=job.finding("payment", payment_id, campaign), aggregate_version=1, correlation_id="c", causation_id="c",
    )

    def deliver() -> bool:
        return store.handle(event, "donations.payment_holds", lambda uow: holds.follow_finding(uow, event.data))

    assert [deliver(), deliver()] == [True, False]
    assert len(job.held_by(store, payment_id)) == 1


@pytest.mark.parametrize("kind", ["campaign", "donation", "statement_line", "house", "activity"])
def test_a_finding_about_anything_else_holds_nothing(store, kind):
    campaign = job.new_campaign(store)
    payment_id = job.propose(store, campaign)["payment_id"]
    job.raised(store, job.finding(kind, payment_id, campaign))
    assert job.held_by(store, payment_id) == []


def test_a_finding_and_a_proposal_at_the_same_moment_never_miss_each_other(store):
    campaign = job.new_campaign(store)
    for _ in range(15):
        household = new_household()
        found = job.finding("household", household, campaign)
        with ThreadPoolExecutor(2) as pool:
            filed = pool.submit(job.raised, store, found)
            proposed = pool.submit(job.propose, store, campaign, household_code=household)
        filed.result()
        assert job.held_by(store, proposed.result()["payment_id"]) == [found["finding_id"]]


def test_a_finding_about_a_household_holds_only_what_its_own_unit_pays_it(store):
    campaign, another, household = job.new_campaign(store), job.new_campaign(store), new_household()
    at_home = job.propose(store, campaign, household_code=household, unit="583")["payment_id"]
    elsewhere = job.propose(store, campaign, household_code=household, kind="health")["payment_id"]
    other_campaign = job.propose(store, another, household_code=household, unit="583", kind="education")["payment_id"]
    found = job.finding("household", household, campaign, unit="583")
    job.raised(store, found)
    assert job.held_by(store, at_home) == [found["finding_id"]]
    assert job.held_by(store, elsewhere) == job.held_by(store, other_campaign) == []
    later = job.propose(store, campaign, household_code=household, kind="house_repair")
    later_at_home = job.propose(store, campaign, household_code=household, kind="tet_gift", unit="583")
    assert (later["open_finding_ids"], later_at_home["open_finding_ids"]) == ([], [found["finding_id"]])
    job.closed(store, found)
    assert job.held_by(store, at_home) == job.held_by(store, later_at_home["payment_id"]) == []


def test_a_finding_filed_for_the_lead_unit_holds_the_household_s_payments_of_every_unit_of_the_campaign(store):
    campaign, household = job.new_campaign(store), new_household()
    paid_by = [
        job.propose(store, campaign, household_code=household, unit=unit, kind=kind)["payment_id"]
        for unit, kind in (("582", "health"), ("583", "education"))
    ]
    found = job.finding("household", household, campaign, unit="582")
    job.raised(store, found)
    assert [job.held_by(store, one) for one in paid_by] == [[found["finding_id"]]] * 2


@pytest.mark.parametrize("changes", [{"unit": "583"}, {"campaign": "khong-co"}])
def test_a_finding_filed_for_another_unit_or_campaign_freezes_no_payment(store, changes):
    campaign = job.new_campaign(store)
    payment_id = job.propose(store, campaign)["payment_id"]
    job.raised(store, job.finding("payment", payment_id, campaign) | changes)
    assert job.held_by(store, payment_id) == []
