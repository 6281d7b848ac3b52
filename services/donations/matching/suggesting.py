"""The pass that looks for pledges behind bank lines, in steps of bounded work, by the importer when nothing waits to be
imported.

First the lines of each ended import, in the order of the file; then, for pledges written down after their money came,
the lines of their amount. A step reads and compares outside a transaction, and writes what it found in one. Whoever
dies in between has written nothing, and the next step begins at the same line; two importers at once meet in the
import's own record, and one of them has worked in vain.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Sequence
from typing import Any

from pymongo import ReplaceOne, UpdateOne

from messaging.unit_of_work import Store, UnitOfWork
from services.donations.intake.documents import DONATIONS
from services.donations.matching import rules
from services.donations.matching.claims import plain_name, read_claim
from services.donations.matching.commands import new_match
from services.donations.matching.desk import gift_id_of
from services.donations.matching.documents import LINE_MATCHES
from services.donations.matching.scoring import OpenPledge, OpenPledges
from services.donations.matching.telling import publish_matches
from services.donations.pledges.documents import Pledge
from services.donations.statements.documents import LEAST_PLEDGED_VND

Json = dict[str, Any]

LINES_PER_STEP = 2_000
PLEDGES_PER_STEP = 50
LINES_PER_PLEDGE_STEP = 5_000
MOST_SUGGESTIONS = 500
"""Suggestions of one step, which are one event; the step ends there and the next goes on."""
MOST_OPEN_PLEDGES = 50_000
FRESH_SECONDS = 15.0
"""How long the open pledges of a campaign are taken as they were; who confirms is told by the pledge itself."""
ENDED = ("done", "failed")
"""A failed import has posted lines too."""


class Suggester:
    """Suggests, step by step.  clock: seconds that only go forward."""

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._held: tuple[str, float, OpenPledges] | None = None

    def run_step(self) -> bool:
        """One step, if there is anything to look at; False otherwise.  Raises PyMongoError and StoreAway."""
        return self._look_at_an_import() or self._look_for_new_pledges()

    def _look_at_an_import(self) -> bool:
        waiting = {"suggested_at": None, "status": {"$in": list(ENDED)}}
        found = self._store.db.statement_imports.find_one(waiting, {"campaign": 1, "suggested_line_no": 1})
        if found is None:
            return False
        after = int(found.get("suggested_line_no") or 0)
        wanted = {"import_id": found["_id"], "line_no": {"$gt": after}, "credit_vnd": {"$gt": 0}}
        lines = list(self._store.db.statement_lines.find(wanted).sort("line_no", 1).limit(LINES_PER_STEP))
        suggested, upto = self._suggest(found["campaign"], lines)
        done = len(lines) < LINES_PER_STEP and upto == len(lines)
        last = lines[-1]["line_no"] if done and lines else _whole_places(lines[:upto], after)

        def write(uow: UnitOfWork) -> None:
            changes: Json = {"suggested_line_no": last, **({"suggested_at": uow.now} if done else {})}
            held = {"_id": found["_id"], "suggested_line_no": found.get("suggested_line_no")}
            if uow.db.statement_imports.update_one(held, {"$set": changes}).matched_count:
                keep_suggestions(uow, suggested, found["_id"])

        self._store.transact(write)
        return True

    def _look_for_new_pledges(self) -> bool:
        """Lines that came before their pledge was written down. Their imports were looked at too early."""
        pledges = list(Pledge.objects(suggested_at=None).order_by("campaign").limit(PLEDGES_PER_STEP))
        if not pledges:
            return False
        pledges = [one for one in pledges if one.campaign == pledges[0].campaign]
        opened = [one for one in pledges if one.fulfilled_vnd < one.amount_vnd]
        wanted = lines_of_amounts(opened) if opened else {"_id": None}
        lines = list(self._store.db.statement_lines.find(wanted).limit(LINES_PER_PLEDGE_STEP))
        suggested, _ = self._compare(OpenPledges(_open(one) for one in opened), lines)

        def write(uow: UnitOfWork) -> None:
            ids = [one.id for one in pledges]
            looked = uow.db[Pledge._get_collection_name()].update_many(
                {"_id": {"$in": ids}, "suggested_at": None}, {"$set": {"suggested_at": uow.now}}
            )
            if looked.modified_count == len(ids):
                keep_suggestions(uow, suggested, pledges[0].campaign)

        self._store.transact(write)
        return True

    def _suggest(self, campaign: str, lines: Sequence[Json]) -> tuple[list[tuple[Json, list[Json]]], int]:
        if not lines:
            return [], 0
        return self._compare(self._open_pledges(campaign), lines)

    def _compare(
        self, pledges: OpenPledges, lines: Sequence[Json]
    ) -> tuple[list[tuple[Json, list[Json]]], int]:
        """Lines with their candidates, and how many lines were looked at until there were enough."""
        suggested: list[tuple[Json, list[Json]]] = []
        for number, line in enumerate(lines, start=1):
            claim = read_claim(line["memo"] or "", line["counter_account"] or "")
            day = dt.date.fromisoformat(line["posted_on"])
            if found := pledges.candidates(claim, line["credit_vnd"], day):
                suggested.append((line, [one.to_json() for one in found]))
            if len(suggested) == MOST_SUGGESTIONS:
                return suggested, number
        return suggested, len(lines)

    def _open_pledges(self, campaign: str) -> OpenPledges:
        held = self._held
        if held is None or held[0] != campaign or self._clock() - held[1] > FRESH_SECONDS:
            still_owed = {"campaign": campaign, "$expr": {"$lt": ["$fulfilled_vnd", "$amount_vnd"]}}
            newest = Pledge.objects(__raw__=still_owed).order_by("-pledged_on").limit(MOST_OPEN_PLEDGES)
            held = self._held = (campaign, self._clock(), OpenPledges(_open(one) for one in newest))
        return held[2]


def lines_of_amounts(pledges: Sequence[Pledge]) -> Json:
    """The bank lines that may be the whole of what is owed on one of these pledges, of one campaign; an index has
    them."""
    days = [one.pledged_on for one in pledges]
    amounts = sorted({one.amount_vnd - one.fulfilled_vnd for one in pledges})
    return {
        "campaign": pledges[0].campaign, "credit_vnd": {"$in": amounts, "$gte": LEAST_PLEDGED_VND},
        "posted_on": {
            "$gte": (min(days) - dt.timedelta(days=rules.DAYS_BEFORE_PLEDGE)).isoformat(),
            "$lte": (max(days) + dt.timedelta(days=rules.DAYS_AFTER_PLEDGE)).isoformat(),
        },
    }


def keep_suggestions(uow: UnitOfWork, suggested: Sequence[tuple[Json, list[Json]]], subject: str) -> None:
    """Write suggestions for lines that nobody has decided about, and say so; what a person has refused for a line is
    left out of it."""
    ids = [gift_id_of(line) for line, _ in suggested]
    gifts = {one["_id"]: one for one in uow.db[DONATIONS].find({"_id": {"$in": ids}})}
    known = {one["_id"]: one for one in uow.db[LINE_MATCHES].find({"_id": {"$in": ids}})}
    now, matches, changed = [], [], []
    for line, candidates in suggested:
        gift = gifts.get(gift_id_of(line))
        if gift is None or gift.get("reversal_entry_id") or rules.state_of(gift) != rules.UNMATCHED:
            continue
        match = known.get(gift["_id"]) or new_match(gift["_id"], line, [])
        left = [one for one in candidates if one["pledge_id"] not in match["rejected"]]
        if left:
            stored = {**match, "state": rules.SUGGESTED, "candidates": left}
            changes = {"match_state": rules.SUGGESTED, "version": gift["version"] + 1}
            matches.append(ReplaceOne({"_id": gift["_id"]}, stored, upsert=True))
            changed.append(UpdateOne({"_id": gift["_id"]}, {"$set": changes}))
            now.append({**gift, **changes})
    if now:
        uow.db[LINE_MATCHES].bulk_write(matches, ordered=False)
        uow.db[DONATIONS].bulk_write(changed, ordered=False)
    publish_matches(uow, now, subject=subject)


def _whole_places(looked_at: Sequence[Json], after: int) -> int:
    """Up to which line number everything is looked at. One place of a file may hold several lines, the last ones of
    which may not be among these: it is looked at once more, which suggests nothing twice."""
    if not looked_at:
        return after
    last = int(looked_at[-1]["line_no"])
    before = [int(line["line_no"]) for line in looked_at if line["line_no"] < last]
    return before[-1] if before else last


def _open(pledge: Pledge) -> OpenPledge:
    return OpenPledge(
        pledge.id, plain_name(pledge.pledger_name), pledge.memo_code, pledge.amount_vnd, pledge.fulfilled_vnd,
        pledge.pledged_on,
    )
