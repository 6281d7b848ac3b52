"""What is still owed about findings, by the clocks: the reply to a finding itself, or to its recommendations and their
remedies.  Whether it is overdue is reckoned from the last day when somebody asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from gateway.reports.reading import Snapshot, at_one_moment

Json = dict[str, Any]


def owed(campaign: str, finding_ids: Sequence[str], today: dt.date) -> dict[str, list[Json]]:
    """Per finding its open deadlines, the first one due first, each with ``overdue``."""

    def read(snapshot: Snapshot) -> dict[str, list[Json]]:
        of_recommendation = {
            row["state"]["recommendation_id"]: row["state"]["finding_id"]
            for row in snapshot.rows(
                {"kind": "recommendation", "campaign": campaign, "state.finding_id": {"$in": list(finding_ids)}},
                sort=[("on", 1), ("_id", 1)],
            )
        }
        about = {**of_recommendation, **{id: id for id in finding_ids}}
        found: dict[str, list[Json]] = {}
        for row in snapshot.rows(
            {
                "kind": "deadline", "campaign": campaign, "state.status": "open",
                "state.about_kind": {"$in": ["finding", "recommendation"]}, "state.about_id": {"$in": list(about)},
            },
            sort=[("on", 1), ("_id", 1)],
        ):
            told = row["state"]
            one = {**told, "overdue": dt.date.fromisoformat(told["due_on"]) < today}
            found.setdefault(about[told["about_id"]], []).append(one)
        return found

    return at_one_moment(read) if finding_ids else {}
