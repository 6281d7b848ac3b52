"""What part of a split unit went to which successor: stated by the province with its reason, never guessed."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from contracts.refusals import NotFound, Refusal
from gateway.units.documents import UnitSharesDocument
from gateway.units.history import Shares, Units
from gateway.units.rules import Unit
from runtime.clock import utc_now

MOST_WHOLE = 1_000_000_000


class UnitNotSplit(Refusal):
    """The unit stands, or went to one unit only: there is nothing to divide."""

    kind = "conflict"


class SharesDontFit(Refusal):
    """The parts are not exactly those of the successors, or don't add up to the whole."""


class NoSuchUnit(NotFound):
    """No unit has or had this code."""

    kind = "not_found"


def read_shares() -> dict[tuple[str, str], Shares]:
    """The shares in force, by the split unit's code and last day."""
    found: dict[tuple[str, str], Shares] = {}
    for stored in UnitSharesDocument._get_collection().find().sort([("unit", 1), ("valid_to", 1), ("version", 1)]):
        found[stored["unit"], stored["valid_to"]] = {
            code: Fraction(part, stored["whole"]) for code, part in stored["parts"].items()
        }
    return found


def stated(unit: Unit) -> list[dict[str, Any]]:
    """Everything that was stated about a split unit, oldest first; the last one is in force."""
    which = {"unit": unit.code, "valid_to": unit.valid_to or ""}
    return list(UnitSharesDocument._get_collection().find(which, {"_id": 0}).sort("version", 1).limit(1000))


def split_unit(units: Units, code: str, ended_on: str | None) -> Unit:
    """The unit of this code that was split: the one that ended on that day, or without a day the last one that ended.

    Raises `NoSuchUnit` and `UnitNotSplit`."""
    versions = units.versions(code)
    if not versions:
        raise NoSuchUnit(f"Không có đơn vị {code}.", field="code", remedy="Kiểm tra lại mã đơn vị.")
    ended = [one for one in versions if one.valid_to and ended_on in (None, one.valid_to)]
    if not ended or len(units.successors(ended[-1]) or ()) < 2:
        raise UnitNotSplit(
            f"Đơn vị {code} không bị chia cho nhiều đơn vị.", field="code",
            remedy="Chỉ đơn vị đã chia cho nhiều đơn vị mới cần tỷ lệ.",
        )
    return ended[-1]


def check_shares(unit: Unit, parts: Mapping[str, int], whole: int) -> None:
    """Raises `SharesDontFit`."""
    if set(parts) != set(unit.successors):
        raise SharesDontFit(
            "Các phần phải nêu đúng và đủ những đơn vị kế thừa.", field="parts",
            remedy=f"Nêu phần của: {', '.join(unit.successors)}; không có phần thì ghi 0.",
        )
    if sum(parts.values()) != whole or min(parts.values()) < 0:
        raise SharesDontFit(
            f"Các phần cộng lại là {sum(parts.values())}, khác với tổng {whole}.", field="whole",
            remedy="Sửa các phần hoặc tổng cho bằng nhau.",
        )


def write_shares(unit: Unit, parts: Mapping[str, int], whole: int, reason: str, by: str) -> bool:
    """State how `unit` is divided; the same again changes nothing. Answers whether anything is new.

    Raises `SharesDontFit`. Whoever calls this calls `changed()` afterwards."""
    check_shares(unit, parts, whole)
    before = stated(unit)
    told = {"parts": dict(parts), "whole": whole, "reason": reason}
    if before and all(before[-1][name] == value for name, value in told.items()):
        return False
    # Two at once: the unique version lets one of them through.
    UnitSharesDocument._get_collection().insert_one({
        "unit": unit.code, "valid_to": unit.valid_to, "version": len(before) + 1, **told,
        "stated_by": by, "stated_at": utc_now(),
    })
    return True
