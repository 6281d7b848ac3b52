"""Which formulas a generation of read models was made by.

Its rows keep what they added when they were written.  A later version may count otherwise: then new rows would be
counted in one way and old ones in the other, until all is made anew.  The mark of the formulas is the hash of the code
that states them, so nobody can change one and forget to say so; a changed comment costs a rebuild, which harms nothing.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from pymongo.database import Database

import gateway.facts
from gateway.projections import rows

COLLECTION = "generations"


@cache
def mark() -> str:
    """The mark of the formulas of this program."""
    told = hashlib.sha256()
    for file in [*sorted(Path(gateway.facts.__file__).parent.glob("*.py")), Path(rows.__file__)]:
        told.update(file.read_bytes())
    return told.hexdigest()


def state(db: Database[dict[str, Any]], generation: int) -> None:
    """Note that a generation is made by the formulas of this program, from its first row on."""
    db[COLLECTION].update_one({"_id": generation}, {"$set": {"formulas": mark()}}, upsert=True)


def forget(db: Database[dict[str, Any]], generation: int) -> None:
    """A generation is no more."""
    db[COLLECTION].delete_one({"_id": generation})


def are_of(db: Database[dict[str, Any]], generation: int) -> bool:
    """Whether a generation was made by the formulas of this program."""
    return db[COLLECTION].find_one({"_id": generation, "formulas": mark()}) is not None
