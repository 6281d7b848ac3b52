"""Precision and recall of matching on lines of which somebody knows whose they are (donations.md, rule 4).

A set is two files. ``pledges.csv``: pledge, name, amount_vnd, fulfilled_vnd, pledged_on, memo_code. ``lines.csv``:
kind, posted_on, amount_vnd, memo, counter_account, pledge (empty: nobody's). Each line is judged by itself against all
pledges as they stand, by the same code that books and suggests.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from services.donations.matching.claims import plain_name, read_claim
from services.donations.matching.rules import BY_CODE, SUGGESTED, UNMATCHED
from services.donations.matching.scoring import OpenPledge, OpenPledges
from services.donations.statements.memo_codes import find_codes

SHIPPED_SET = Path(__file__).parent / "labelled"
MOST_LINES = 200_000


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """A bank line and the pledge it truly belongs to, "" for none. kind: what is particular about it."""

    kind: str
    posted_on: dt.date
    amount_vnd: int
    memo: str
    counter_account: str
    pledge: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What matching made of a line: the state, and the pledges it named, the best one first."""

    line: LabelledLine
    state: str
    pledges: tuple[str, ...]
    bears_code: bool
    """Looked for apart from how matching finds codes: else it would measure itself."""

    @property
    def right(self) -> bool:
        """Its pledge is among those named; or it has none, and none was named."""
        return self.line.pledge in self.pledges if self.pledges else not self.line.pledge


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one state: how many lines it has, how many of them are right, and how many lines it ought to have had."""

    state: str
    lines: int
    right: int
    wanted: int

    @property
    def precision(self) -> float:
        """Of the lines in this state, the part that is right; 1 where there are none."""
        return self.right / self.lines if self.lines else 1.0

    @property
    def recall(self) -> float:
        """Of the lines that this state ought to have, the part that it has; 1 where there are none."""
        return self.right / self.wanted if self.wanted else 1.0


def read_set(folder: Path = SHIPPED_SET) -> tuple[list[OpenPledge], list[LabelledLine]]:
    """A labelled set.  Raises OSError, KeyError and ValueError for files that are no such set."""
    pledges = [
        OpenPledge(
            row["pledge"], plain_name(row["name"]), row["memo_code"], int(row["amount_vnd"]),
            int(row["fulfilled_vnd"]), dt.date.fromisoformat(row["pledged_on"]),
        )
        for row in _rows(folder / "pledges.csv")
    ]
    lines = [
        LabelledLine(
            row["kind"], dt.date.fromisoformat(row["posted_on"]), int(row["amount_vnd"]), row["memo"],
            row["counter_account"], row["pledge"],
        )
        for row in _rows(folder / "lines.csv")
    ]
    if len(lines) > MOST_LINES:
        raise ValueError(f"more than {MOST_LINES} lines")
    return pledges, lines


def judge(pledges: Sequence[OpenPledge], lines: Sequence[LabelledLine]) -> list[Judged]:
    """Each line as the desk would get it.  Raises KeyError for a line of a pledge that is not in the set."""
    by_code = {pledge.memo_code: pledge.pledge_id for pledge in pledges}
    code_of = {pledge.pledge_id: pledge.memo_code for pledge in pledges}
    opened = OpenPledges(pledge for pledge in pledges if pledge.fulfilled_vnd < pledge.amount_vnd)
    judged = []
    for line in lines:
        bears = bool(line.pledge) and code_of[line.pledge] in re.sub("[^0-9A-Z]", "", line.memo.upper())
        bearing = next((by_code[code] for code in find_codes(line.memo) if code in by_code), None)
        if bearing:
            judged.append(Judged(line, BY_CODE, (bearing,), bears))
            continue
        claim = read_claim(line.memo, line.counter_account)
        found = opened.candidates(claim, line.amount_vnd, line.posted_on)
        named = tuple(one.pledge_id for one in found)
        judged.append(Judged(line, SUGGESTED if found else UNMATCHED, named, bears))
    return judged


def figures(judged: Sequence[Judged]) -> list[Figures]:
    """One per state. By code ought to be every line in which the letters of its pledge's code stand one behind the
    other; suggested, every other line of a pledge; unmatched, every line that is nobody's."""
    ours = sum(1 for one in judged if one.line.pledge)
    by_code = sum(1 for one in judged if one.bears_code)
    wanted = {BY_CODE: by_code, SUGGESTED: ours - by_code, UNMATCHED: len(judged) - ours}
    return [
        Figures(
            state, sum(1 for one in judged if one.state == state),
            sum(1 for one in judged if one.state == state and one.right), wanted[state],
        )
        for state in (BY_CODE, SUGGESTED, UNMATCHED)
    ]


def by_kind(judged: Sequence[Judged]) -> list[tuple[str, int, int]]:
    """Per kind of line: how many there are, and how many are right."""
    kinds = sorted({one.line.kind for one in judged})
    return [
        (
            kind, sum(1 for one in judged if one.line.kind == kind),
            sum(1 for one in judged if one.line.kind == kind and one.right),
        )
        for kind in kinds
    ]


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
