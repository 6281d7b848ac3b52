"""When the public may register for an activity, and what is refused."""

from __future__ import annotations

import datetime as dt

from contracts.refusals import NotFound, Refusal

OPEN, CLOSED, CALLED_OFF = "open", "closed", "called_off"
"""What the organiser says."""

OVER, PAST, ANNOUNCED = "over", "past", "announced"
"""What follows from the days: the last day for registering is over, the activity is over; or nothing was said yet of
registering."""

BY_THE_PUBLIC = "public"
"""Who registered somebody, where they did it themselves."""


STEPS = (0, 1, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000)


def at_least(places: int | None) -> int | None:
    """So many places are left at least, as the public is told; None: nothing limits them.

    In steps: a number that goes down by one with each guest would tell whoever types in somebody's telephone number
    whether it was one more guest, or one who comes already."""
    if places is None:
        return None
    return max(step for step in STEPS if step <= max(places, 0))


class ActivityNotPublic(NotFound):
    """There is no such activity, or the public has not been told of it: which of both is not said."""

    def __init__(self, field: str = "activity") -> None:
        super().__init__(
            "Không có hoạt động công khai nào ở địa chỉ này.", field=field,
            remedy="Xem các hoạt động đang mở ở trang Hoạt động.",
        )


class RegistrationNotOpen(Refusal):
    """The organiser has not opened the activity to the public, or has closed it again."""

    kind = "conflict"


class RegistrationDayOver(Refusal):
    """The last day for registering is over."""

    kind = "conflict"


class ActivityOver(Refusal):
    """The activity has taken place."""

    kind = "conflict"


class ActivityCalledOff(Refusal):
    """The activity does not take place."""

    kind = "conflict"


class ClosesOutsideActivity(Refusal):
    """The last day for registering has passed already, or lies after the activity."""


class NowhereToRegister(Refusal):
    """Neither a block of guests nor a number of places is given."""


class QuotaNotForPublic(Refusal):
    """The block is set apart for people who are helped: the public is not to crowd it, nor to be hidden in it."""

    kind = "conflict"


class CallingOffUnexplained(Refusal):
    """An activity is called off without a word to those who wanted to come."""


class ContactMissing(Refusal):
    """Neither a telephone number nor an e-mail address: nobody could be told of a place that becomes free."""


class RegistrationLinkUnknown(NotFound):
    """No registration has this link."""

    def __init__(self) -> None:
        super().__init__(
            "Đường dẫn đăng ký chưa đúng.", field="token",
            remedy="Mở lại đúng đường dẫn đã nhận khi đăng ký, hoặc hỏi ban tổ chức.",
        )


def state_of(
    said: str | None, today: dt.date, *, starts_on: dt.date | None, ends_on: dt.date | None, closes_on: dt.date | None
) -> str:
    """How the public finds an activity of which the organiser ``said`` open, closed, called off, or nothing yet."""
    if said == CALLED_OFF:
        return CALLED_OFF
    last = ends_on or starts_on
    if last is not None and last < today:
        return PAST
    if said is None:
        return ANNOUNCED
    if said == OPEN and closes_on is not None and closes_on < today:
        return OVER
    return said


def check_open(state: str, name: str, reason: str, closes_on: dt.date | None) -> None:
    """Raises RegistrationNotOpen, RegistrationDayOver, ActivityOver or ActivityCalledOff unless it is open."""
    if state == OPEN:
        return
    if state == CALLED_OFF:
        raise ActivityCalledOff(
            f"“{name}” không tổ chức nữa.", field="activity", remedy=reason or "Xem các hoạt động khác đang mở."
        )
    if state == PAST:
        raise ActivityOver(
            f"“{name}” đã diễn ra rồi.", field="activity", remedy="Xem các hoạt động sắp tới ở trang Hoạt động."
        )
    if state == OVER and closes_on is not None:
        raise RegistrationDayOver(
            f"Đã hết hạn đăng ký “{name}” (ngày cuối là {closes_on:%d/%m/%Y}).", field="activity",
            remedy="Liên hệ ban tổ chức nếu vẫn muốn dự.", closes_on=closes_on.isoformat(),
        )
    raise RegistrationNotOpen(
        f"“{name}” hiện không nhận đăng ký công khai.", field="activity",
        remedy=reason or "Liên hệ ban tổ chức nếu muốn dự, hoặc xem các hoạt động khác đang mở.",
    )


def check_days(
    name: str, today: dt.date, *, starts_on: dt.date | None, ends_on: dt.date | None, closes_on: dt.date | None
) -> None:
    """Refuse to open what is over, or until a day that can't be.  Raises ActivityOver and ClosesOutsideActivity."""
    last = ends_on or starts_on
    if last is not None and last < today:
        raise ActivityOver(
            f"“{name}” đã diễn ra xong ngày {last:%d/%m/%Y}, không mở đăng ký được nữa.", field="activity",
            remedy="Nếu hoạt động dời ngày, báo ngày mới trước rồi mở đăng ký.",
        )
    if closes_on is not None and closes_on < today:
        raise ClosesOutsideActivity(
            f"Ngày cuối nhận đăng ký {closes_on:%d/%m/%Y} đã qua.", field="closes_on",
            remedy="Chọn hôm nay hoặc một ngày sau; muốn ngừng nhận thì đóng đăng ký.",
        )
    if closes_on is not None and last is not None and closes_on > last:
        raise ClosesOutsideActivity(
            f"Ngày cuối nhận đăng ký sau khi hoạt động kết thúc ({last:%d/%m/%Y}).", field="closes_on",
            remedy=f"Chọn một ngày không sau {last:%d/%m/%Y}, hoặc bỏ trống.",
        )


def check_block(quota: str | None, places: int | None, name: str, *, set_apart: bool) -> None:
    """Raises NowhereToRegister and QuotaNotForPublic.  ``name``, ``set_apart``: of the quota."""
    if quota is None and places is None:
        raise NowhereToRegister(
            "Chưa biết khách công khai ngồi ở đâu.", field="quota",
            remedy="Chọn một khối khách, hoặc ghi số chỗ dành cho công chúng.",
        )
    if set_apart:
        raise QuotaNotForPublic(
            f"“{name}” dành riêng cho người thụ hưởng, không mở cho công chúng.", field="quota",
            remedy="Chọn khối khác, hoặc ghi số chỗ để lập một khối riêng cho công chúng.",
        )


def check_calling_off(called_off: bool, reason: str) -> None:
    """Raises CallingOffUnexplained."""
    if called_off and not reason:
        raise CallingOffUnexplained(
            "Chưa ghi lý do không tổ chức.", field="reason", remedy="Ghi một câu để người đã đăng ký biết."
        )


def check_contact(phone: str, email: str) -> None:
    """Raises ContactMissing."""
    if not phone and not email:
        raise ContactMissing(
            "Chưa có số điện thoại hay thư điện tử.", field="phone",
            remedy="Ghi ít nhất một trong hai, để ban tổ chức báo khi có chỗ hoặc có thay đổi.",
        )


def check_not_over(state: str, name: str) -> None:
    """A place can be given back, or taken, until the activity is over.  Raises ActivityOver."""
    if state == PAST:
        raise ActivityOver(
            f"“{name}” đã diễn ra rồi, không đổi được nữa.", field="activity", remedy="Không cần làm gì thêm."
        )
