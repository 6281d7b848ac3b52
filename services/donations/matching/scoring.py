"""The open pledges of a campaign in memory, asked line by line for those that it might fulfil.

A line costs the same however many pledges there are: it meets those of its own amount (a bounded number), those whose
whole name stands in it, and, only if it bears something like a code, the nearest codes.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from services.donations.matching import rules
from services.donations.matching.claims import Claim

MOST_OF_ONE_AMOUNT = 500
"""Pledges of one amount that a line is compared with by likeness; those of equal name are found beyond them too."""
LONGEST_NAME_WORDS = 12
CLOSE = 90.0
"""Likeness of two names, of 100: one letter in ten may differ."""
CODE_SLIPS = 2
LEAST_LETTERS_OF_CUT_NAME = 8


@dataclass(frozen=True, slots=True)
class OpenPledge:
    """What scoring needs of a pledge. name: as :func:`claims.plain_name` gives it."""

    pledge_id: str
    name: str
    memo_code: str
    amount_vnd: int
    fulfilled_vnd: int
    pledged_on: dt.date


class OpenPledges:
    """Finds the pledges that a line might fulfil."""

    def __init__(self, pledges: Iterable[OpenPledge]) -> None:
        self._by_amount: defaultdict[int, list[OpenPledge]] = defaultdict(list)
        self._by_name: defaultdict[str, list[OpenPledge]] = defaultdict(list)
        self._by_code: dict[str, OpenPledge] = {}
        for pledge in pledges:
            self._by_amount[pledge.amount_vnd - pledge.fulfilled_vnd].append(pledge)
            if " " in pledge.name:
                self._by_name[pledge.name].append(pledge)
            self._by_code[pledge.memo_code] = pledge
        self._codes = list(self._by_code)
        self._first_words = {name.split()[0] for name in self._by_name}

    def candidates(self, claim: Claim, amount_vnd: int, posted_on: dt.date) -> list[rules.Candidate]:
        """The best few, by score."""
        who: defaultdict[str, list[str]] = defaultdict(list)
        met: dict[str, OpenPledge] = {}
        for pledge, reason in (*self._by_whole_name(claim), *self._by_likeness(claim, amount_vnd), *self._near(claim)):
            met[pledge.pledge_id] = pledge
            who[pledge.pledge_id].append(reason)
        found = [
            rules.candidate(
                id, rules.reason_of_amount(amount_vnd, pledge.amount_vnd, pledge.fulfilled_vnd),
                rules.reason_of_day(posted_on, pledge.pledged_on), who[id],
            )
            for id, pledge in met.items()
        ]
        return rules.best_candidates(one for one in found if one)

    def _by_whole_name(self, claim: Claim) -> Iterable[tuple[OpenPledge, str]]:
        words = claim.words
        for start, word in enumerate(words):
            if word not in self._first_words:
                continue
            for end in range(start + 2, min(start + LONGEST_NAME_WORDS, len(words)) + 1):
                name = " ".join(words[start:end])
                if name in self._by_name and not is_part_of_another(name, claim.name):
                    yield from ((pledge, "name_equal") for pledge in self._by_name[name])

    def _by_likeness(self, claim: Claim, amount_vnd: int) -> Iterable[tuple[OpenPledge, str]]:
        if not claim.name:
            return
        for pledge in self._by_amount.get(amount_vnd, ())[:MOST_OF_ONE_AMOUNT]:
            if reason := likeness(claim.name, pledge.name):
                yield pledge, reason

    def _near(self, claim: Claim) -> Iterable[tuple[OpenPledge, str]]:
        for text in claim.like_codes:
            nearest = process.extract(
                text, self._codes, scorer=OSA.distance, score_cutoff=CODE_SLIPS, limit=rules.MOST_CANDIDATES
            )
            yield from ((self._by_code[code], "code_near") for code, _slips, _place in nearest)


def is_part_of_another(name: str, claimed: str) -> bool:
    """Whether the claimed name is this one with one word more: "Nguyen Van An" is not in "Nguyen Van An Binh"."""
    longer = len(claimed.split()) - len(name.split())
    return longer == 1 and f" {name} " in f" {claimed} "


def likeness(claimed: str, name: str) -> str | None:
    """name_truncated where the bank has cut the name short, name_close where letters differ; None otherwise.

    Not close: a name with one word changed. "Nguyen Van An" and "Nguyen Van Anh" are two people, so each word must be
    like its counterpart by itself, and the given name (the last word) must be the same."""
    if claimed == name:
        return "name_equal"
    if len(claimed) >= LEAST_LETTERS_OF_CUT_NAME and " " in claimed and name.startswith(claimed):
        return "name_truncated"
    ours, theirs = name.split(), claimed.split()
    if len(ours) != len(theirs) or len(ours) < 2 or ours[-1] != theirs[-1]:
        return None
    return "name_close" if fuzz.ratio(claimed, name) >= CLOSE else None
