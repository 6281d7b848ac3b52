"""The bank lines of a campaign for anybody to look through: found by words in any order, amount and days.

Whatever is asked, a page costs no more than a bounded walk along one index: among the marks that are asked for the
rarest is chosen, of whose lines at the most ``WALKED`` are looked at.  When that is not enough to fill a page, the page
says up to which day it looked, and the next one goes on from there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from contracts.page_marks import page_mark, place_of
from gateway.facts.public_lines import DEBIT, EVERY_DEBIT, EVERY_LINE, GIFT, amount_mark, shown, words_in
from gateway.projections.names import WORDS, rows_name
from gateway.reports.reading import Snapshot, at_one_moment

LINES_ON_A_PAGE = 50

MOST_WORDS_ASKED = 8
"""More than a name and an amount in words; further ones are left out."""

WALKED = 2_000
"""Lines of one mark that a page looks at, and up to which they are counted."""

NEWEST_FIRST = [("on", -1), ("_id", -1)]

Json = dict[str, Any]
Place = tuple[str, str]


@dataclass(frozen=True)
class Search:
    """What is looked for.  ``text``: words in any order, with or without diacritics; ``way``: ``in``, ``out`` or
    either; both days included."""

    campaign: str
    text: str = ""
    amount_vnd: int | None = None
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    way: str = ""

    @property
    def marks(self) -> list[str]:
        """The words and marks that a line must bear."""
        marks: list[str] = list(words_in(self.text)[:MOST_WORDS_ASKED])
        marks += [amount_mark(self.amount_vnd)] if self.amount_vnd is not None else []
        marks += [EVERY_DEBIT] if self.way == "out" else []
        return marks or [EVERY_LINE]

    @property
    def days(self) -> Json:
        """The days as MongoDB is asked for them."""
        given = {"$gte": self.from_on and self.from_on.isoformat(), "$lte": self.to_on and self.to_on.isoformat()}
        return {operator: day for operator, day in given.items() if day}


def search(question: Search, after: str | None = None, limit: int = LINES_ON_A_PAGE) -> Json:
    """A page: ``{"lines", "next", "count", "counted_all", "looked_until", "as_of"}``.

    ``count``: how many there are, up to :data:`WALKED`; with ``counted_all`` exactly so many; None where nobody has
    counted.  ``looked_until``: the day up to which this page looked in vain for more; then ``next`` goes on from there.
    Raises BrokenPageMark."""
    place = _place(after) if after else None
    return at_one_moment(lambda snapshot: _page(snapshot, question, place, max(1, min(limit, LINES_ON_A_PAGE))))


def line_of(campaign: str, line: str) -> Json | None:
    """One line by the name of its booking, as anybody sees it; None when there is none, or none any more."""

    def read(snapshot: Snapshot) -> Json | None:
        for kind in (GIFT, DEBIT):
            row = snapshot.row(kind, line)
            if row is not None and row["campaign"] == campaign and row.get("words"):
                return shown(kind, row["state"])
        return None

    return at_one_moment(read)


def every(question: Search) -> Iterator[Json]:
    """All lines that are found, a bounded number in memory at once: for a download."""
    after: str | None = None
    while True:
        page = search(question, after)
        yield from page["lines"]
        after = page["next"]
        if after is None:
            return


def _place(mark: str) -> Place:
    on, key = place_of(mark, str, str)
    return on, key


def _page(snapshot: Snapshot, question: Search, place: Place | None, limit: int) -> Json:
    marks, days = question.marks, question.days
    rarest, count = _rarest(snapshot, question.campaign, marks, days)
    rest: Json = {"words": {"$all": [mark for mark in marks if mark != rarest]}} if len(marks) > 1 else {}
    if question.way == "in":
        rest["kind"] = GIFT
    found: list[Json] = []
    stopped: Place | None = None
    for span in _spans(days, place):
        walk = {"campaign": question.campaign, "words": rarest, **span}
        found += _walk(snapshot, walk, rest, limit + 1 - len(found))
        if len(found) > limit:
            break
        if rest and (stopped := _end_of_walk(snapshot, walk)):
            break
    more = len(found) > limit
    shown_rows = found[:limit]
    at = (shown_rows[-1]["on"], shown_rows[-1]["_id"]) if more else stopped
    return {
        "lines": [shown(row["kind"], row["state"]) for row in shown_rows],
        "next": page_mark(*at) if at else None,
        "count": None if rest else count,
        "counted_all": count <= WALKED,
        "looked_until": None if more or stopped is None else stopped[0],
        "as_of": snapshot.as_of,
    }


def _rarest(snapshot: Snapshot, campaign: str, marks: list[str], days: Json) -> tuple[str, int]:
    """The mark of the fewest lines, and how many they are; of those beyond :data:`WALKED` the first one."""
    counted = [(_count(snapshot, campaign, mark, days), place) for place, mark in enumerate(marks)]
    count, place = min(counted)
    return marks[place], count


def _count(snapshot: Snapshot, campaign: str, mark: str, days: Json) -> int:
    match: Json = {"campaign": campaign, "words": mark, **({"on": days} if days else {})}
    counted = _rows(snapshot).aggregate(
        [{"$match": match}, {"$limit": WALKED + 1}, {"$count": "lines"}], session=snapshot.session, hint=WORDS
    )
    return next((int(one["lines"]) for one in counted), 0)


def _spans(days: Json, place: Place | None) -> Iterator[Json]:
    """What is still to be walked, as ranges of the index: the rest of the day of ``place``, then the days before."""
    if place is None:
        yield {"on": days} if days else {}
        return
    on, key = place
    if on <= days.get("$lte", on):
        yield {"on": on, "_id": {"$lt": key}}
    yield {"on": {**days, "$lt": on}}


def _walk(snapshot: Snapshot, walk: Json, rest: Json, wanted: int) -> list[Json]:
    steps: list[Json] = [{"$match": walk}, {"$sort": dict(NEWEST_FIRST)}]
    # Without a rest each line that is looked at is one that was wanted.
    steps += [{"$limit": WALKED}, {"$match": rest}] if rest else []
    steps += [{"$limit": wanted}, {"$project": {"kind": 1, "on": 1, "state": 1}}]
    return list(_rows(snapshot).aggregate(steps, session=snapshot.session, hint=WORDS))


def _end_of_walk(snapshot: Snapshot, walk: Json) -> Place | None:
    """Where the walk stopped; None when it came to the end of what there is."""
    last = _rows(snapshot).find(walk, {"on": 1}, session=snapshot.session, hint=WORDS)
    stopped = next(iter(last.sort(NEWEST_FIRST).skip(WALKED - 1).limit(1)), None)
    return (stopped["on"], stopped["_id"]) if stopped else None


def _rows(snapshot: Snapshot) -> Any:
    return snapshot.db[rows_name(snapshot.generation)]


def explained(lines: list[Json]) -> dict[str, str]:
    """What the debits among these lines were for, by the entry of each, as far as somebody has said so."""
    entries = [line["entry"] for line in lines if line["way"] == "out"]
    if not entries:
        return {}

    def read(snapshot: Snapshot) -> dict[str, str]:
        keys = [f"debit_explanation:{entry}" for entry in entries]
        found = _rows(snapshot).find({"_id": {"$in": keys}}, {"state": 1}, session=snapshot.session)
        states = [row["state"] for row in found if row["state"]["status"] == "explained"]
        return {state["bank_debit_entry_id"]: state.get("purpose", "support") for state in states}

    return at_one_moment(read)
