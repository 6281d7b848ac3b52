"""Damage that units report to monitoring reaches the relief of its campaign by itself, called before or after.

Events come late, twice and out of order: of each report only a newer version than the last one seen counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from messaging.unit_of_work import UnitOfWork
from services.donations.relief import rules
from services.donations.relief.documents import Relief, ReportedDamage

Say = Callable[[UnitOfWork, Relief], Any]


def follow_damage(uow: UnitOfWork, told: dict[str, Any], say: Say) -> None:
    """Bring relief to the state of a ``monitoring.damage_reported`` body; ``say`` saves and publishes a relief."""
    for entry in told["entries"]:
        known = ReportedDamage.objects(id=entry["damage_id"]).first()
        if known is not None and entry["version"] <= known.version:
            continue
        report = ReportedDamage(
            id=entry["damage_id"], version=entry["version"], campaign=entry["campaign"],
            ref=f"{entry['unit']}:{entry['disaster_code']}", stands=entry["status"] != "withdrawn",
        )
        report.save()
        relief = Relief.objects(campaign=report.campaign).first()
        if relief is not None and _brought_up(relief, report):
            say(uow, relief)


def reported_already(campaign: str, refs: Sequence[str]) -> list[str]:
    """References of a call, with the damage that units of the campaign have reported before it."""
    found = ReportedDamage.objects(campaign=campaign, stands=True).order_by("id").limit(rules.MOST_DAMAGE_REFS)
    return list(dict.fromkeys([*refs, *(one.ref for one in found)]))[: rules.MOST_DAMAGE_REFS]


def _brought_up(relief: Relief, report: ReportedDamage) -> bool:
    there = report.ref in relief.damage_refs
    if report.stands and not there and len(relief.damage_refs) < rules.MOST_DAMAGE_REFS:
        relief.damage_refs.append(report.ref)
    elif there and not report.stands:
        relief.damage_refs.remove(report.ref)
    else:
        return False
    return True
