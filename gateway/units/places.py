"""Where a unit lies: its middle, in degrees, out of the data files of the package `vietnamadminunits` (MIT).

Only where code and name agree with that list: a dot in the wrong place would be worse than none.
"""

from __future__ import annotations

import importlib.util
import sqlite3
from contextlib import closing
from functools import lru_cache
from pathlib import Path

from runtime.logs import get_logger
from runtime.text import fold

PACKAGE = "vietnamadminunits"
FIRST_DAY_SINCE = "2025-07-01"
"""Since then there are no districts, and codes of provinces and communes mean other units than before."""

Degrees = tuple[float, float]
"""Latitude, longitude."""

_BEFORE = {2: "province", 3: "district", 5: "ward"}
_SINCE = {2: "province", 5: "ward"}
"""By the number of a code's digits: what the columns of code, name, latitude and longitude begin with."""

log = get_logger(__name__)


def place_of(code: str, name: str, day: str) -> Degrees | None:
    """Where the unit of this code and name lies, as it stood on a local day; None when nobody can say."""
    tables = [("admin_units_legacy", _BEFORE), ("admin_units", _SINCE)]
    for table, columns in tables if day < FIRST_DAY_SINCE else reversed(tables):
        if len(code) in columns:
            found = _known(table, columns[len(code)], code)
            if found is not None and fold(found[0]) == fold(name):
                return found[1]
    return None


@lru_cache(maxsize=8_192)
def _known(table: str, column: str, code: str) -> tuple[str, Degrees] | None:
    file = _file()
    if file is None:
        return None
    # Table and column are ours, from above; only the code is anybody's.
    query = f"select {column}, {column}Lat, {column}Lon from {table} where {column}Code = ? limit 1"
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as held:
            row = held.execute(query, (code,)).fetchone()
    except sqlite3.Error as error:
        log.warning("no_places", error=str(error))
        return None
    if row is None or row[1] is None or row[2] is None:
        return None
    return str(row[0]), (float(row[1]), float(row[2]))


@lru_cache(maxsize=1)
def _file() -> Path | None:
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        return None
    file = Path(found.submodule_search_locations[0]) / "data" / "dataset.db"
    return file if file.is_file() else None
