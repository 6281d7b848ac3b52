"""Hidden holes: what is published before play, and how anybody checks it after.

Before play only ``commitment`` is published, after it the holes and the salt.  Whoever hashes
``<round>|<holes, ascending, with commas>|<salt>`` by SHA-256 gets the commitment: nobody chose the holes by the scores.
The salt keeps the 18,564 ways to hide six holes from being tried out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from fractions import Fraction

from contracts.refusals import Refusal
from services.events.golf_scoring.rules.course import HOLES


class HiddenHolesDontMatch(Refusal):
    """The holes and the salt are not those that were committed to before play."""


class WrongNumberOfHiddenHoles(Refusal):
    """The rule of the round hides another number of holes."""


def committed_text(round_id: str, holes: Sequence[int], salt: str) -> str:
    """The text that is hashed."""
    return f"{round_id}|{','.join(map(str, sorted(holes)))}|{salt}"


def commitment(round_id: str, holes: Sequence[int], salt: str) -> str:
    """SHA-256 of it, in hexadecimal."""
    return hashlib.sha256(committed_text(round_id, holes, salt).encode()).hexdigest()


def is_fair(pars: Mapping[int, int], holes: Sequence[int], times: Fraction) -> bool:
    """Whether hidden holes stand for the course: half of them (or one more) in each nine, and ``times`` their par is
    the par of all, so that somebody who plays par everywhere gets a handicap of 0."""
    out = sum(1 for hole in holes if hole <= HOLES // 2)
    return abs(len(holes) - 2 * out) <= 1 and sum(pars[hole] for hole in holes) * times == sum(pars.values())


def check_revealed(round_id: str, committed: str, holes: Sequence[int], salt: str, wanted: int) -> None:
    """Raises :class:`WrongNumberOfHiddenHoles` or :class:`HiddenHolesDontMatch`."""
    distinct = {hole for hole in holes if 1 <= hole <= HOLES}
    if len(distinct) != wanted or len(holes) != wanted:
        raise WrongNumberOfHiddenHoles(
            f"Điều lệ vòng này có {wanted} hố ẩn, khác nhau, từ hố 1 đến hố {HOLES}.", field="holes",
            remedy="Nhập đúng các hố đã niêm phong.", wanted=wanted,
        )
    found = commitment(round_id, holes, salt)
    if found != committed:
        raise HiddenHolesDontMatch(
            "Các hố và chuỗi muối này không khớp mã niêm phong đã công bố trước khi đánh.", field="holes",
            remedy="Nhập đúng các hố và chuỗi muối đã niêm phong; không đổi hố ẩn sau khi đánh.",
            committed=committed, found=found,
        )
