"""Sign a commitment, report on it, end it."""

from __future__ import annotations

from typing import Any

from bson import ObjectId

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day, wire_instant
from services.donations.campaigns.commands import campaign_of_unit
from services.donations.commitments import rules
from services.donations.commitments.documents import Commitment, CommitmentReport
from services.donations.intake.rules import public_name

Json = dict[str, Any]


@once
def register_commitment(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Write a signed commitment down.

    Raises CampaignNotFound, UnitNotInCampaign, HouseholdSponsoredAlready and what ``rules.check_signing`` raises."""
    campaign_of_unit(command["campaign"], command["unit"])
    rules.check_signing(
        command["unit"], command["partner_unit"], command["signed_on"], command["until_on"], local_day(uow.now)
    )
    if command["kind"] == "sponsorship":
        _refuse_second_sponsor(command["household_code"])
    made = Commitment(
        id=str(ObjectId()), version=0, status="active", registered_by=context.actor, **command,
    )
    return _advance(uow, made)


@once
def report_commitment(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Add a report.  Raises CommitmentNotFound and what ``rules.check_report`` raises."""
    found = _load(command["commitment_id"])
    on = command["reported_on"]
    rules.check_report(found.status, found.signed_on, len(found.reports), on, local_day(uow.now))
    sponsored = found.kind == "sponsorship"
    found.reports.append(
        CommitmentReport(
            reported_on=on, what=command["what"], given_vnd=command["given_vnd"],
            household_class=command["household_class"] if sponsored else None, reported_by=context.actor,
            reported_at=uow.now,
        )
    )
    classes = [(one.reported_on, one.household_class) for one in found.reports if one.household_class]
    # By the day it was seen: a report that was written late does not undo a newer one.
    found.household_class = max(classes, key=lambda one: one[0])[1] if classes else None
    return _advance(uow, found)


@once
def end_commitment(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """End it.  Raises CommitmentNotFound and what ``rules.check_end`` raises."""
    found = _load(command["commitment_id"])
    rules.check_end(
        found.kind, found.status, found.signed_on, found.household_class, command["ended_on"],
        command["fulfilled"], local_day(uow.now),
    )
    found.status = "fulfilled" if command["fulfilled"] else "ended"
    found.ended_on, found.end_reason = command["ended_on"], command["reason"]
    return _advance(uow, found)


def get_commitment(commitment_id: str) -> Json:
    """The full resource.  Raises CommitmentNotFound."""
    return _resource(_load(commitment_id))


def _refuse_second_sponsor(household_code: str) -> None:
    # Of two at once the second meets the first's insert on the unique index, runs again, and is refused here by name.
    standing = Commitment.objects(household_code=household_code, kind="sponsorship", status="active").first()
    if standing is not None:
        raise rules.HouseholdSponsoredAlready(
            "Hộ này đang có người nhận đỡ đầu.", field="household_code",
            remedy="Xem cam kết đang thực hiện; kết thúc cam kết đó rồi mới lập cam kết mới.",
            commitment_id=standing.id,
        )


def _load(commitment_id: str) -> Commitment:
    found: Commitment | None = Commitment.objects(id=commitment_id).first()
    if found is None:
        raise rules.CommitmentNotFound(
            "Không có cam kết nào mang mã này.", field="commitment_id", remedy="Kiểm tra lại mã cam kết."
        )
    return found


def _advance(uow: UnitOfWork, found: Commitment) -> Json:
    found.version += 1
    found.save()
    uow.publish("donations.commitments_changed.v1", subject=found.campaign, data={"entries": [_row(found)]})
    return _resource(found)


def _row(found: Commitment) -> Json:
    reported = [one.reported_on for one in found.reports]
    return {
        "commitment_id": found.id, "version": found.version, "campaign": found.campaign, "unit": found.unit,
        "kind": found.kind, "status": found.status,
        "partner_name": public_name(found.partner_name, found.name_display), "partner_unit": found.partner_unit,
        "signed_on": found.signed_on.isoformat(),
        "until_on": found.until_on.isoformat() if found.until_on else None,
        "ended_on": found.ended_on.isoformat() if found.ended_on else None,
        "monthly_vnd": found.monthly_vnd, "given_vnd": sum(one.given_vnd for one in found.reports),
        "reports": len(found.reports), "last_reported_on": max(reported).isoformat() if reported else None,
        "household_class": found.household_class,
    }


def _resource(found: Commitment) -> Json:
    return {
        **_row(found), "household_code": found.household_code, "partner_full_name": found.partner_name,
        "name_display": found.name_display, "document_number": found.document_number, "promise": found.promise,
        "end_reason": found.end_reason,
        "report_list": [
            {
                "reported_on": one.reported_on.isoformat(), "what": one.what, "given_vnd": one.given_vnd,
                "household_class": one.household_class, "reported_by": one.reported_by,
                "reported_at": wire_instant(one.reported_at),
            }
            for one in found.reports
        ],
    }
