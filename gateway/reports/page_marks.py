"""The mark of a page's last row: texts that say where the next page begins, opaque to whoever passes them on."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence

import orjson

from contracts.refusals import Refusal


class BrokenPageMark(Refusal):
    """``after`` is not a mark that an earlier page gave."""

    def __init__(self) -> None:
        super().__init__(
            "Dấu trang không đúng.", field="after", remedy="Dùng giá trị next của trang trước, hoặc bỏ trống."
        )


def page_mark(place: Sequence[str]) -> str:
    """The mark of a place."""
    return base64.urlsafe_b64encode(orjson.dumps(list(place))).decode().rstrip("=")


def place_of(mark: str, parts: int) -> list[str]:
    """The place of a mark, of so many parts.  Raises :class:`BrokenPageMark`."""
    try:
        place = orjson.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except (binascii.Error, ValueError):
        raise BrokenPageMark from None
    if not isinstance(place, list) or len(place) != parts or not all(isinstance(part, str) for part in place):
        raise BrokenPageMark
    return place
