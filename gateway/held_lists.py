"""Lists that somebody sent in at a page: tried row by row, shown, then taken row by row.

The file is kept from the trial until its rows are taken, for two hours at the most, and only for who sent it.  How far
it has come moves by one conditional update, so a page that is open twice tries or takes no row twice; what a process
that died had begun is simply done again, because each row is known again.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from bson import Binary
from pymongo import ReturnDocument
from pymongo.database import Database

from contracts.refusals import NotFound
from gateway.database import make_collection

Db = Database[dict[str, Any]]
Json = dict[str, Any]

HELD = "held_lists"
KEPT_HOURS = 2
MOST_SHOWN = 500
"""Rows of which it is said what is wrong with them, or what is to be looked at."""

HOMONYM = "homonym"
"""The note on a row that is taken all the same."""

TRIAL, TAKING = "trial", "taking"


class ListNotHeld(NotFound):
    """This account has sent no such list, or it is forgotten by now."""

    def __init__(self) -> None:
        super().__init__("Không còn danh sách này.", field="id", remedy="Gửi lại tệp danh sách.")


def prepare(db: Db) -> None:
    """Make the collection and its index.  May be called at every start."""
    make_collection(db, HELD)
    db[HELD].create_index([("forget_at", 1)], expireAfterSeconds=0)


def hold(db: Db, by: str, about: Json, file: str, data: bytes, rows: int, now: dt.datetime) -> str:
    """Keep a list that can be read; ``about``: what it is a list of.  Gives its id."""
    id = secrets.token_urlsafe(12)
    db[HELD].insert_one({
        "_id": id, "by": by, "about": about, "file": file, "data": Binary(data), "rows": rows, "phase": TRIAL,
        "done": 0, "refused": [], "noted": [], "counts": {}, "left_out": [],
        "forget_at": now + dt.timedelta(hours=KEPT_HOURS),
    })
    return id


def find(db: Db, id: str, by: str) -> Json:
    """The list as it stands.  Raises ListNotHeld."""
    found = db[HELD].find_one({"_id": id, "by": by})
    if found is None:
        raise ListNotHeld
    return found


def advance(db: Db, held: Json, rows: int, refused: list[Json], noted: list[Json]) -> Json:
    """So many more rows were asked for, and this is what came of them.  Who comes second changes nothing.

    left_out: numbers of the rows that take no new place: they are refused, known already, or wait."""
    counts = {"refused": len(refused)}
    for one in noted:
        counts[one["code"]] = counts.get(one["code"], 0) + 1
    changed = db[HELD].find_one_and_update(
        {"_id": held["_id"], "phase": held["phase"], "done": held["done"]},
        {
            "$inc": {"done": rows, **{f"counts.{code}": number for code, number in counts.items()}},
            "$push": {
                "refused": {"$each": refused, "$slice": MOST_SHOWN}, "noted": {"$each": noted, "$slice": MOST_SHOWN},
                "left_out": {"$each": [one["row"] for one in [*refused, *noted] if one["code"] != HOMONYM]},
            },
        },
        return_document=ReturnDocument.AFTER,
    )
    return changed or find(db, held["_id"], held["by"])


def confirm(db: Db, held: Json) -> Json:
    """From here on its rows are taken.  Said again it changes nothing."""
    changed = db[HELD].find_one_and_update(
        {"_id": held["_id"], "phase": TRIAL, "done": held["rows"]},
        {"$set": {"phase": TAKING, "done": 0, "refused": [], "noted": [], "counts": {}}},
        return_document=ReturnDocument.AFTER,
    )
    return changed or find(db, held["_id"], held["by"])


def forget_file(db: Db, id: str) -> None:
    """All its rows are taken: what came of them is shown a while longer, the file is not needed."""
    db[HELD].update_one({"_id": id}, {"$set": {"data": Binary(b"")}})


def drop(db: Db, id: str, by: str) -> None:
    """It is not to be taken after all."""
    db[HELD].delete_one({"_id": id, "by": by, "phase": TRIAL})
