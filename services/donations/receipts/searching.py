"""Find a receipt by its number, or by a part of the donor's name, typed without diacritics if one likes."""

from __future__ import annotations

import re
from typing import Any

from messaging.context import CommandContext
from messaging.unit_of_work import UnitOfWork
from services.donations.matching.text_search import without_diacritics
from services.donations.receipts.commands import read_receipts
from services.donations.receipts.documents import RECEIPTS

Json = dict[str, Any]

MOST_FOUND = 50

_NUMBER = re.compile(r"([0-9]{1,9})(?:/([0-9]{4})(?:-[A-Z])?)?")


def find_receipts(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """``{"receipts": […]}``, the newest first, :data:`MOST_FOUND` at the most; the look at their names is recorded."""
    wanted: Json = {"campaign": command["campaign"], **_what(command["text"])}
    if command["units"] is not None:
        wanted["unit"] = {"$in": command["units"]}
    found = uow.db[RECEIPTS].find(wanted, {"_id": 1}).sort([("issued_on", -1), ("number", -1)]).limit(MOST_FOUND)
    ids = [one["_id"] for one in found]
    return read_receipts(uow, {"receipt_ids": ids}, context) if ids else {"receipts": []}


def _what(text: str) -> Json:
    number = _NUMBER.fullmatch(text.strip().upper())
    if number is None:
        return {"donor_name": {"$regex": without_diacritics(text)}}
    return {"number": int(number[1]), **({"year": int(number[2])} if number[2] else {})}
