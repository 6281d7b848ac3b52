"""The mark of a page's last row: a text that says where the next page begins, opaque to whoever passes it on."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any

from contracts.refusals import Refusal


class BrokenPageMark(Refusal):
    """``after`` is not a mark that an earlier page gave."""

    def __init__(self) -> None:
        super().__init__(
            "Dấu trang không đúng.", field="after", remedy="Dùng giá trị next của trang trước, hoặc bỏ trống."
        )


def page_mark(*place: str | int) -> str:
    """The mark of a place."""
    text = json.dumps(place, ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place_of(mark: str, *shape: type) -> list[Any]:
    """The place of a mark, whose parts are of these types.  Whoever makes one up misleads nobody but the own eyes.

    Raises :class:`BrokenPageMark`."""
    try:
        place = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
    except (binascii.Error, ValueError):
        raise BrokenPageMark from None
    if not isinstance(place, list) or [type(part) for part in place] != list(shape):
        raise BrokenPageMark
    return place
