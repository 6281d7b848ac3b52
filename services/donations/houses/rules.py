"""The steps of a house: survey → acceptance → hand-over (donations.md, "Paying out"; Sơn La 2023: delegations survey,
accept and hand over).  An open finding of monitoring against the house stops them all."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Literal

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal

Status = Literal["planned", "surveyed", "accepted", "handed_over", "cancelled"]
Step = Literal["survey", "acceptance", "hand_over", "cancellation"]

MOST_PHOTOS = 40
"""Of one house, all steps together."""

LARGEST_PHOTO_BYTES = 1_400_000

_FROM: dict[Step, tuple[Status, ...]] = {
    "survey": ("planned",),
    "acceptance": ("surveyed",),
    "hand_over": ("accepted",),
    "cancellation": ("planned", "surveyed", "accepted"),
}
_STEP_NAMES: dict[Step, str] = {
    "survey": "khảo sát", "acceptance": "nghiệm thu", "hand_over": "bàn giao", "cancellation": "hủy",
}
_STATUS_NAMES: dict[Status, str] = {
    "planned": "mới lên kế hoạch", "surveyed": "đã khảo sát", "accepted": "đã nghiệm thu",
    "handed_over": "đã bàn giao", "cancelled": "đã hủy",
}


class HouseNotFound(NotFound):
    """No house has this id."""


class HousePhotoNotFound(NotFound):
    """The house has no photo of this hash."""


class HouseStepOutOfOrder(Refusal):
    """The house's status doesn't allow this step (now, or any more)."""

    kind = "conflict"


class HouseOnHold(Refusal):
    """Findings of monitoring are open against the house."""

    kind = "conflict"


class HousePhotoMissing(Refusal):
    """The step before has no photo yet."""

    kind = "conflict"


class StepBeforeTheLast(Refusal):
    """The step is dated before the one that it follows."""


class DefectsMissing(Refusal):
    """An acceptance that did not pass says what is to be mended."""


class NotAPhoto(Refusal):
    """What was sent is no JPEG or PNG, or too large."""


class TooManyPhotos(Refusal):
    """The house has as many photos as it may have."""

    kind = "conflict"


class PaymentElsewhere(Refusal):
    """The payment is of another campaign, unit or household than the house."""


class PaymentOfAnotherHouse(Refusal):
    """The payment pays for another house already."""

    kind = "conflict"


@dataclass(frozen=True)
class House:
    """What the rules need to know of a house.  ``last_on``: day of the last step taken; ``photographed``: the steps
    that have a photo."""

    status: Status
    last_on: dt.date
    photographed: frozenset[str] = frozenset()
    open_finding_ids: tuple[str, ...] = ()


def surveyed(house: House, on: dt.date, today: dt.date) -> House:
    """Surveyed on a local day.  Raises HouseStepOutOfOrder, HouseOnHold, DayInFuture, DayTooEarly,
    StepBeforeTheLast."""
    _may_go_on(house, "survey", on, today, "surveyed_on")
    return replace(house, status="surveyed", last_on=on)


def accepted(house: House, on: dt.date, passed: bool, defects: str, today: dt.date) -> House:
    """Inspected on a local day; without ``passed`` it stays surveyed and is inspected again.

    Raises as :func:`surveyed` does, HousePhotoMissing and DefectsMissing."""
    _may_go_on(house, "acceptance", on, today, "accepted_on")
    _photographed(house, "survey")
    if not passed and not defects:
        raise DefectsMissing(
            "Nghiệm thu không đạt phải ghi rõ việc cần sửa.", field="defects", remedy="Ghi những chỗ cần sửa."
        )
    return replace(house, status="accepted" if passed else "surveyed", last_on=on)


def handed_over(house: House, on: dt.date, today: dt.date) -> House:
    """Handed over on a local day.  Raises as :func:`surveyed` does, and HousePhotoMissing."""
    _may_go_on(house, "hand_over", on, today, "handed_over_on")
    _photographed(house, "acceptance")
    return replace(house, status="handed_over", last_on=on)


def cancelled(house: House) -> House:
    """Not built after all; a hold does not keep it.  Raises HouseStepOutOfOrder."""
    _in_order(house, "cancellation")
    return replace(house, status="cancelled")


def check_photo(data: bytes, photos: int) -> str:
    """The content type of a photo.  Raises NotAPhoto, TooManyPhotos."""
    if photos >= MOST_PHOTOS:
        raise TooManyPhotos(
            f"Nhà này đã có {MOST_PHOTOS} ảnh.", field="content_base64", remedy="Chọn những ảnh cần nhất."
        )
    if len(data) > LARGEST_PHOTO_BYTES:
        raise NotAPhoto(
            f"Ảnh lớn hơn {LARGEST_PHOTO_BYTES // 1000} kB.", field="content_base64",
            remedy="Thu nhỏ ảnh rồi gửi lại.", max_bytes=LARGEST_PHOTO_BYTES,
        )
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    raise NotAPhoto("Tệp không phải ảnh JPEG hoặc PNG.", field="content_base64", remedy="Gửi ảnh JPEG hoặc PNG.")


def _may_go_on(house: House, step: Step, on: dt.date, today: dt.date, field: str) -> None:
    _in_order(house, step)
    if house.open_finding_ids:
        raise HouseOnHold(
            f"Nhà đang tạm dừng: {len(house.open_finding_ids)} phát hiện giám sát chưa kết thúc.",
            remedy="Khắc phục và chờ cán bộ giám sát kết thúc các phát hiện đó.",
            finding_ids=list(house.open_finding_ids),
        )
    check_business_day(on, today, field)
    if on < house.last_on:
        raise StepBeforeTheLast(
            f"Ngày {_STEP_NAMES[step]} {on:%d/%m/%Y} trước bước liền trước ({house.last_on:%d/%m/%Y}).",
            field=field, remedy=f"Nhập ngày từ {house.last_on:%d/%m/%Y} trở đi.",
        )


def _in_order(house: House, step: Step) -> None:
    if house.status not in _FROM[step]:
        raise HouseStepOutOfOrder(
            f"Nhà {_STATUS_NAMES[house.status]}, không thể {_STEP_NAMES[step]}.",
            remedy="Theo thứ tự: khảo sát, nghiệm thu, bàn giao.", status=house.status, step=step,
        )


def _photographed(house: House, step: Step) -> None:
    if step not in house.photographed:
        raise HousePhotoMissing(
            f"Chưa có ảnh bước {_STEP_NAMES[step]}.", field="house_id",
            remedy=f"Gửi ít nhất một ảnh bước {_STEP_NAMES[step]} rồi làm lại.", step=step,
        )
