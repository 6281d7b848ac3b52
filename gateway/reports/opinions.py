"""Opinions whose answer is late on a day, by the office that owes it.

Late is reckoned from the deadline when somebody asks: no job marks anything overnight, so nothing can be marked wrongly
because a job did not run.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from contracts.refusals import Refusal
from gateway import units
from gateway.facts import SOURCE_NAMES
from gateway.reports import listing
from gateway.reports.reading import at_one_moment
from gateway.reports.scope import campaign_state
from runtime.text import fold

Json = dict[str, Any]

MOST_OVERDUE = 5_000

COLUMNS = ("Cơ quan trả lời", "Hạn trả lời", "Quá hạn (ngày)", "Đơn vị", "Lĩnh vực", "Ý kiến", "Ngày nêu", "Mã")


class TooManyOverdue(Refusal):
    """More than one digest can hold."""


def overdue(campaign: str, as_of: dt.date, areas: Sequence[str] | None, unit: str | None, owner: str | None) -> Json:
    """The digest: per office its late opinions, the latest deadline last.

    areas, unit: as in ``listing.Question``; owner: of this office alone, however it is spelt (capitals, diacritics).
    Raises UnknownCampaign, :class:`TooManyOverdue`."""
    name = at_one_moment(lambda snapshot: campaign_state(snapshot, campaign))["name"]
    late = {"status": "recorded", "answered_on": None, "answer_due_on": {"$ne": None, "$lt": as_of.isoformat()}}
    offices: dict[str, Json] = {}
    count = 0
    for row in listing.every(listing.Question("opinion", campaign, areas, unit, state=late)):
        if owner is not None and fold(row["owner"]) != fold(owner):
            continue
        count += 1
        if count > MOST_OVERDUE:
            raise TooManyOverdue(
                f"Có hơn {MOST_OVERDUE} ý kiến quá hạn.", field="unit", remedy="Xem theo từng đơn vị, từng cơ quan."
            )
        office = offices.setdefault(fold(row["owner"]), {"owner": row["owner"], "opinions": []})
        office["opinions"].append(_told(row, as_of))
    for office in offices.values():
        office["opinions"].sort(key=lambda one: (one["answer_due_on"], one["opinion_id"]))
    return {
        "campaign": campaign, "name": name, "as_of": as_of.isoformat(), "count": count,
        "offices": [offices[key] for key in sorted(offices)],
    }


def is_late(row: Json, as_of: dt.date) -> bool:
    """Whether the answer to one opinion is late on a day: the last day to answer is not late itself."""
    due = row["answer_due_on"]
    return bool(due and not row["answered_on"] and row["status"] == "recorded" and due < as_of.isoformat())


def lines(digest: Json) -> Iterator[Json]:
    """The same as a table, for CSV and XLSX."""
    for office in digest["offices"]:
        for one in office["opinions"]:
            yield dict(zip(COLUMNS, (
                office["owner"], one["answer_due_on"], one["days_late"], one["unit_name"], one["category_name"],
                one["summary"], one["voiced_on"], one["opinion_id"],
            ), strict=True))


def _told(row: Json, as_of: dt.date) -> Json:
    return {
        **{name: row[name] for name in ("opinion_id", "unit", "category", "summary", "voiced_on", "answer_due_on")},
        "unit_name": units.name_of(row["unit"]), "category_name": SOURCE_NAMES[row["category"]],
        "days_late": (as_of - dt.date.fromisoformat(row["answer_due_on"])).days,
    }
