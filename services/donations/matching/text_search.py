"""Find text in MongoDB without diacritics: "dang" finds "Đặng" and "ĐẶNG", composed or decomposed."""

from __future__ import annotations

import re
from collections import defaultdict

from runtime.text import fold

_LATIN = (*range(0x41, 0x250), *range(0x1E00, 0x1F00))


def _signs_by_letter() -> dict[str, str]:
    found: defaultdict[str, str] = defaultdict(str)
    for number in _LATIN:
        letter = fold(chr(number))
        if len(letter) == 1 and letter.isalpha():
            found[letter] += chr(number)
    return dict(found)


_SIGNS = _signs_by_letter()
_MARKS = "[\u0300-\u036f]*"


def without_diacritics(text: str) -> str:
    """A regular expression, for PCRE as for Python, that finds ``text`` however it is accented or cased."""
    return "".join(_piece(sign) for sign in fold(text))


def _piece(sign: str) -> str:
    if sign == " ":
        return r"\s+"
    if sign in _SIGNS:
        return f"[{_SIGNS[sign]}]{_MARKS}"
    return re.escape(sign)
