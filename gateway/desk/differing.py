"""The rows that make a frozen version differ from what is known now, page by page.

Both are read in the order of their keys and laid side by side.  A page looks through a bounded number of rows, so it
may be empty and not the last.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from contracts.page_marks import page_mark, place_of
from gateway.desk import snapshots
from gateway.desk.collections import Db
from gateway.desk.kept_rows import END, KeptRow, KeptRows, rows_in
from gateway.desk.scoping import FIELDS, FIGURES_FIRST, KEYS_FIRST, About, RowsOf
from gateway.projections.names import rows_name
from gateway.reports.reading import Snapshot, at_one_moment

CHUNKS_AT_ONCE = 10
ROWS_AT_ONCE = 30_000

Json = dict[str, Any]


def page(db: Db, version: Mapping[str, Any], figure: str | None, after: str | None, limit: int) -> Json:
    """``{"rows": [...], "next": mark or None}``.  ``figure``: only rows that change this one.  Raises BrokenPageMark.
    """
    beyond = place_of(after, str)[0] if after else ""
    walk = snapshots.find(db, version["snapshot_id"])["walk"]
    chunks = list(islice(KeptRows(db, version["snapshot_id"]).chunks(beyond), CHUNKS_AT_ONCE))
    then = {row.key: row for chunk in chunks for row in rows_in(chunk) if row.key > beyond}
    upto = chunks[-1]["upto"] if chunks else END
    now, upto = at_one_moment(lambda snapshot: _now(snapshot, version, walk["few"], beyond, upto, then))
    found = []
    for key in sorted(then.keys() | now.keys()):
        if key > upto:
            break
        told = _told(then.get(key), now.get(key), figure)
        if told:
            found.append(told)
        if len(found) == limit:
            upto = key
            break
    return {"rows": found, "next": None if upto == END else page_mark(upto)}


def _now(
    snapshot: Snapshot, version: Mapping[str, Any], few: bool, beyond: str, upto: str, then: Mapping[str, KeptRow]
) -> tuple[dict[str, KeptRow], str]:
    """The rows of the scope between two keys as they stand; and up to which key they were read."""
    rows_of = RowsOf(About.of(version).scope(snapshot))
    rows = snapshot.db[rows_name(snapshot.generation)]
    match = rows_of.match_by_figures() if few else rows_of.match()
    found = rows.find({**match, "_id": {"$gt": beyond, "$lte": upto}}, FIELDS, session=snapshot.session)
    found = found.hint(FIGURES_FIRST if few else KEYS_FIRST).sort("_id", 1).limit(ROWS_AT_ONCE + 1)
    kept = {row["_id"]: KeptRow.of(row) for row in found.allow_disk_use(True)}
    return kept, max(kept) if len(kept) > ROWS_AT_ONCE else upto


def _told(then: KeptRow | None, now: KeptRow | None, figure: str | None) -> Json | None:
    adds_then, adds_now = _adds(then), _adds(now)
    if adds_then == adds_now:
        return None
    changes = [
        {
            "figure": key[0], "unit": key[1], "source": key[2],
            "count": adds_now.get(key, (0, 0))[0] - adds_then.get(key, (0, 0))[0],
            "amount_vnd": adds_now.get(key, (0, 0))[1] - adds_then.get(key, (0, 0))[1],
        }
        for key in sorted(adds_then.keys() | adds_now.keys()) if adds_then.get(key) != adds_now.get(key)
    ]
    if figure is not None:
        changes = [one for one in changes if one["figure"] == figure]
    if not changes:
        return None
    row = now or then
    assert row is not None
    return {
        "key": row.key, "change": "added" if then is None else "withdrawn" if now is None else "changed",
        "unit": row.unit, "on": row.on, "version_then": then and then.version, "version_now": now and now.version,
        "event_id_then": then and then.event_id, "event_id_now": now and now.event_id, "changes": changes,
    }


def _adds(row: KeptRow | None) -> dict[tuple[str, str, str], tuple[int, int]]:
    sums: dict[tuple[str, str, str], tuple[int, int]] = {}
    for figure, source, count, amount_vnd in row.adds if row else ():
        held = sums.get((figure, row.unit, source), (0, 0)) if row else (0, 0)
        sums[figure, row.unit if row else "", source] = (held[0] + count, held[1] + amount_vnd)
    return sums
