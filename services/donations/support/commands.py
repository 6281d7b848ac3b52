"""The steps of a support payment: load, decide by the rules, save, publish."""

from __future__ import annotations

from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.donations.beneficiaries import rules as household_rules
from services.donations.beneficiaries.commands import unit_has_register
from services.donations.beneficiaries.documents import Household
from services.donations.campaigns.commands import campaign_of_unit
from services.donations.ledger import rules as accounts
from services.donations.programmes.commands import programme_for
from services.donations.support import fund, rules
from services.donations.support.documents import THE_ONE, Payment, new_payment_id
from services.donations.support.holds import findings_against_household
from services.donations.support.telling import publish, resource

Resource = dict[str, Any]


@once
def propose_support(uow: UnitOfWork, command: Resource, context: CommandContext) -> Resource:
    """Propose support for a household; findings that are open against it hold the payment from the start.

    Where the unit has a register of households, the household must be in it.  Raises CampaignNotFound,
    UnitNotInCampaign, AllocationExists, DayInFuture, DayTooEarly, HouseholdNotFound, HouseholdClosed,
    HouseholdElsewhere, NoProgrammeOnTheDay, CeilingExceeded."""
    campaign_of_unit(command["campaign"], command["unit"])
    today = local_day(uow.now)
    on = command["proposed_on"] or today
    _check_household(command["household_code"], command["campaign"], command["unit"])
    programme = programme_for(command["campaign"], command["kind"], on, command["amount_vnd"])
    payment_id = new_payment_id()
    several = programme is not None and programme.several_per_household
    if not several:
        _refuse_second_allocation(command["campaign"], command["household_code"], command["kind"])
    proposal = rules.proposed(
        on,
        context.actor,
        today,
        findings_against_household(command["household_code"], command["campaign"], command["unit"]),
    )
    payment = Payment(
        id=payment_id,
        allocation=payment_id if several else THE_ONE,
        programme=programme.code if programme else None,
        version=1,
        campaign=command["campaign"],
        unit=command["unit"],
        kind=command["kind"],
        household_code=command["household_code"],
        amount_vnd=command["amount_vnd"],
        reason=command["reason"],
        status=proposal.status,
        is_unpaid=True,
        proposed_on=proposal.proposed_on,
        proposed_by=proposal.proposed_by,
        proposed_at=uow.now,
        open_finding_ids=list(proposal.open_finding_ids),
    )
    payment.save(force_insert=True)
    publish(uow, [payment])
    return resource(payment)


@once
def verify_support(uow: UnitOfWork, command: Resource, context: CommandContext) -> Resource:
    """Verify a proposal at the commune.  Raises PaymentNotFound and what ``rules.verified`` raises."""
    payment = _load(command["payment_id"])
    after = rules.verified(facts_of(payment), context.actor)
    payment.verified_by, payment.verified_at = after.verified_by, uow.now
    return _advance(uow, payment, after)


@once
def approve_support(uow: UnitOfWork, command: Resource, context: CommandContext) -> Resource:
    """Approve a verified payment, once of twice; the second approval reserves its money in the Fund.

    Raises PaymentNotFound, FundShort and what ``rules.approved`` raises."""
    payment = _load(command["payment_id"])
    after = rules.approved(facts_of(payment), context.actor)
    payment.approved_by = list(after.approved_by)
    payment.approved_at = [*payment.approved_at, uow.now]
    if after.status == "approved":
        fund.reserve(uow, payment)
    return _advance(uow, payment, after)


@once
def pay_support(uow: UnitOfWork, command: Resource, context: CommandContext) -> Resource:
    """Pay an approved payment in cash of its unit, and book it.

    Raises PaymentNotFound, PaymentInBatch, FundShort and what ``rules.paid`` raises."""
    payment = _load(command["payment_id"])
    rules.check_not_in_batch(payment.batch_id)
    today = local_day(uow.now)
    after = rules.paid(facts_of(payment), command["paid_on"] or today, context.actor, today)
    payment.paid_on, payment.paid_by, payment.paid_at = after.paid_on, after.paid_by, uow.now
    payment.is_unpaid = False
    fund.pay_out(uow, [payment], accounts.cash_box(payment.unit), context)
    return _advance(uow, payment, after)


@once
def withdraw_support(uow: UnitOfWork, command: Resource, context: CommandContext) -> Resource:
    """Withdraw a proposal that is not paid; the household is free for another.

    Raises PaymentNotFound, PaymentInBatch and what ``rules.withdrawn`` raises."""
    payment = _load(command["payment_id"])
    rules.check_not_in_batch(payment.batch_id)
    after = rules.withdrawn(facts_of(payment), context.actor)
    payment.withdrawn_by, payment.withdrawn_at = after.withdrawn_by, uow.now
    payment.withdrawn_reason = command["reason"]
    fund.release(payment)
    payment.is_unpaid = False
    return _advance(uow, payment, after)


@once
def confirm_support(uow: UnitOfWork, command: Resource, context: CommandContext) -> Resource:
    """Write down what the recipient says of a paid payment.

    Raises PaymentNotFound and what ``rules.check_confirmation`` raises."""
    payment = _load(command["payment_id"])
    rules.check_confirmation(facts_of(payment), payment.was_received, command["confirmed_on"], context.actor,
                             local_day(uow.now))
    payment.confirmed_on, payment.was_received = command["confirmed_on"], command["received"]
    payment.confirmed_name, payment.confirmed_manner = command["name"], command["manner"]
    payment.confirmed_note = command["note"]
    payment.confirmed_by, payment.confirmed_at = context.actor, uow.now
    return _advance(uow, payment, facts_of(payment))


def get_payment(payment_id: str) -> Resource:
    """The full payment.  Raises PaymentNotFound."""
    return resource(_load(payment_id))


def _check_household(code: str, campaign: str, unit: str) -> None:
    household = Household.objects(code=code).first()
    if household is None:
        if unit_has_register(campaign, unit):
            raise household_rules.HouseholdNotFound
        return
    if household.status != "active":
        raise household_rules.HouseholdClosed
    if (household.campaign, household.unit) != (campaign, unit):
        raise household_rules.HouseholdElsewhere(
            f"Hộ này thuộc đơn vị {household.unit}, đợt vận động {household.campaign}.", field="household_code",
            remedy="Chọn đúng đơn vị và đợt vận động của hộ.", unit=household.unit, campaign=household.campaign,
        )


def _refuse_second_allocation(campaign: str, household_code: str, kind: str) -> None:
    # Read and insert are one transaction: of two proposals at once the second meets the first's insert as a write
    # conflict on the unique index, runs again, and is refused here by name.
    same = Payment.objects(household_code=household_code, kind=kind, allocation=THE_ONE)
    standing = same.filter(is_unpaid=True).first() or same.filter(campaign=campaign, status__in=rules.STANDING).first()
    if standing is not None:
        raise rules.allocation_exists(standing.id, standing.status, standing.campaign)


def _load(payment_id: str) -> Payment:
    payment: Payment | None = Payment.objects(id=payment_id).first()
    if payment is None:
        raise rules.PaymentNotFound(
            f"Không có khoản hỗ trợ nào mang mã {payment_id}.", field="payment_id", remedy="Kiểm tra lại mã."
        )
    return payment


def facts_of(payment: Payment) -> rules.Payment:
    return rules.Payment(
        status=payment.status,
        proposed_on=payment.proposed_on,
        proposed_by=payment.proposed_by,
        verified_by=payment.verified_by,
        approved_by=tuple(payment.approved_by),
        paid_on=payment.paid_on,
        paid_by=payment.paid_by,
        withdrawn_by=payment.withdrawn_by,
        open_finding_ids=tuple(payment.open_finding_ids),
    )


def _advance(uow: UnitOfWork, payment: Payment, after: rules.Payment) -> Resource:
    payment.status = after.status
    payment.version += 1
    payment.save()
    publish(uow, [payment])
    return resource(payment)
