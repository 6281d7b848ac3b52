"""The bank lines of a campaign for anybody to look through: found by words in any order, amount and days.

Whatever is asked, a page costs no more than a bounded walk over keys of one index; only the lines that are shown are
read themselves.  Among the marks that are asked for the rarest is walked, the newest line first, and the others are
held against its places, so many at a time.  When that does not fill a page within its bound, the page says up to which
day it looked, and the next one goes on from there.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from contracts.page_marks import BrokenPageMark, page_mark, place_of
from gateway.facts.public_lines import (
    EVERY_DEBIT,
    EVERY_LINE,
    amount_mark,
    day_of_place,
    first_place,
    shown,
    words_in,
)
from gateway.projections.names import WORDS, rows_name
from gateway.reports.reading import Snapshot, at_one_moment

LINES_ON_A_PAGE = 50

LINES_PER_READ = 1_000
"""Of a download, which holds so many in memory at once."""

MOST_WORDS_ASKED = 8
"""More than a name and an amount in words; further ones are left out."""

COUNTED = 2_000
"""Up to which lines are counted."""

PROBED = 500
"""How far back so many lines of a mark reach tells how rare it is."""

READ_AT_ONCE = 300
"""Up to so many places are held against all further marks by reading their rows once; more of them mark by mark, from
the keys of the index, which is quicker for many places and slower for many marks."""

CHUNKS = (300, 1_200)
"""Places of the rarest mark that a page holds against the others, so many at a time."""

LARGEST_PLACE = 2**63 - 1

Json = dict[str, Any]


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
    def unwanted(self) -> str:
        """The mark that a line must not bear."""
        return EVERY_DEBIT if self.way == "in" else ""

    def places(self, below: int | None) -> Json:
        """The places between its days, and below one of them, as MongoDB is asked for them."""
        end = first_place(self.to_on + dt.timedelta(days=1)) if self.to_on and self.to_on < dt.date.max else None
        bound = min(place for place in (below, end, LARGEST_PLACE) if place is not None)
        return {"$gte": first_place(self.from_on) if self.from_on else 0, "$lt": bound}


@dataclass(frozen=True)
class _Found:
    """The places found, newest first; ``stopped``: where the walk ended before its bound let it go on."""

    places: list[int]
    stopped: int | None = None


def search(question: Search, after: str | None = None, limit: int = LINES_ON_A_PAGE) -> Json:
    """A page: ``{"lines", "next", "count", "counted_all", "looked_until", "as_of"}``.

    ``count``: how many there are, up to :data:`COUNTED`; with ``counted_all`` exactly so many; None where nobody has
    counted.  ``looked_until``: the day up to which this page looked in vain for more; then ``next`` goes on from there.
    Raises BrokenPageMark."""
    below = None
    if after:
        [below] = place_of(after, int)
        if not 0 <= below <= LARGEST_PLACE:
            raise BrokenPageMark
    return at_one_moment(lambda snapshot: _page(snapshot, question, below, max(1, min(limit, LINES_PER_READ))))


def every(question: Search) -> Iterator[Json]:
    """All lines that are found, a bounded number in memory at once: for a download."""
    after: str | None = None
    while True:
        page = search(question, after, LINES_PER_READ)
        yield from page["lines"]
        after = page["next"]
        if after is None:
            return


def _page(snapshot: Snapshot, question: Search, below: int | None, limit: int) -> Json:
    keys = _Keys(snapshot, question.campaign)
    places = question.places(below)
    marks, unwanted = question.marks, question.unwanted
    if len(marks) == 1 and not unwanted:
        found = _Found(keys.first(marks[0], places, limit + 1))
        count = None if below is not None else keys.count(marks[0], places)
    else:
        found = _walk(keys, keys.rarest_first(marks, places), unwanted, places, limit)
        whole = below is None and found.stopped is None and len(found.places) <= limit
        count = len(found.places) if whole else None
    more = len(found.places) > limit
    at = found.places[limit - 1] if more else found.stopped
    return {
        "lines": keys.lines(marks[0], found.places[:limit]),
        "next": page_mark(at) if at is not None else None,
        "count": count,
        "counted_all": count is not None and count <= COUNTED,
        "looked_until": None if more or found.stopped is None else day_of_place(found.stopped).isoformat(),
        "as_of": snapshot.as_of,
    }


def _walk(keys: _Keys, marks: Sequence[str], unwanted: str, places: Json, limit: int) -> _Found:
    """Places that bear all marks, the first of which is walked, until there are more than ``limit`` of them."""
    found: list[int] = []
    looked = places
    for size in CHUNKS:
        chunk = keys.first(marks[0], looked, size)
        found += _that_bear(keys, marks, unwanted, chunk)
        if len(chunk) < size:
            return _Found(found)
        if len(found) > limit:
            break
        looked = {**places, "$lt": chunk[-1]}
    return _Found(found, stopped=chunk[-1])


def _that_bear(keys: _Keys, marks: Sequence[str], unwanted: str, places: list[int]) -> list[int]:
    """Those of the first mark's places that bear the others too, and not the unwanted one."""
    others = list(marks[1:])
    while others:
        if len(others) > 1 and len(places) <= READ_AT_ONCE:
            held, others = keys.bearing(marks[0], others, places), []
        else:
            held = keys.among(others.pop(0), places)
        places = [place for place in places if place in held]
    if unwanted:
        held = keys.among(unwanted, places)
        places = [place for place in places if place not in held]
    return places


class _Keys:
    """The index by words: all but ``lines`` and ``bearing`` is answered from its keys, and no row is read."""

    def __init__(self, snapshot: Snapshot, campaign: str) -> None:
        self._rows = snapshot.db[rows_name(snapshot.generation)]
        self._session = snapshot.session
        self._campaign = campaign

    def first(self, mark: str, places: Json, limit: int, skip: int = 0) -> list[int]:
        """The first places of a mark, the newest day first."""
        found = self._rows.find(
            {"campaign": self._campaign, "words": mark, "place": places}, {"_id": 0, "place": 1},
            session=self._session, hint=WORDS, batch_size=limit + 1,
        )
        return [key["place"] for key in found.sort("place", -1).skip(skip).limit(limit)]

    def among(self, mark: str, places: Sequence[int]) -> set[int]:
        """Which of these places bear a mark."""
        if not places:
            return set()
        wanted = {"campaign": self._campaign, "words": mark, "place": {"$in": list(places)}}
        return self._places(wanted, len(places))

    def bearing(self, mark: str, others: Sequence[str], places: Sequence[int]) -> set[int]:
        """Which of these places of a mark bear all others too; their rows are read."""
        if not places:
            return set()
        wanted = {
            "campaign": self._campaign, "words": mark, "place": {"$in": list(places)},
            # Said so, the others are no bounds of the index among which the database would have to choose.
            "$expr": {"$setIsSubset": [list(others), "$words"]},
        }
        return self._places(wanted, len(places))

    def _places(self, wanted: Json, most: int) -> set[int]:
        # In one answer: the database would tell the first 101, and the rest when it is asked again.
        found = self._rows.find(
            wanted, {"_id": 0, "place": 1}, session=self._session, hint=WORDS, batch_size=most + 1
        )
        return {row["place"] for row in found}

    def count(self, mark: str, places: Json) -> int:
        """How many lines bear a mark, up to one more than :data:`COUNTED`."""
        match = {"campaign": self._campaign, "words": mark, "place": places}
        counted = self._rows.aggregate(
            [{"$match": match}, {"$limit": COUNTED + 1}, {"$count": "lines"}], session=self._session, hint=WORDS
        )
        return next((int(one["lines"]) for one in counted), 0)

    def rarest_first(self, marks: Sequence[str], places: Json) -> list[str]:
        """The marks, those first of which there are fewest lines among the newest ones."""

        def rarity(mark: str) -> tuple[int, int]:
            reaches = self.first(mark, places, 1, skip=PROBED)
            # The farther back so many lines reach, the fewer there are; fewer than so many are counted.
            return (1, reaches[0]) if reaches else (0, len(self.first(mark, places, PROBED)))

        return sorted(marks, key=rarity) if len(marks) > 1 else list(marks)

    def lines(self, mark: str, places: Sequence[int]) -> list[Json]:
        """The lines at these places, as anybody sees them."""
        if not places:
            return []
        wanted = {"campaign": self._campaign, "words": mark, "place": {"$in": list(places)}}
        found = self._rows.find(wanted, {"kind": 1, "state": 1}, session=self._session, hint=WORDS).sort("place", -1)
        return [line for row in found if (line := shown(row["kind"], row["state"]))]


def explained(lines: list[Json]) -> dict[str, str]:
    """What the debits among these lines were for, by the entry of each, as far as somebody has said so."""
    entries = [line["entry"] for line in lines if line["way"] == "out"]
    if not entries:
        return {}

    def read(snapshot: Snapshot) -> dict[str, str]:
        keys = [f"debit_explanation:{entry}" for entry in entries]
        rows = snapshot.db[rows_name(snapshot.generation)]
        found = rows.find({"_id": {"$in": keys}}, {"state": 1}, session=snapshot.session)
        states = [row["state"] for row in found if row["state"]["status"] == "explained"]
        return {state["bank_debit_entry_id"]: state.get("purpose", "support") for state in states}

    return at_one_moment(read)
