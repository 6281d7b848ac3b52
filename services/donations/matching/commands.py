"""Decide about bank lines: confirm, reject, attribute, undo. One transaction each, and each names the version it saw.

The money stays where it was booked: a decision changes whose gift it is and which pledge it counts towards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from services.donations.intake.documents import DONATIONS
from services.donations.intake.naming import renamed
from services.donations.intake.rules import ANONYMOUS
from services.donations.matching import desk, rules
from services.donations.matching.claims import read_claim
from services.donations.matching.documents import DECISIONS, FALLEN, LINE_MATCHES
from services.donations.matching.telling import publish_matches
from services.donations.pledges import commands as pledges
from services.donations.pledges.documents import Pledge
from services.donations.pledges.rules import PledgeAlreadyFulfilled, PledgeNotFound, PledgeOfAnotherCampaign

Json = dict[str, Any]

NOBODY = {"pledge_id": None, "donor_name": "", "name_display": ANONYMOUS}


@once
def confirm_match(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """A person says that a suggested pledge is the right one: the gift fulfils it, and its pledger is the donor.

    Raises LineNotFound, LineDecidedMeanwhile, BookingTakenBack, NothingSuggested, NotSuggested,
    PledgeAlreadyFulfilled."""

    def confirm(gift: Json, match: Json) -> Json:
        wanted = command["pledge_id"]
        rules.check_confirm(rules.state_of(gift), [one["pledge_id"] for one in match["candidates"]], wanted)
        pledge = _pledge(wanted, gift["campaign"])
        if pledge.fulfilled_vnd >= pledge.amount_vnd:
            raise PledgeAlreadyFulfilled
        return {"state": rules.CONFIRMED, **_donor_of(pledge)}

    return _decide(uow, "confirm_match", command, context, confirm)


@once
def reject_match(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """A person says that none of the suggested pledges is the right one; they are not suggested again for this line.

    Raises LineNotFound, LineDecidedMeanwhile, BookingTakenBack, NothingSuggested."""

    def reject(gift: Json, _match: Json) -> Json:
        rules.check_reject(rules.state_of(gift))
        return {"state": rules.UNMATCHED, **NOBODY}

    return _decide(uow, "reject_match", command, context, reject)


@once
def attribute_line(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """A person knows whose gift it is: a pledge, a donor by name, or both (then the name given counts).

    Raises LineNotFound, LineDecidedMeanwhile, BookingTakenBack, LineAlreadyDecided, NobodyNamed, PledgeNotFound,
    PledgeOfAnotherCampaign."""

    def attribute(gift: Json, _match: Json) -> Json:
        rules.check_attribute(rules.state_of(gift), command["pledge_id"], command["donor_name"])
        whose = _donor_of(_pledge(command["pledge_id"], gift["campaign"])) if command["pledge_id"] else dict(NOBODY)
        if command["donor_name"]:
            whose |= {"donor_name": command["donor_name"], "name_display": command["name_display"]}
        return {"state": rules.ATTRIBUTED, **whose}

    return _decide(uow, "attribute_line", command, context, attribute)


@once
def undo_match(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take the last decision back: pledge, donor and suggestions are as before it. A match by code can be undone too,
    where somebody wrote a code that was not theirs.

    Raises LineNotFound, LineDecidedMeanwhile, BookingTakenBack, NothingToUndo."""

    def undo(gift: Json, match: Json) -> Json:
        decided = uow.db[DECISIONS].find_one({"_id": match["decision_id"]}) if match["decision_id"] else None
        rules.check_undo(rules.state_of(gift), decided is not None)
        return dict(decided["before"]) if decided else {"state": rules.UNMATCHED, **NOBODY, "decision_id": None}

    return _decide(uow, "undo_match", command, context, undo)


def matches_fall_away(uow: UnitOfWork, donation_ids: Iterable[str]) -> int:
    """Take suggestions and decisions of these gifts off the desk, in the transaction that takes their booking back.

    The gifts themselves, and what their pledges lose by it, are the caller's: it reads ``pledge_id`` of the gift, which
    is the pledge that counts now, however it was matched. Gives how many there were."""
    changed = uow.db[LINE_MATCHES].update_many({"_id": {"$in": list(donation_ids)}}, {"$set": {"state": FALLEN}})
    return int(changed.modified_count)


def _decide(
    uow: UnitOfWork, name: str, command: Json, context: CommandContext, judge: Callable[[Json, Json], Json]
) -> Json:
    gift, line = desk.find_line(uow, command["donation_id"])
    rules.check_version(gift, command["version"])
    match = uow.db[LINE_MATCHES].find_one({"_id": gift["_id"]}) or _new_match(gift, line)
    outcome = judge(gift, match)
    before = {
        "state": rules.state_of(gift), "decision_id": match["decision_id"],
        **{field: gift[field] for field in NOBODY},
    }
    decision_id = f"{gift['_id']}-{gift['version'] + 1}"
    # After an undo the decision before the undone one holds again.
    holds = outcome.pop("decision_id", decision_id)
    now = _write_gift(uow, gift, outcome)
    _write_match(uow, match, now, holds, rejecting=name == "reject_match", undoing=name == "undo_match")
    uow.db[DECISIONS].insert_one({
        "_id": decision_id, "donation_id": gift["_id"], "version": now["version"], "what": name,
        "decided_by": context.actor, "decided_at": uow.now, "note": command["note"], "before": before,
        **{field: now[field] for field in NOBODY},
    })  # fmt: skip
    publish_matches(uow, [now], subject=gift["_id"])
    return desk.describe_line(uow, now, line)


def _write_gift(uow: UnitOfWork, gift: Json, outcome: Json) -> Json:
    """The gift as it now stands. Two who saw the same version meet here, and one of them is refused."""
    changes = {
        "match_state": outcome["state"], "version": gift["version"] + 1,
        **{field: outcome[field] for field in NOBODY}, **renamed(outcome["donor_name"]),
    }
    held = {"_id": gift["_id"], "version": gift["version"]}
    if not uow.db[DONATIONS].update_one(held, {"$set": changes}).matched_count:
        raise rules.LineDecidedMeanwhile(gift["version"], gift["version"] + 1, "")
    moved = {}
    # What went back to the donor counts towards no pledge.
    counts_vnd = gift["amount_vnd"] - (gift.get("refunded_vnd") or 0)
    if gift["pledge_id"] != changes["pledge_id"] and counts_vnd:
        moved = {gift["pledge_id"]: -counts_vnd, changes["pledge_id"]: counts_vnd}
    pledges.fulfil(uow, {pledge: amount for pledge, amount in moved.items() if pledge})
    return {**gift, **changes}


def _write_match(
    uow: UnitOfWork, match: Json, gift: Json, decision_id: str | None, *, rejecting: bool, undoing: bool
) -> None:
    refused = {one["pledge_id"] for one in match["candidates"]}
    rejected = set(match["rejected"])
    if rejecting:
        rejected |= refused
    elif undoing:
        rejected -= refused
    stored = {**match, "state": gift["match_state"], "decision_id": decision_id, "rejected": sorted(rejected)}
    uow.db[LINE_MATCHES].replace_one({"_id": match["_id"]}, stored, upsert=True)


def _new_match(gift: Json, line: Json) -> Json:
    return new_match(gift["_id"], line, [])


def new_match(donation_id: str, line: Json, candidates: list[Json]) -> Json:
    """What is kept of a line from the first opinion about it on."""
    claim = read_claim(line["memo"] or "", line["counter_account"] or "")
    return {
        "_id": donation_id, "statement_line_id": line["_id"], "campaign": line["campaign"], "unit": line["unit"],
        "account_number": line["account_number"], "posted_on": line["posted_on"], "amount_vnd": line["credit_vnd"],
        "text": " ".join(claim.words), "state": rules.SUGGESTED if candidates else rules.UNMATCHED,
        "candidates": candidates, "rejected": [], "decision_id": None,
    }


def _pledge(pledge_id: str, campaign: str) -> Pledge:
    pledge = Pledge.objects(id=pledge_id).first()
    if pledge is None:
        raise PledgeNotFound(pledge_id)
    if pledge.campaign != campaign:
        raise PledgeOfAnotherCampaign(pledge.campaign)
    return pledge


def _donor_of(pledge: Pledge) -> Json:
    return {"pledge_id": pledge.id, "donor_name": pledge.pledger_name, "name_display": pledge.name_display}
