"""The open pledges of a campaign in memory, asked line by line for those that it might fulfil.

A line costs about the same however many pledges there are: it meets those whose whole name stands in it, those of its
own amount with a like name, and, if it bears something like a code, the nearest codes.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from services.donations.matching import rules
from services.donations.matching.claims import Claim, without_form
from services.donations.statements.memo_codes import PREFIX

MOST_LIKE = 200
"""Pledges of one amount and one family name or given name, or of one name whatever the amount, that a line is compared
with."""
LONGEST_NAME_WORDS = 12
CLOSE = 90.0
"""Likeness of two names, of 100: one letter in ten may differ."""
CODE_SLIPS = 2
_SIZES_IN_TURN = (3, 3, 4)
"""Into which pieces a code is cut behind its prefix, to find the few that are near without comparing with all."""
_SIZES = sorted(set(_SIZES_IN_TURN))
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
        self._like: defaultdict[tuple[int, str, str], list[OpenPledge]] = defaultdict(list)
        self._by_name: defaultdict[str, list[OpenPledge]] = defaultdict(list)
        self._by_code: dict[str, OpenPledge] = {}
        for pledge in pledges:
            if " " in pledge.name:
                for end, words in _ends(pledge.name):
                    self._like[pledge.amount_vnd - pledge.fulfilled_vnd, end, words].append(pledge)
                self._by_name[pledge.name].append(pledge)
            self._by_code[pledge.memo_code] = pledge
        self._by_piece: defaultdict[str, list[str]] = defaultdict(list)
        for code in self._by_code:
            for piece in _pieces(code):
                self._by_piece[piece].append(code)
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
                    yield from ((pledge, "name_equal") for pledge in self._by_name[name][:MOST_LIKE])

    def _by_likeness(self, claim: Claim, amount_vnd: int) -> Iterable[tuple[OpenPledge, str]]:
        if not claim.name:
            return
        at_end = " ".join(claim.words).endswith(claim.name)
        for end, words in _ends(claim.name):
            for pledge in self._like.get((amount_vnd, end, words), ())[:MOST_LIKE]:
                if reason := likeness(claim.name, pledge.name, at_end=at_end):
                    yield pledge, reason

    def _near(self, claim: Claim) -> Iterable[tuple[OpenPledge, str]]:
        for text in claim.like_codes:
            # Two slips leave one of three pieces whole, wherever they moved it.
            parts = {text[at : at + size] for size in _SIZES for at in range(len(text) - size + 1)}
            perhaps = {code for part in parts for code in self._by_piece.get(part, ())}
            near = sorted(code for code in perhaps if OSA.distance(text, code, score_cutoff=CODE_SLIPS) <= CODE_SLIPS)
            yield from ((self._by_code[code], "code_near") for code in near)


def _pieces(code: str) -> Iterable[str]:
    at = len(PREFIX)
    for size in _SIZES_IN_TURN:
        yield code[at : at + size]
        at += size


def _ends(name: str) -> Iterable[tuple[str, str]]:
    """By which words a name that is like this one can be found: no comparison with all."""
    words = name.split()
    yield "first", " ".join(words[:2])
    yield "last", words[-1]
    yield "bare", without_form(name)


def is_part_of_another(name: str, claimed: str) -> bool:
    """Whether the claimed name is this one with one word more: "Nguyen Van An" is not in "Nguyen Van An Binh"."""
    longer = len(claimed.split()) - len(name.split())
    return longer == 1 and f" {name} " in f" {claimed} "


def likeness(claimed: str, name: str, *, at_end: bool) -> str | None:
    """name_truncated where the bank has cut the name short, name_close where letters differ; None otherwise.
    at_end: the claimed name is the last thing in the memo, so it may have been cut.

    Not close: a name with another last word. "Nguyen Van An" and "Nguyen Van Anh" are two people. A company with its
    legal form left out is close; with another form it is another company."""
    if claimed == name:
        return "name_equal"
    long_enough = len(claimed) >= LEAST_LETTERS_OF_CUT_NAME and " " in claimed
    beyond_form = len(claimed) > len(name) - len(without_form(name))
    if at_end and long_enough and beyond_form and name.startswith(claimed):
        return "name_truncated"
    if without_form(name) == claimed or without_form(claimed) == name:
        return "name_close"
    ours, theirs = name.split(), claimed.split()
    if len(ours) != len(theirs) or len(ours) < 2 or ours[-1] != theirs[-1]:
        return None
    return "name_close" if fuzz.ratio(claimed, name) >= CLOSE else None
