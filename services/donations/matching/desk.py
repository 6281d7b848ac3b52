"""The desk: pages of bank lines with what is known about each, for those who decide. Every look is kept.

Unmatched lines and those matched by code may be a million, so they are read import by import in the order of the file,
a bounded stretch at a time: a page may hold few lines, or none, and still name the next one.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from contracts.page_marks import BrokenPageMark, page_mark, place_of
from messaging.context import CommandContext
from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant
from services.donations.intake.documents import DONATIONS
from services.donations.matching import rules
from services.donations.matching.claims import read_claim
from services.donations.matching.documents import DECISIONS, LINE_MATCHES, LOOKS
from services.donations.matching.text_search import without_diacritics
from services.donations.pledges.documents import Pledge
from services.donations.pledges.rules import status_of
from services.donations.statements.identity import booking_id
from services.donations.statements.publishing import masked

Json = dict[str, Any]

LINES_LOOKED_THROUGH = 50_000
"""The most lines of files that one page reads past."""
LINES_OF_A_STRETCH = 5_000
LINES_AT_ONCE = 500
MOST_IMPORTS = 2_000
MOST_PLEDGES_FOUND = 20


def find_line(uow: UnitOfWork, donation_id: str) -> tuple[Json, Json]:
    """The gift and its bank line.  Raises :class:`rules.LineNotFound`."""
    gift = uow.db[DONATIONS].find_one({"_id": donation_id})
    line = uow.db.statement_lines.find_one({"_id": gift["statement_line_id"]}) if gift else None
    if gift is None or line is None:
        raise rules.LineNotFound
    return gift, line


def get_match_line(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """One line with all that is known about it.  Raises LineNotFound."""
    gift, line = find_line(uow, command["id"])
    keep_look(uow, context, gift["campaign"], {"id": command["id"]}, 1)
    return describe_line(uow, gift, line)


def list_match_lines(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """A page of a campaign's lines in one state: ``{"lines": […], "next": mark or None}``.

    Raises :class:`BrokenPageMark`."""
    read = _opined if command["state"] in (rules.SUGGESTED, rules.CONFIRMED, rules.ATTRIBUTED) else _scanned
    pairs, mark = read(uow, command)
    keep_look(uow, context, command["campaign"], command, len(pairs))
    return {"lines": describe_lines(uow, pairs), "next": mark}


def find_pledges(uow: UnitOfWork, command: Json) -> Json:
    """Pledges of a campaign by memo code or by a part of the name, typed without diacritics if one likes."""
    text = command["text"]
    wanted: Json = {"campaign": command["campaign"]}
    if command["units"] is not None:
        wanted["unit"] = {"$in": command["units"]}
    code = text.upper().replace(" ", "")
    found = Pledge.objects(__raw__={
        **wanted, "$or": [{"memo_code": code}, {"pledger_name": {"$regex": without_diacritics(text)}}],
    }).limit(MOST_PLEDGES_FOUND)  # fmt: skip
    return {"pledges": [_pledge_shown(pledge) for pledge in found]}


def describe_line(uow: UnitOfWork, gift: Json, line: Json) -> Json:
    """The resource, for those who may see memos."""
    return describe_lines(uow, [(gift, line)])[0]


def describe_lines(uow: UnitOfWork, pairs: Sequence[tuple[Json, Json]]) -> list[Json]:
    """The resources; what belongs to them is read for all at once."""
    ids = [gift["_id"] for gift, _ in pairs]
    matches = {one["_id"]: one for one in uow.db[LINE_MATCHES].find({"_id": {"$in": ids}})}
    decided = [one["decision_id"] for one in matches.values() if one["decision_id"]]
    decisions = {one["_id"]: one for one in uow.db[DECISIONS].find({"_id": {"$in": decided}})}
    wanted = {gift["pledge_id"] for gift, _ in pairs if gift["pledge_id"]}
    wanted |= {one["pledge_id"] for match in matches.values() for one in match["candidates"]}
    pledges = {pledge.id: pledge for pledge in Pledge.objects(id__in=list(wanted))}
    return [_described(gift, line, matches.get(gift["_id"]), decisions, pledges) for gift, line in pairs]


def _described(
    gift: Json, line: Json, match: Json | None, decisions: dict[str, Json], pledges: dict[str, Pledge]
) -> Json:
    claim = read_claim(line["memo"] or "", line["counter_account"] or "")
    state = rules.state_of(gift)
    decision = decisions.get(match["decision_id"]) if match else None
    pledge = pledges.get(gift["pledge_id"])
    suggested = match["candidates"] if match and state == rules.SUGGESTED else []
    return {
        "donation_id": gift["_id"], "version": gift["version"], "state": state, "campaign": gift["campaign"],
        "unit": gift["unit"], "account_number_masked": masked(line["account_number"]),
        "posted_on": line["posted_on"], "amount_vnd": gift["amount_vnd"], "memo": line["memo"] or "",
        "counter_account": line["counter_account"] or "",
        "claim": {"name": claim.name, "unit": claim.unit, "phrase": claim.phrase},
        "candidates": [
            {**_pledge_shown(pledges[one["pledge_id"]]), "score": one["score"], "reasons": one["reasons"]}
            for one in suggested if one["pledge_id"] in pledges
        ],
        "pledge": _pledge_shown(pledge) if pledge else None,
        "donor_name": gift["donor_name"], "name_display": gift["name_display"],
        "decided_by": decision["decided_by"] if decision else None,
        "decided_at": wire_instant(decision["decided_at"]) if decision else None,
        "note": decision["note"] if decision else "",
    }


def _pledge_shown(pledge: Pledge) -> Json:
    return {
        "pledge_id": pledge.id, "unit": pledge.unit, "pledger_name": pledge.pledger_name,
        "memo_code": pledge.memo_code, "amount_vnd": pledge.amount_vnd, "fulfilled_vnd": pledge.fulfilled_vnd,
        "status": status_of(pledge.amount_vnd, pledge.fulfilled_vnd, pledge.lapsed_on is not None),
        "pledged_on": pledge.pledged_on.isoformat(),
    }


def keep_look(uow: UnitOfWork, context: CommandContext, campaign: str, asked: Json, lines: int) -> None:
    """Keep who looked at how many lines, and what they asked for."""
    told = orjson.dumps(asked, option=orjson.OPT_SORT_KEYS).decode()
    uow.db[LOOKS].insert_one({
        "_id": uuid.uuid4().hex, "looked_by": context.actor, "looked_at": uow.now, "campaign": campaign,
        "asked": told[:2000], "lines": lines,
    })  # fmt: skip


def _filters(command: Json, amount_field: str) -> Json:
    wanted: Json = {}
    if command["units"] is not None:
        wanted["unit"] = {"$in": command["units"]}
    if command["account_number"]:
        wanted["account_number"] = command["account_number"]
    days = {"$gte": command["from_on"], "$lte": command["to_on"]}
    if given := {operator: day.isoformat() for operator, day in days.items() if day}:
        wanted["posted_on"] = given
    if command["amount_vnd"] is not None:
        wanted[amount_field] = command["amount_vnd"]
    return wanted


def _opined(uow: UnitOfWork, command: Json) -> tuple[list[tuple[Json, Json]], str | None]:
    """Lines with a suggestion or a decision, by day."""
    wanted = {"campaign": command["campaign"], "state": command["state"], **_filters(command, "amount_vnd")}
    if command["text"]:
        wanted["text"] = {"$regex": without_diacritics(command["text"])}
    if command["after"]:
        day, last = place_of(command["after"], str, str)
        wanted = {"$and": [wanted, {"$or": [{"posted_on": {"$gt": day}}, {"posted_on": day, "_id": {"$gt": last}}]}]}
    limit = command["limit"]
    matches = list(
        uow.db[LINE_MATCHES].find(wanted).sort([("posted_on", 1), ("_id", 1)]).limit(limit + 1)
    )
    page = matches[:limit]
    lines = by_id(uow, "statement_lines", [one["statement_line_id"] for one in page])
    gifts = by_id(uow, DONATIONS, [one["_id"] for one in page])
    pairs = [(gifts[one["_id"]], lines[one["statement_line_id"]]) for one in page if one["_id"] in gifts]
    return pairs, page_mark(page[-1]["posted_on"], page[-1]["_id"]) if len(matches) > limit else None


def by_id(uow: UnitOfWork, collection: str, ids: Sequence[str]) -> dict[str, Json]:
    """Documents by their ids; those that are not there are left out."""
    return {one["_id"]: one for one in uow.db[collection].find({"_id": {"$in": list(ids)}})}


def _scanned(uow: UnitOfWork, command: Json) -> tuple[list[tuple[Json, Json]], str | None]:
    """Lines as they stand in the files, the newest file first."""
    wanted = {"campaign": command["campaign"], "credit_vnd": {"$gt": 0}, **_filters(command, "credit_vnd")}
    if command["text"]:
        pattern = {"$regex": without_diacritics(command["text"])}
        wanted["$or"] = [{"memo": pattern}, {"counter_account": pattern}]
    found: list[tuple[Json, Json]] = []
    left = LINES_LOOKED_THROUGH
    for import_id, line_no, last_id in _imports_from(uow, command):
        end = uow.db.statement_lines.find_one({"import_id": import_id}, {"line_no": 1}, sort=[("line_no", -1)])
        while end and line_no <= end["line_no"]:
            if left <= 0:
                return found, page_mark(import_id, line_no, last_id)
            # One place of a file may hold several lines, so a place is told apart by the id too.
            beyond = {"$or": [{"line_no": {"$gt": line_no}}, {"_id": {"$gt": last_id}}]}
            stretch = {"import_id": import_id, "line_no": {"$gte": line_no, "$lt": line_no + LINES_OF_A_STRETCH}}
            for pair in _in_state(uow, {"$and": [stretch, beyond, wanted]}, command["state"]):
                found.append(pair)
                if len(found) == command["limit"]:
                    return found, page_mark(import_id, pair[1]["line_no"], pair[1]["_id"])
            left -= LINES_OF_A_STRETCH
            line_no, last_id = line_no + LINES_OF_A_STRETCH, ""
    return found, None


def _in_state(uow: UnitOfWork, stretch: Json, state: str) -> Iterator[tuple[Json, Json]]:
    cursor = uow.db.statement_lines.find(stretch).sort([("line_no", 1), ("_id", 1)]).batch_size(LINES_AT_ONCE)
    for lines in _chunks(cursor, LINES_AT_ONCE):
        gifts = by_id(uow, DONATIONS, [gift_id_of(line) for line in lines])
        for line in lines:
            gift = gifts.get(gift_id_of(line))
            if gift and not gift.get("reversal_entry_id") and rules.state_of(gift) == state:
                yield gift, line


def gift_id_of(line: Json) -> str:
    """Id of the gift that this credit line is booked as."""
    return booking_id(line["_id"], line.get("booking") or 1)


def _chunks(cursor: Any, size: int) -> Iterator[list[Json]]:
    chunk: list[Json] = []
    for one in cursor:
        chunk.append(one)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _imports_from(uow: UnitOfWork, command: Json) -> list[tuple[str, int, str]]:
    """Imports of the campaign, each with the line number and line after which to go on; from the mark on."""
    wanted: Json = {"campaign": command["campaign"]}
    if command["account_number"]:
        wanted["account_number"] = command["account_number"]
    newest_first = [("received_at", -1), ("_id", 1)]
    found = uow.db.statement_imports.find(wanted, {"_id": 1}).sort(newest_first).limit(MOST_IMPORTS)
    imports = [(str(one["_id"]), 0, "") for one in found]
    if not command["after"]:
        return imports
    import_id, line_no, last_id = place_of(command["after"], str, int, str)
    places = [place for place, (id, _, _) in enumerate(imports) if id == import_id]
    if not places:
        raise BrokenPageMark
    return [(import_id, line_no, last_id), *imports[places[0] + 1 :]]
