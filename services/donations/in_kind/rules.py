"""Gifts in kind: what may be written down, and that goods received are goods handed out and goods in store."""

from __future__ import annotations

import datetime as dt

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal


class GoodsNotFound(NotFound):
    """No goods have this id."""


class HandOutNotFound(NotFound):
    """No hand-out has this id."""


class LabourNotFound(NotFound):
    """No work has this id."""


class ValueWithoutValuer(Refusal):
    """A value in đồng must say who stated it."""


class StoreShort(Refusal):
    """More would be handed out than is in store."""

    kind = "conflict"


class HandedOutBeforeReceived(Refusal):
    """Goods can't be handed out before they came."""


class RecipientUntold(Refusal):
    """Goods for a household name its code, goods for a place name the place: one of the two."""


class WithdrawnAlready(Refusal):
    """It was withdrawn or undone already."""

    kind = "conflict"


class GoodsHandedOut(Refusal):
    """Goods of which some were handed out were there: they can't be withdrawn."""

    kind = "conflict"


def check_value(stated_vnd: int, valued_by: str) -> None:
    """Raises :class:`ValueWithoutValuer`."""
    if stated_vnd and not valued_by:
        raise ValueWithoutValuer(
            "Có giá trị quy đổi thì phải ghi ai định giá.", field="valued_by",
            remedy="Ghi người hoặc cơ quan định giá, hoặc để giá trị bằng 0.",
        )


def share_vnd(stated_vnd: int, quantity: int, handed_out: int) -> int:
    """What ``handed_out`` of ``quantity`` are worth, in whole đồng; all of them are worth all of it."""
    return stated_vnd * handed_out // quantity


def check_hand_out(
    wanted: int, in_store: int, measure: str, received_on: dt.date, handed_on: dt.date, today: dt.date
) -> None:
    """Raises :class:`StoreShort`, :class:`HandedOutBeforeReceived`, DayInFuture, DayTooEarly."""
    check_business_day(handed_on, today, "handed_on")
    if handed_on < received_on:
        raise HandedOutBeforeReceived(
            "Ngày cấp phát sớm hơn ngày nhận.", field="handed_on",
            remedy=f"Nhập ngày từ {received_on.isoformat()} trở đi.",
        )
    if wanted > in_store:
        raise StoreShort(
            f"Trong kho chỉ còn {in_store} {measure}.", field="quantity", remedy=f"Nhập tối đa {in_store}.",
            in_store=in_store,
        )


def check_recipient(to: str, household_code: str | None, place: str) -> None:
    """Raises :class:`RecipientUntold`."""
    named = (bool(household_code), bool(place))
    if named != (to == "to_household", to == "to_place"):
        raise RecipientUntold(
            "Cấp cho hộ thì ghi mã hộ, cấp cho nơi nhận (trường, thôn) thì ghi tên nơi nhận; chỉ một trong hai.",
            field="household_code" if to == "to_household" else "place", remedy="Điền đúng một trong hai ô.",
        )


def check_withdrawal(withdrawn: bool, handed_out: int = 0) -> None:
    """Raises :class:`WithdrawnAlready`, :class:`GoodsHandedOut`."""
    if withdrawn:
        raise WithdrawnAlready("Mục này đã hủy trước đó.", field="cause", remedy="Không cần làm gì thêm.")
    if handed_out:
        raise GoodsHandedOut(
            f"Đã cấp phát {handed_out} nên không hủy được.", field="goods_id", remedy="Hủy các lần cấp phát trước."
        )
