"""Ceilings are dated rules that cite a decision (donations.md, "Paying out")."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from contracts.refusals import Refusal
from contracts.wording import vn_amount


class NoProgrammeOnTheDay(Refusal):
    """The campaign has programmes of this kind, and none of them is valid on the day."""


class CeilingExceeded(Refusal):
    """More than the programme allows for one household."""


class ProgrammesOverlap(Refusal):
    """Another programme of the kind is valid on some of these days: then no ceiling would be the right one."""

    kind = "conflict"


class ProgrammeElsewhere(Refusal):
    """The code is that of another campaign's programme."""

    kind = "conflict"


class ProgrammeChangedMeanwhile(Refusal):
    """Somebody saved it since it was read, or gave a new one's code to another."""

    kind = "conflict"


class TooManyProgrammes(Refusal):
    """The campaign has as many programmes as it may have."""

    kind = "conflict"


MOST_PROGRAMMES = 200
"""Of one campaign."""


@dataclass(frozen=True)
class Programme:
    """A ceiling and the days on which it counts, both included; without ``valid_to`` it goes on."""

    code: str
    ceiling_vnd: int
    decision: str
    valid_from: dt.date
    valid_to: dt.date | None
    several_per_household: bool = False

    def covers(self, day: dt.date) -> bool:
        """Whether it is valid on the day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def programme_on(programmes: Sequence[Programme], day: dt.date, amount_vnd: int) -> Programme | None:
    """The programme that the day falls under; None when the campaign has none of this kind at all.

    Raises NoProgrammeOnTheDay, CeilingExceeded."""
    if not programmes:
        return None
    for programme in programmes:
        if programme.covers(day):
            if amount_vnd > programme.ceiling_vnd:
                raise CeilingExceeded(
                    f"Mức hỗ trợ tối đa là {vn_amount(programme.ceiling_vnd)} đồng theo {programme.decision}.",
                    field="amount_vnd", remedy=f"Đề nghị không quá {vn_amount(programme.ceiling_vnd)} đồng.",
                    ceiling_vnd=programme.ceiling_vnd, decision=programme.decision, programme=programme.code,
                )
            return programme
    raise NoProgrammeOnTheDay(
        f"Không có chương trình hỗ trợ loại này có hiệu lực ngày {day:%d/%m/%Y}.", field="proposed_on",
        remedy="Kiểm tra lại ngày, hoặc nhờ văn phòng tỉnh khai chương trình kèm quyết định.",
    )


def check_seen(version: int, seen_version: int | None) -> None:
    """Raises ProgrammeChangedMeanwhile for who has seen another version than this (0: none yet)."""
    if seen_version is None or seen_version == version:
        return
    if seen_version == 0:
        raise ProgrammeChangedMeanwhile(
            "Đã có chương trình mang mã này.", field="code", remedy="Chọn mã khác, hoặc mở chương trình ấy để sửa.",
            version=version,
        )
    raise ProgrammeChangedMeanwhile(
        "Có người vừa sửa chương trình này.", field="seen_version", remedy="Mở lại, xem thay đổi rồi sửa tiếp.",
        version=version,
    )


def check_apart(new: Programme, others: Sequence[Programme]) -> None:
    """Raises ProgrammesOverlap for a programme that shares a day with another of its kind."""
    for other in others:
        begins_before_it_ends = other.valid_to is None or new.valid_from <= other.valid_to
        ends_after_it_begins = new.valid_to is None or new.valid_to >= other.valid_from
        if begins_before_it_ends and ends_after_it_begins:
            raise ProgrammesOverlap(
                f"Chương trình {other.code} cùng loại cũng có hiệu lực trong những ngày này.", field="valid_from",
                remedy="Kết thúc chương trình kia trước (valid_to), hoặc chọn ngày khác.", programme=other.code,
            )
