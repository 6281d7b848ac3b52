"""Save rules, propose whom they honour, nominate by hand, decide."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from contracts.events import MAX_ENTRIES
from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from runtime.clock import local_day
from services.donations.campaigns.commands import campaign_of_unit
from services.donations.intake.rules import public_name
from services.donations.recognition import rules
from services.donations.recognition.documents import Honour, RecognitionRule
from services.donations.recognition.giving import givers

Json = dict[str, Any]


def save_recognition_rule(uow: UnitOfWork, command: Json) -> Json:
    """Make a rule, or bring one that nothing rests on to this state.  Raises RuleWasUsed."""
    rule_id = f"{command['code']}:{command['from_on'].isoformat()}"
    told = _rule(RecognitionRule(id=rule_id, **command))
    found = RecognitionRule.objects(id=rule_id).first()
    if found is not None and _rule(found) == told:
        return told
    if found is not None and Honour.objects(rule_id=rule_id).first() is not None:
        raise rules.RuleWasUsed(
            "Đã có đề nghị khen thưởng theo tiêu chuẩn này.", field="from_on",
            remedy="Ghi mức mới với ngày bắt đầu muộn hơn; mức cũ vẫn giữ cho các năm trước.",
        )
    RecognitionRule(id=rule_id, **command).save()
    return told


def list_recognition_rules(_uow: UnitOfWork, _command: Json) -> Json:
    """Every state of every rule."""
    return {"rules": [_rule(one) for one in RecognitionRule.objects.order_by("code", "from_on")]}


@once
def propose_honours(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Compute the proposals of a rule for a year, and bring those that nobody decided up to date.

    Raises CampaignNotFound, UnitNotInCampaign, RuleNotFound, YearNotBegun, TooManyProposed."""
    _check_place(command["campaign"], command["unit"])
    year = command["year"]
    rules.check_year(year, local_day(uow.now))
    rule, criteria = _rule_of(command["rule"], year)
    first_on, last_on = rules.period(year, criteria.span_years)
    found = givers(uow, command["within"], first_on, last_on, criteria.at_least_vnd)
    worthy = rules.ranked(one for one in (rules.deserved(giver, criteria, year) for giver in found) if one)
    rules.check_count(len(worthy))
    changed, proposed = _bring_up_to_date(uow, command, rule, worthy, context.actor)
    _say(uow, changed)
    return {
        "rule": rule.code, "from_on": rule.from_on.isoformat(), "year": year, "unit": command["unit"],
        "met": len(worthy), "changed": len(changed), "honours": [_resource(one) for one in proposed],
    }


@once
def nominate_honour(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """By hand, with the reason.  Raises CampaignNotFound, UnitNotInCampaign, YearNotBegun, NominatedAlready."""
    _check_place(command["campaign"], command["unit"])
    rules.check_year(command["year"], local_day(uow.now))
    place = (command["form"], command["level"], command["kind"], command["year"], command["unit"])
    same = f"by hand:{':'.join(map(str, place))}:{command['reference']}:{rules.name_key(command['name'])}"
    if Honour.objects(same=same).first() is not None:
        raise rules.NominatedAlready(
            "Đã có đề nghị này cho năm và đơn vị đó.", field="name", remedy="Xem đề nghị đã lập."
        )
    made = Honour(
        **command, id=uuid.uuid4().hex, version=1, same=same, span_years=1, status="proposed",
        proposed_on=local_day(uow.now), proposed_by=context.actor,
    )
    made.save(force_insert=True)
    _say(uow, [made])
    return _resource(made)


@once
def decide_honour(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Approve or reject.  Raises HonourNotFound and what ``rules.check_decision`` raises."""
    found = _load(command["honour_id"])
    rules.check_decision(
        found.status, found.proposed_by, context.actor, found.proposed_on, command["decided_on"],
        local_day(uow.now),
    )
    found.status = "approved" if command["approved"] else "rejected"
    found.decided_on, found.decided_by = command["decided_on"], context.actor
    found.decision_number, found.decision_reason = command["decision_number"], command["reason"]
    found.version += 1
    found.save()
    _say(uow, [found])
    return _resource(found)


def get_honour(honour_id: str) -> Json:
    """The full resource.  Raises HonourNotFound."""
    return _resource(_load(honour_id))


def list_honours(_uow: UnitOfWork, command: Json) -> Json:
    """A page with full names; ``next`` is None on the last."""
    asked = Honour.objects(campaign=command["campaign"], id__gt=command["after"])
    for name in ("year", "status"):
        if command[name] is not None:
            asked = asked.filter(**{name: command[name]})
    if command["unit_in"]:
        asked = asked.filter(unit__in=command["unit_in"])
    page = list(asked.order_by("id").limit(command["limit"] + 1))
    shown = page[: command["limit"]]
    return {
        "honours": [_resource(one) for one in shown],
        "next": shown[-1].id if len(page) > len(shown) else None,
    }


def _check_place(campaign_code: str, unit: str) -> None:
    campaign_of_unit(campaign_code, unit)


def _rule_of(code: str, year: int) -> tuple[RecognitionRule, rules.Criteria]:
    saved = {
        rules.Criteria(
            one.code, one.from_on, one.span_years, one.at_least_vnd, one.years_in_row, tuple(one.donor_kinds)
        ): one
        for one in RecognitionRule.objects(code=code)
    }
    criteria = rules.in_force(saved, year)
    if criteria is None:
        raise rules.RuleNotFound(
            f"Không có tiêu chuẩn “{code}” nào có hiệu lực vào cuối năm {year}.", field="rule",
            remedy="Ghi tiêu chuẩn trước, có ngày bắt đầu và căn cứ.",
        )
    return saved[criteria], criteria


def _bring_up_to_date(
    uow: UnitOfWork, command: Json, rule: RecognitionRule, worthy: Sequence[rules.Deserved], actor: str
) -> tuple[list[Honour], list[Honour]]:
    """The honours that changed, and all that the rule now proposes or that were decided under it."""
    place = f"{rule.code}:{command['year']}:{command['unit']}"
    standing = {one.same: one for one in Honour.objects(
        rule=rule.code, year=command["year"], unit=command["unit"])}
    changed, proposed, today = [], [], local_day(uow.now)
    for one in worthy:
        same = f"{place}:{rules.name_key(one.name)}"
        found = standing.pop(same, None)
        facts = {**one._asdict(), "rule_id": rule.id, "status": "proposed"}
        if found is not None and found.status in ("approved", "rejected"):
            proposed.append(found)
            continue
        if found is None:
            found = Honour(
                id=uuid.uuid4().hex, version=0, same=same, campaign=command["campaign"], unit=command["unit"],
                kind="donor", form=rule.form, level=rule.level, rule=rule.code, rule_name=rule.name,
                year=command["year"], span_years=rule.span_years, proposed_on=today, proposed_by=actor,
            )
        else:
            facts["name"] = found.name  # another writing of it is no change
        if found.version == 0 or any(getattr(found, name) != value for name, value in facts.items()):
            for name, value in facts.items():
                setattr(found, name, value)
            changed.append(found)
        proposed.append(found)
    for gone in standing.values():
        if gone.status == "proposed":
            gone.status = "lapsed"
            changed.append(gone)
    for one in changed:
        one.version += 1
        one.save()
    return changed, proposed


def _load(honour_id: str) -> Honour:
    found: Honour | None = Honour.objects(id=honour_id).first()
    if found is None:
        raise rules.HonourNotFound(
            "Không có đề nghị khen thưởng nào mang mã này.", field="honour_id", remedy="Chọn lại trong danh sách."
        )
    return found


def _say(uow: UnitOfWork, honours: Sequence[Honour]) -> None:
    for first in range(0, len(honours), MAX_ENTRIES):
        some = honours[first : first + MAX_ENTRIES]
        uow.publish(
            "donations.honours_changed.v1", subject=some[0].campaign, data={"entries": [_row(one) for one in some]}
        )


def _rule(one: RecognitionRule) -> Json:
    plain = ("code", "name", "form", "level", "span_years", "at_least_vnd", "years_in_row", "citation")
    return {
        **{name: getattr(one, name) for name in plain}, "from_on": one.from_on.isoformat(),
        "donor_kinds": list(one.donor_kinds),
    }


_PLAIN = ("version", "campaign", "unit", "kind", "form", "level", "rule", "year", "span_years", "total_vnd", "gifts",
          "years_in_row", "status")


def _row(found: Honour) -> Json:
    return {
        "honour_id": found.id, **{name: getattr(found, name) for name in _PLAIN},
        "name": public_name(found.name, found.name_display), "proposed_on": found.proposed_on.isoformat(),
        "decided_on": found.decided_on.isoformat() if found.decided_on else None,
    }


def _resource(found: Honour) -> Json:
    return {
        **_row(found), "full_name": found.name, "name_display": found.name_display, "rule_name": found.rule_name,
        "reason": found.reason, "reference": found.reference, "proposed_by": found.proposed_by,
        "decided_by": found.decided_by, "decision_number": found.decision_number,
        "decision_reason": found.decision_reason,
    }
