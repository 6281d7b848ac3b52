"""An amount of đồng in Vietnamese words, as it stands on a receipt.

Read as schools teach it: *mười* and *mươi*, *mốt* after *mươi*, *tư* after *mươi*, *lăm* after a ten, *linh* for an
empty ten, and *không trăm* for the empty hundreds of a group that follows another; a whole group of zeros is not read.
"""

from __future__ import annotations

HIGHEST_VND = 10**15

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ((10**6, "triệu"), (10**3, "nghìn"), (1, ""))
_BILLION = 10**9


def amount_in_words(amount_vnd: int) -> str:
    """The amount with a capital first letter: 523056 is "Năm trăm hai mươi ba nghìn không trăm năm mươi sáu đồng".

    Raises ValueError outside 0 to 10^15 đồng."""
    if not 0 <= amount_vnd <= HIGHEST_VND:
        raise ValueError(f"no words for {amount_vnd} đồng")
    text = f"{' '.join(_number(amount_vnd)) or _DIGITS[0]} đồng"
    return text[0].upper() + text[1:]


def _number(number: int) -> list[str]:
    """Words of a number; none for zero.  Beyond a billion the billions are a number of their own: *nghìn tỷ*."""
    billions, rest = divmod(number, _BILLION)
    words = [*_below_a_billion(billions, follows=False), "tỷ"] if billions else []
    return words + _below_a_billion(rest, follows=bool(words))


def _below_a_billion(number: int, follows: bool) -> list[str]:
    words: list[str] = []
    for worth, name in _GROUPS:
        group, number = divmod(number, worth)
        if group:
            words += _group(group, whole=follows or bool(words))
            words += [name] if name else []
    return words


def _group(group: int, whole: bool) -> list[str]:
    """1 to 999; ``whole``: read its hundreds even where there are none, because something stands before it."""
    hundreds, below = divmod(group, 100)
    words = [_DIGITS[hundreds], "trăm"] if hundreds or whole else []
    tens, ones = divmod(below, 10)
    if tens == 0:
        if ones:
            words += ["linh", _DIGITS[ones]] if words else [_DIGITS[ones]]
        return words
    words += ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if ones:
        words.append(_ones_after_a_ten(tens, ones))
    return words


def _ones_after_a_ten(tens: int, ones: int) -> str:
    if ones == 5:
        return "lăm"
    if tens > 1 and ones in (1, 4):
        return "mốt" if ones == 1 else "tư"
    return _DIGITS[ones]
