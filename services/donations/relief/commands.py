"""Call for relief, extend it, write down what was handed out."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.donations.campaigns.commands import campaign_of_unit, find_campaign
from services.donations.campaigns.documents import ReceivingTerms
from services.donations.relief import following, rules
from services.donations.relief.documents import (
    DistributedItem,
    Relief,
    ReliefDistribution,
    ReliefExtension,
    ReliefRule,
)

Json = dict[str, Any]


def save_relief_rule(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """How long relief may take from a day on.  Calls that are out keep the rule they were made under."""
    told = {**command, "from_on": command["from_on"].isoformat()}
    ReliefRule(**told, saved_by=context.actor).save()
    return told


@once
def call_relief(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Start the clocks.  Raises CampaignNotFound, ReliefCalledAlready and what ``rules.check_call`` and
    ``rules.clocks`` raise."""
    campaign = find_campaign(command["campaign"])
    rules.check_call(campaign.kind, command["called_on"], command["document_on"], local_day(uow.now))
    if Relief.objects(campaign=campaign.code).first() is not None:
        raise rules.ReliefCalledAlready(
            "Đợt cứu trợ này đã có văn bản kêu gọi.", field="campaign",
            remedy="Gia hạn nếu cần thêm thời gian; thiên tai khác thì lập đợt cứu trợ khác.",
        )
    rule = rules.rule_on(command["called_on"], _saved_rules())
    told = {name: value for name, value in command.items() if not name.endswith("_days")}
    told["damage_refs"] = following.reported_already(campaign.code, command["damage_refs"])
    clocks = rules.clocks(
        command["called_on"], rule, command["receiving_days"], command["distribution_days"]
    )
    relief = Relief(
        **told, version=0, unit=campaign.lead_unit, citation=rule.citation, receiving_days=rule.receiving_days,
        distribution_days=rule.distribution_days, called_by=context.actor,
    )
    return _set(uow, relief, clocks)


@once
def extend_relief(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Later ends.  Raises ReliefNotCalled and what ``rules.extended`` raises."""
    relief = _load(command["campaign"])
    clocks = rules.extended(
        _clocks(relief), command["receiving_until_on"], command["distribute_until_on"], len(relief.extensions)
    )
    relief.extensions.append(
        ReliefExtension(
            receiving_until_on=clocks.receiving_until_on, distribute_until_on=clocks.distribute_until_on,
            document_number=command["document_number"], reason=command["reason"],
            extended_on=local_day(uow.now), extended_by=context.actor,
        )
    )
    return _set(uow, relief, clocks)


@once
def link_damage(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Further damage reports; those that stand already are passed over.  Raises ReliefNotCalled, TooManyDamageRefs."""
    relief = _load(command["campaign"])
    wanted = list(dict.fromkeys([*relief.damage_refs, *command["damage_refs"]]))
    if len(wanted) > rules.MOST_DAMAGE_REFS:
        raise rules.TooManyDamageRefs(
            f"Nhiều nhất {rules.MOST_DAMAGE_REFS} báo cáo thiệt hại.", field="damage_refs",
            remedy="Ghi số của báo cáo tổng hợp.",
        )
    if wanted == relief.damage_refs:
        return _resource(relief)
    relief.damage_refs = wanted
    return _set(uow, relief, _clocks(relief))


def follow_damage(uow: UnitOfWork, told: Json) -> None:
    """Damage was reported to monitoring (a loaded ``monitoring.damage_reported`` body): see ``following``."""
    following.follow_damage(uow, told, lambda uow, relief: _set(uow, relief, _clocks(relief)))


@once
def record_distribution(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Goods went out.  Raises ReliefNotCalled, UnitNotInCampaign and what ``rules.check_distribution`` raises."""
    campaign = campaign_of_unit(command["campaign"], command["unit"])
    late = rules.check_distribution(
        _clocks(_load(campaign.code)), command["distributed_on"], local_day(uow.now)
    )
    items = [DistributedItem(**one) for one in command["items"]]
    made = ReliefDistribution(
        **{**command, "items": items}, id=uuid.uuid4().hex, version=0, status="recorded", late=late,
        recorded_by=context.actor, recorded_at=uow.now,
    )
    return _say_distribution(uow, made)


@once
def withdraw_distribution(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """The record was wrong.  Raises DistributionNotFound, DistributionWithdrawn."""
    found = _load_distribution(command["distribution_id"])
    if found.status == "withdrawn":
        raise rules.DistributionWithdrawn("Lần phân phối này đã rút.", remedy="Xem lý do trong hồ sơ.")
    found.status, found.withdrawn_reason, found.withdrawn_by = "withdrawn", command["reason"], context.actor
    return _say_distribution(uow, found)


def get_relief(campaign: str) -> Json:
    """The call with its clocks.  Raises ReliefNotCalled."""
    return _resource(_load(campaign))


def get_distribution(distribution_id: str) -> Json:
    """One distribution.  Raises DistributionNotFound."""
    return _distribution(_load_distribution(distribution_id))


def check_relief_open(campaign_code: str, received_on: dt.date) -> None:
    """Whether goods of this day may be taken in.  Raises CampaignNotFound and what ``rules.check_gift`` raises."""
    campaign = find_campaign(campaign_code)
    terms = campaign.receiving
    rules.check_gift(campaign.kind, (terms.from_on, terms.until_on) if terms else None, received_on)


def _saved_rules() -> list[rules.Rule]:
    return [
        rules.Rule(dt.date.fromisoformat(one.from_on), one.receiving_days, one.distribution_days, one.citation)
        for one in ReliefRule.objects
    ]


def _load(campaign: str) -> Relief:
    found: Relief | None = Relief.objects(campaign=campaign).first()
    if found is None:
        raise rules.not_called()
    return found


def _load_distribution(distribution_id: str) -> ReliefDistribution:
    found: ReliefDistribution | None = ReliefDistribution.objects(id=distribution_id).first()
    if found is None:
        raise rules.DistributionNotFound(
            "Không có lần phân phối nào mang mã này.", field="distribution_id", remedy="Chọn lại trong danh sách."
        )
    return found


def _clocks(relief: Relief) -> rules.Clocks:
    return rules.Clocks(relief.called_on, relief.receiving_until_on, relief.distribute_until_on)


def _set(uow: UnitOfWork, relief: Relief, clocks: rules.Clocks) -> Json:
    relief.receiving_until_on, relief.distribute_until_on = clocks.receiving_until_on, clocks.distribute_until_on
    relief.version += 1
    relief.save()
    campaign = find_campaign(relief.campaign)
    campaign.receiving = ReceivingTerms(from_on=clocks.called_on, until_on=clocks.receiving_until_on)
    campaign.save()
    told = _resource(relief)
    uow.publish(
        "donations.relief_saved.v1", subject=relief.campaign, data=told, aggregate_version=relief.version
    )
    return told


def _resource(relief: Relief) -> Json:
    days = ("document_on", "called_on", "receiving_until_on", "distribute_until_on")
    plain = ("campaign", "version", "unit", "disaster", "document_number", "document_issuer", "citation",
             "receiving_days", "distribution_days")
    return {
        **{name: getattr(relief, name) for name in plain}, **{name: getattr(relief, name).isoformat() for name in days},
        "extensions": [
            {
                "receiving_until_on": one.receiving_until_on.isoformat(),
                "distribute_until_on": one.distribute_until_on.isoformat(), "document_number": one.document_number,
                "reason": one.reason, "extended_on": one.extended_on.isoformat(),
            }
            for one in relief.extensions
        ],
        "damage_refs": list(relief.damage_refs),
    }


def _say_distribution(uow: UnitOfWork, found: ReliefDistribution) -> Json:
    found.version += 1
    found.save()
    row = _distribution(found)
    del row["withdrawn_reason"]
    uow.publish("donations.relief_distributions_changed.v1", subject=found.campaign, data={"entries": [row]})
    return _distribution(found)


def _distribution(found: ReliefDistribution) -> Json:
    items = [
        {"name": one.name, "quantity": one.quantity, "measure": one.measure, "value_vnd": one.value_vnd}
        for one in found.items
    ]
    return {
        "distribution_id": found.id, "version": found.version, "campaign": found.campaign, "unit": found.unit,
        "status": found.status, "distributed_on": found.distributed_on.isoformat(), "late": found.late,
        "for_whom": found.for_whom, "place": found.place, "households": found.households, "items": items,
        "value_vnd": sum(one["value_vnd"] for one in items), "need_refs": list(found.need_refs),
        "withdrawn_reason": found.withdrawn_reason,
    }
