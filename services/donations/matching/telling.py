"""A gift with its match, as the read models hear of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contracts.events import MAX_ENTRIES
from messaging.unit_of_work import UnitOfWork
from services.donations.intake.telling import rows_of
from services.donations.matching.rules import state_of


def publish_matches(uow: UnitOfWork, gifts: Sequence[dict[str, Any]], subject: str) -> None:
    """Say how these bank gifts now stand (donations.donations_matched.v1).

    Their amounts are the ones that were said when they were booked: nothing received changes, only whose it is. The
    donor's name goes out as far as the donor consents, and the memo only while the name is shown whole."""
    for start in range(0, len(gifts), MAX_ENTRIES):
        some = gifts[start : start + MAX_ENTRIES]
        rows = zip(rows_of(uow, some), some, strict=True)
        entries = [{**row, "match_state": state_of(gift)} for row, gift in rows]
        uow.publish("donations.donations_matched.v1", subject=subject, data={"entries": entries})
