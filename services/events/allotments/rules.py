"""What an allotment may not be, and how many names it takes."""

from __future__ import annotations

from datetime import date

from contracts.refusals import NotFound, Refusal


class UnknownAllotment(NotFound):
    """No allotment has this id."""


class ReclaimDayPast(Refusal):
    """The day on which unused places go back is not in the future."""


class ReclaimAfterActivity(Refusal):
    """Unused places would go back only when the activity has begun."""


class AllotmentClosed(Refusal):
    """The places have gone back; no more names are taken."""

    kind = "conflict"


class AllotmentUsedUp(Refusal):
    """More places are asked for than are left without a guest."""

    kind = "conflict"


def check_reclaim_day(reclaim_on: date, today: date, starts_on: date | None) -> None:
    """Raises ReclaimDayPast and ReclaimAfterActivity."""
    if reclaim_on <= today:
        raise ReclaimDayPast(
            "Ngày thu lại chỗ phải sau hôm nay.", field="reclaim_on", remedy="Chọn một ngày từ ngày mai trở đi."
        )
    if starts_on is not None and reclaim_on > starts_on:
        raise ReclaimAfterActivity(
            f"Hoạt động bắt đầu ngày {starts_on:%d/%m/%Y}, thu lại chỗ sau ngày đó thì không ai dùng được.",
            field="reclaim_on", remedy="Chọn ngày thu lại không muộn hơn ngày bắt đầu.",
        )


def check_left(left: int, is_open: bool, wanted: int, field: str) -> None:
    """Refuse to take ``wanted`` places out of an allotment that has ``left`` so many without a guest.

    Raises AllotmentClosed and AllotmentUsedUp."""
    if not is_open:
        raise AllotmentClosed(
            "Chỗ phân cho đơn vị đã thu lại, không ghi tên thêm được.", field="allotment_id",
            remedy="Đăng ký khách như bình thường, hoặc đề nghị ban tổ chức phân chỗ mới.",
        )
    if wanted > left:
        raise AllotmentUsedUp(
            f"Chỉ còn {left} chỗ chưa ghi tên, không đủ {wanted} chỗ.", field=field,
            remedy=f"Ghi nhiều nhất {left}, hoặc đề nghị ban tổ chức phân thêm.", left=left, wanted=wanted,
        )
