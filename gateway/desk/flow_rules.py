"""Which step may follow which: a unit fills in, hands in, gets it back or has it accepted; the level above puts it
together with the others and signs; what is signed is corrected by a new version.

Source: reporting.md, "Flow" and "Signed means frozen".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from contracts.refusals import NotFound, Refusal

UNIT, WHOLE = "unit", "whole"
"""A unit's report, and the report of the level that opened the round, made of theirs."""

EDITABLE: dict[str, tuple[str, ...]] = {UNIT: ("draft", "returned"), WHOLE: ("draft", "consolidated")}
STATUSES = ("draft", "submitted", "returned", "accepted", "consolidated", "signed", "withdrawn")

STATUS_NAMES = {
    "draft": "đang lập", "submitted": "đã gửi", "returned": "bị trả lại", "accepted": "đã được nhận",
    "consolidated": "đã tổng hợp", "signed": "đã ký", "withdrawn": "đã hủy",
}

SECTIONS = {
    "assessment": "Đánh giá chung",
    "results": "Kết quả nổi bật",
    "difficulties": "Khó khăn, hạn chế và nguyên nhân",
    "lessons": "Bài học kinh nghiệm",
    "tasks": "Nhiệm vụ kỳ tới",
    "proposals": "Đề xuất, kiến nghị",
}
"""The narrative, unless a round asks for other sections."""


class UnknownRound(NotFound):
    """No round has this id."""


class UnknownReport(NotFound):
    """No report has this id."""


class ReportStepOutOfOrder(Refusal):
    """The report is not where this step begins."""

    kind = "conflict"


class ChangedMeanwhile(Refusal):
    """Somebody else has changed it since it was read."""

    kind = "moved"


class UnitNotBelow(Refusal):
    """A report is owed by units below the one that opens the round."""


class UnitTwice(Refusal):
    """A unit is named twice."""


class RoundTwice(Refusal):
    """The unit has opened a round for this period already."""

    kind = "conflict"


class SectionUnknown(Refusal):
    """The round asks for no such section."""


class IndicatorNotAsked(Refusal):
    """The round doesn't ask for this indicator, or not from this level."""


class SectionEmpty(Refusal):
    """A section that must be written is empty."""


class IndicatorMissing(Refusal):
    """An indicator that this unit gives is missing."""


class ReportsMissing(Refusal):
    """Units have not had their reports accepted."""

    kind = "conflict"


class ConsolidationOutdated(Refusal):
    """What was put together has changed since."""

    kind = "conflict"


class RoundHasReports(Refusal):
    """Units have handed in already."""

    kind = "conflict"


class RoundWithdrawn(Refusal):
    """The round was opened by mistake and is withdrawn."""

    kind = "conflict"


def check_version(expected: int, version: int) -> None:
    """Raises :class:`ChangedMeanwhile`."""
    if expected != version:
        raise ChangedMeanwhile(
            "Người khác vừa sửa nội dung này.", field="If-Match",
            remedy="Tải lại nội dung mới nhất, ghép phần sửa của mình rồi gửi lại.", version=version,
        )


def check_round(unit: str, owing: Sequence[str], below: Iterable[str]) -> None:
    """Raises :class:`UnitNotBelow` and :class:`UnitTwice`."""
    known = set(below) - {unit}
    for place, code in enumerate(owing):
        if code not in known:
            raise UnitNotBelow(
                f"Đơn vị {code} không thuộc đơn vị {unit}.", field=f"units.{place}",
                remedy="Chỉ yêu cầu báo cáo của các đơn vị trực thuộc.",
            )
        if owing.index(code) != place:
            raise UnitTwice(f"Đơn vị {code} có tên hai lần.", field=f"units.{place}", remedy="Bỏ một lần.")


def check_text(
    kind: str, sections: Mapping[str, str], asked: Iterable[str],
    indicators: Mapping[str, object], given_here: Iterable[str],
) -> None:
    """What is written belongs into this report.  Raises :class:`SectionUnknown` and :class:`IndicatorNotAsked`."""
    for key in sections.keys() - set(asked):
        raise SectionUnknown(f"Báo cáo này không có mục {key}.", field=f"sections.{key}", remedy="Bỏ mục này.")
    for code in indicators.keys() - set(given_here):
        raise IndicatorNotAsked(
            f"Chỉ tiêu {code} không do đơn vị này nhập trong kỳ này.", field=f"indicators.{code}",
            remedy="Bỏ chỉ tiêu này." if kind == UNIT else "Chỉ tiêu của đơn vị do đơn vị nhập.",
        )


def check_step(step: str, kind: str, status: str) -> None:
    """Raises :class:`ReportStepOutOfOrder`."""
    from_where = STEPS[step].get(kind, ())
    if status not in from_where:
        wanted = ", ".join(STATUS_NAMES[one] for one in from_where)
        raise ReportStepOutOfOrder(
            f"Báo cáo {STATUS_NAMES[status]}, không {STEP_NAMES[step]} được.",
            remedy=f"Bước này cần báo cáo {wanted}." if wanted else "Bước này không dùng cho loại báo cáo này.",
            status=status,
        )


STEPS: dict[str, dict[str, tuple[str, ...]]] = {
    "edit": EDITABLE,
    "submit": {UNIT: ("draft", "returned")},
    "return": {UNIT: ("submitted", "accepted")},
    "accept": {UNIT: ("submitted",)},
    "consolidate": {WHOLE: ("draft", "consolidated")},
    "sign": {WHOLE: ("consolidated",)},
    "correct": {WHOLE: ("signed",)},
}
"""Per step and kind of report, the statuses from which it may be taken."""

STEP_NAMES = {
    "edit": "sửa", "submit": "gửi", "return": "trả lại", "accept": "nhận", "consolidate": "tổng hợp", "sign": "ký",
    "correct": "đính chính",
}


def check_return(status: str, whole_status: str) -> None:
    """An accepted report is not returned under a signature.  Raises :class:`ReportStepOutOfOrder`."""
    if status == "accepted" and whole_status == "signed":
        raise ReportStepOutOfOrder(
            "Báo cáo tổng hợp đã ký, không trả lại báo cáo của đơn vị được nữa.",
            remedy="Mở đính chính báo cáo tổng hợp trước.", status=status,
        )


def check_complete(
    required: Mapping[str, str], sections: Mapping[str, str], given_here: Mapping[str, str],
    indicators: Mapping[str, object],
) -> None:
    """All that is asked for is there (keys with their names).  Raises :class:`SectionEmpty`, :class:`IndicatorMissing`.
    """
    for key, title in required.items():
        if not sections.get(key, "").strip():
            raise SectionEmpty(
                f"Mục “{title}” còn trống.", field=f"sections.{key}", remedy="Viết mục này rồi gửi lại."
            )
    for code, name in given_here.items():
        if indicators.get(code) is None:
            raise IndicatorMissing(
                f"Chưa nhập chỉ tiêu “{name}”.", field=f"indicators.{code}", remedy="Nhập số, kể cả khi bằng 0."
            )


def check_all_accepted(statuses: Mapping[str, str], without: Iterable[str], names: Mapping[str, str]) -> None:
    """Every unit's report is accepted, or left out on purpose.  Raises :class:`ReportsMissing`."""
    missing = [unit for unit, status in statuses.items() if status != "accepted" and unit not in set(without)]
    if missing:
        listed = ", ".join(names.get(unit, unit) for unit in missing[:10]) + (" …" if len(missing) > 10 else "")
        raise ReportsMissing(
            f"Còn {len(missing)} đơn vị chưa được nhận báo cáo: {listed}.", field="without",
            remedy="Chờ các đơn vị, hoặc nêu các đơn vị tổng hợp mà không có báo cáo và lý do.", units=missing[:500],
        )


def check_still_the_same(was: Sequence[Mapping[str, object]], now: Sequence[Mapping[str, object]]) -> None:
    """What is signed is what was put together.  Raises :class:`ConsolidationOutdated`."""
    if list(was) != list(now):
        raise ConsolidationOutdated(
            "Báo cáo của đơn vị, hoặc báo cáo kỳ trước, đã đổi sau khi tổng hợp.", remedy="Tổng hợp lại rồi ký."
        )
