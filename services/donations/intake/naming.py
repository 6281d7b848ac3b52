"""A donor's name as a gift keeps it: as it was told, and in words, alone and in twos, to be found by."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from runtime.text import fold

MOST_WORDS = 12
"""Of a name; further ones are not found."""

_WORD = re.compile(r"\w+")


def words_of(text: str) -> list[str]:
    """The words of a name without diacritics and capitals, each once: ``"Đặng Thị Ý"`` gives dang, thi, y."""
    return list(dict.fromkeys(_WORD.findall(fold(text))))[:MOST_WORDS]


def pairs_of(words: Sequence[str]) -> list[str]:
    """Any two of the words, in the order of the alphabet: two in five names have "nguyễn" in them, one in three "thị",
    so that a single word of a name hardly narrows anything down."""
    return [" ".join(sorted(pair)) for pair in combinations(words, 2)]


def named(donor_name: str) -> dict[str, Any]:
    """The fields of a gift that follow from the donor's name."""
    words = words_of(donor_name)
    return {"donor_name": donor_name, **({"donor_words": [*words, *pairs_of(words)]} if words else {})}


def renamed(donor_name: str) -> dict[str, Any]:
    """The same for a gift that may have had another name."""
    return {"donor_words": [], **named(donor_name)}
