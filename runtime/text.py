"""Vietnamese text made comparable, for finding homonyms and for searching without diacritics."""

import re
import unicodedata

_SPACES = re.compile(r"\s+")


def fold(text: str) -> str:
    """``text`` without diacritics, in lower case, with single spaces: ``" Đặng  Thị Ánh"`` becomes ``"dang
    thi anh"``.

    Composed and decomposed Unicode fold to the same text.  Everything that isn't a letter's mark stays, so
    ``"Lê-Na"`` and ``"Lê Na"`` differ.
    """
    # Taken apart before and after: "℠" shows its capitals only once apart, "İ" its mark only once folded.
    one_case = unicodedata.normalize("NFKD", text).casefold().replace("đ", "d")
    marks_apart = unicodedata.normalize("NFKD", one_case)
    bare = "".join(sign for sign in marks_apart if not unicodedata.combining(sign))
    return _SPACES.sub(" ", bare).strip()


def public_name(name: str, display: str) -> str:
    """The name as it may leave its service: whole (``shown``), as initials (``masked``: "Nguyễn Văn An" is "N. V. A."),
    or empty (``anonymous``).

    Whoever bears it consents to one of these (donations.md, Receiving); without it names are masked."""
    if display == "shown":
        return name
    if display == "anonymous":
        return ""
    return " ".join(f"{word[0].upper()}." for word in name.split())
