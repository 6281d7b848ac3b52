"""Find gifts by the donor's name, typed without diacritics if one likes, or by the number of a receipt.

A gift keeps the words of its donor's name beside it, so that hundreds of thousands are not read through for one name;
bank lines whose donor nobody knows have none, and cost the index nothing."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from pymongo import UpdateOne

from contracts.page_marks import page_mark, place_of
from messaging.unit_of_work import Store, UnitOfWork
from runtime.clock import midnight
from services.donations.intake.commands import describe
from services.donations.intake.documents import BY_WORDS, DONATIONS, WORDS
from services.donations.intake.naming import named, pairs_of, words_of
from services.donations.receipts.documents import RECEIPTS, SERIES

Json = dict[str, Any]

MOST_WORDS_PAIRED = 5
"""Of those asked for: ten pairs, among which there is a rare one."""

PROBED = 5_000
"""So many gifts of a pair are counted, at the most, to know which pair is the rarest."""

MOST_OF_A_NUMBER = 200
"""Receipts of one number: one of each series."""

AT_ONCE = 500

_NUMBER = re.compile(r"([0-9]{1,9})(?:/([0-9]{4})(?:-[A-Z])?)?")


def find_gifts(uow: UnitOfWork, command: Json) -> Json:
    """``{"gifts": […], "next": mark or None}``, the newest first, with the donor's whole name: the gateway asks only
    for whoever may see names, and keeps the look.  Raises BrokenPageMark."""
    wanted: Json = {"campaign": command["campaign"]}
    if command["units"] is not None:
        wanted["unit"] = {"$in": command["units"]}
    number = _NUMBER.fullmatch(command["text"].strip().upper())
    if number:
        wanted["_id"] = {"$in": _of_receipts(uow, command["campaign"], int(number[1]), number[2])}
        return _page(uow, wanted, command, hint=None)
    words = words_of(command["text"])
    if not words:
        return {"gifts": [], "next": None}
    wanted[WORDS] = _rarest(uow, command["campaign"], pairs_of(words[:MOST_WORDS_PAIRED]) or words)
    if len(words) > 2:
        # Not as a further condition on the field: MongoDB would be free to walk the commoner words.
        wanted["$expr"] = {"$setIsSubset": [words, f"${WORDS}"]}
    return _page(uow, wanted, command, hint=BY_WORDS)


def _page(uow: UnitOfWork, wanted: Json, command: Json, hint: str | None) -> Json:
    if command["after"]:
        on, id = place_of(command["after"], str, str)
        day = midnight(dt.date.fromisoformat(on))
        beyond = {"$or": [{"received_on": {"$lt": day}}, {"received_on": day, "_id": {"$lt": id}}]}
        wanted = {"$and": [{**wanted, "received_on": {"$lte": day}}, beyond]}
    found = uow.db[DONATIONS].find(wanted).sort([("received_on", -1), ("_id", -1)]).limit(command["limit"] + 1)
    gifts = list(found.hint(hint) if hint else found)
    shown = gifts[: command["limit"]]
    more = len(gifts) > len(shown)
    last = shown[-1] if more else None
    return {
        "gifts": [describe(gift) for gift in shown],
        "next": page_mark(last["received_on"].date().isoformat(), last["_id"]) if last else None,
    }


def _of_receipts(uow: UnitOfWork, campaign: str, number: int, year: str | None) -> list[str]:
    """The gifts of the receipts of this number, in whichever of the campaign's series, void ones too."""
    ends = f":{year}$" if year else ""
    series = [one["_id"] for one in uow.db[SERIES].find({"_id": {"$regex": f"^{re.escape(campaign)}:.*{ends}"}})]
    wanted = {"series": {"$in": series}, "number": number}
    found = uow.db[RECEIPTS].find(wanted, {"donation_id": 1}).limit(MOST_OF_A_NUMBER)
    return sorted({one["donation_id"] for one in found})


def _rarest(uow: UnitOfWork, campaign: str, marks: list[str]) -> str:
    """Which of these words, or pairs of words, the fewest gifts have."""
    if len(marks) == 1:
        return marks[0]
    gifts = uow.db[DONATIONS]

    def rarity(mark: str) -> int:
        return gifts.count_documents({"campaign": campaign, WORDS: mark}, limit=PROBED, hint=BY_WORDS)

    return min(marks, key=rarity)


def keep_words_of_names(store: Store) -> None:
    """Gifts of before are found by their names, too."""
    gifts = store.db[DONATIONS]
    for batch in _batches(store):
        gifts.bulk_write(
            [UpdateOne({"_id": one["_id"]}, {"$set": named(one["donor_name"])}) for one in batch], ordered=False
        )


def _batches(store: Store) -> Iterator[list[Json]]:
    wanted = {"donor_name": {"$gt": ""}, WORDS: {"$exists": False}}
    found = store.db[DONATIONS].find(wanted, {"donor_name": 1})
    while batch := list(islice(found, AT_ONCE)):
        yield batch
