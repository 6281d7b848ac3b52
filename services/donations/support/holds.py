"""Findings of monitoring put unpaid payments on hold, and their end releases them.

Events come late, twice and out of order.  Each carries the finding's full state and version, so only a newer one than
the last applied counts: a "closed" that overtakes its "raised" leaves no hold behind.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from messaging.unit_of_work import UnitOfWork
from services.donations.campaigns.documents import Campaign
from services.donations.houses.commands import hold_house, release_houses
from services.donations.support import rules
from services.donations.support.documents import FollowedFinding, HouseholdHold, Payment
from services.donations.support.telling import publish


def follow_finding(uow: UnitOfWork, event_data: dict[str, Any]) -> None:
    """Bring holds to the state of the finding in ``event_data`` (the loaded body of any ``monitoring.finding_*``).

    An open finding holds the payment, the unpaid payments of the household, or the house with its unpaid payments,
    that it is about, as far as it reaches
    (``rules.reaches``); a closed one releases what it held, and other open findings go on holding.  Findings about
    anything else, and states no newer than the last applied, are passed over.  Publishes
    ``donations.payments_changed.v1`` for the payments that changed."""
    about = event_data["about"]
    if about["kind"] not in rules.HOLDING_SUBJECTS:
        return
    finding_id, is_open = event_data["finding_id"], event_data["status"] != "closed"
    known = FollowedFinding.objects(id=finding_id).first()
    if not rules.is_news(known.version if known else None, event_data["version"]):
        return
    # Household codes are lower-case; a supervisor may have typed one otherwise.
    about_id = about["id"].strip().lower() if about["kind"] == "household" else about["id"]
    finding = FollowedFinding(
        id=finding_id, version=event_data["version"], about_kind=about["kind"], about_id=about_id,
        campaign=event_data["campaign"], unit=event_data["unit"], is_open=is_open,
    )
    finding.save()
    if about["kind"] == "household":
        _mark_household(about_id, finding_id, is_open)
    changed = _hold(uow, finding) if is_open else _release(uow, finding_id)
    publish(uow, changed)


def findings_against_household(household_code: str, campaign: str, unit: str) -> list[str]:
    """Ids of the findings that are open against a household and reach this campaign and unit, for a proposal made in
    this transaction.

    Writes the household's hold document too, so that a finding filed at the same moment meets a write conflict and
    sees the proposal when it runs again."""
    hold = HouseholdHold.objects(id=household_code).modify(upsert=True, new=True, inc__touched=1)
    found = {finding.id: finding for finding in FollowedFinding.objects(id__in=hold.open_finding_ids)}
    return [one for one in hold.open_finding_ids if one in found and _reaches(found[one], campaign, unit)]


def _mark_household(household_code: str, finding_id: str, is_open: bool) -> None:
    change = {"add_to_set__open_finding_ids" if is_open else "pull__open_finding_ids": finding_id}
    HouseholdHold.objects(id=household_code).update_one(upsert=True, inc__touched=1, **change)


def _hold(uow: UnitOfWork, finding: FollowedFinding) -> list[Payment]:
    if finding.about_kind == "payment":
        # Also a paid one: nothing is undone, the finding stands beside it.
        found = Payment.objects(id=finding.about_id)
    elif finding.about_kind == "house":
        reaches = partial(_reaches, finding)
        found = Payment.objects(id__in=hold_house(uow, finding.id, finding.about_id, reaches), is_unpaid=True)
    else:
        found = Payment.objects(household_code=finding.about_id, is_unpaid=True)
    held = []
    for payment in found:
        if finding.id not in payment.open_finding_ids and _reaches(finding, payment.campaign, payment.unit):
            payment.open_finding_ids = [*payment.open_finding_ids, finding.id]
            held.append(_saved(payment))
    return held


def _reaches(finding: FollowedFinding, campaign: str, unit: str) -> bool:
    filed_for = Campaign.objects(code=finding.campaign).only("lead_unit").first()
    return rules.reaches(finding.campaign, finding.unit, filed_for.lead_unit if filed_for else None, campaign, unit)


def _release(uow: UnitOfWork, finding_id: str) -> list[Payment]:
    release_houses(uow, finding_id)
    released = []
    for payment in Payment.objects(open_finding_ids=finding_id):
        payment.open_finding_ids = [one for one in payment.open_finding_ids if one != finding_id]
        released.append(_saved(payment))
    return released


def _saved(payment: Payment) -> Payment:
    payment.version += 1
    payment.save()
    return payment
