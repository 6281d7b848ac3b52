"""Lists for publication: every gift and payment behind a version's figures, as they stood, as far as consent goes.

Names are those of the events, where a donor who wants no name has none; households are never named.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from gateway import units
from gateway.desk.collections import Db
from gateway.desk.kept_rows import KeptRow, KeptRows, rows_in
from gateway.facts import KIND_OF_EVENT, SOURCE_NAMES

Json = dict[str, Any]

NO_NAME = "Không nêu tên"


@dataclass(frozen=True)
class DisclosureList:
    """What is published of one figure.  ``columns``: heading by field, in their order."""

    figure: str
    title: str
    columns: Mapping[str, str]


LISTS = {
    "gifts": DisclosureList("received", "Danh sách ủng hộ Quỹ “Vì người nghèo”", {
        "on": "Ngày", "name": "Người ủng hộ", "unit_name": "Đơn vị", "way": "Hình thức",
        "amount_vnd": "Số tiền (đồng)", "id": "Mã",
    }),
    "payments": DisclosureList("paid", "Danh sách chi hỗ trợ từ Quỹ “Vì người nghèo”", {
        "on": "Ngày", "name": "Nội dung", "unit_name": "Đơn vị", "amount_vnd": "Số tiền (đồng)", "id": "Mã",
    }),
}


def lines(db: Db, version: Mapping[str, Any], which: str, beyond: str = "") -> Iterator[Json]:
    """The lines of a list in the order of their rows' keys, from the one after ``beyond``; a chunk in memory at once.

    The amounts add up to the version's figure: a refund is a line of its own, with a minus."""
    told = _gift if which == "gifts" else _payment
    figure = LISTS[which].figure
    for chunk in KeptRows(db, version["snapshot_id"]).chunks(beyond):
        rows = [row for row in rows_in(chunk) if row.key > beyond and any(add[0] == figure for add in row.adds)]
        states = _states(db, rows)
        for row in rows:
            yield {
                "key": row.key, "id": row.key.partition(":")[2], "on": row.on, "unit": row.unit,
                "unit_name": units.name_of(row.unit, row.on),
                "amount_vnd": sum(add[3] for add in row.adds if add[0] == figure),
                **told(row, states.get(row.key, {})),
            }


def _states(db: Db, rows: list[KeptRow]) -> dict[str, Json]:
    """By key, what the event said that stated the row."""
    keys = {row.key: row.event_id for row in rows}
    found: dict[str, Json] = {}
    for logged in db.event_log.find({"_id": {"$in": sorted(set(keys.values()))}}, {"envelope": 1}):
        envelope = logged["envelope"]
        kind = KIND_OF_EVENT[envelope["type"]]
        for entry in envelope["data"].get("entries", [envelope["data"]]):
            key = f"{kind.name}:{entry[kind.id_field]}"
            if keys.get(key) == logged["_id"]:
                found[key] = entry
    return found


def _gift(row: KeptRow, state: Json) -> Json:
    if row.key.startswith("refund:"):
        return {"name": "Hoàn trả người tặng", "way": SOURCE_NAMES.get(f"refund_{state.get('way')}", "")}
    channel = state.get("channel", "")
    return {"name": state.get("donor_name") or NO_NAME, "way": SOURCE_NAMES.get(channel, channel)}


def _payment(_row: KeptRow, state: Json) -> Json:
    kind = state.get("kind", "")
    return {"name": SOURCE_NAMES.get(kind, kind)}
