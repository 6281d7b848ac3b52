"""What a sponsor may take: a package, or holes; and how many mulligans a player."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contracts.refusals import Kind, NotFound, Refusal
from services.events.golf.rules import check_hole


class GolfSponsorNotFound(NotFound):
    """No sponsor has this id."""


class GolfPromiseNotFound(NotFound):
    """Nothing promised has this id."""


class GolfSponsorWithdrawn(Refusal):
    """The sponsor has stepped back."""

    kind: Kind = "conflict"


class GolfPromiseWithdrawn(Refusal):
    """It was taken back already."""

    kind: Kind = "conflict"


class GolfPromisePaid(Refusal):
    """Money for it has come."""

    kind: Kind = "conflict"


class PackageUnknown(Refusal):
    """The tournament has no such package."""


class PackageSoldOut(Refusal):
    """The package is sold as often as it may be."""

    kind: Kind = "conflict"


class PackagePlacesTaken(Refusal):
    """All places for players of the package are taken."""

    kind: Kind = "conflict"


class PackageHasItsPrice(Refusal):
    """What a package costs is said in the tournament."""


class HolePriceUnknown(Refusal):
    """Neither the tournament nor the sponsor says what a hole is worth."""


class NothingSponsored(Refusal):
    """Neither a package nor a hole."""


class TooManyHoles(Refusal):
    """More holes than were taken."""


class HoleTaken(Refusal):
    """Another sponsor has the hole."""

    kind: Kind = "conflict"


class SponsorHasPlayers(Refusal):
    """Players are registered on the sponsor's package."""

    kind: Kind = "conflict"


class MulligansNotSold(Refusal):
    """The tournament sells no mulligans."""


class TooManyMulligans(Refusal):
    """More mulligans than a player may have."""

    kind: Kind = "conflict"


def package_of(
    packages: Sequence[Mapping[str, Any]], code: str, sold: int, amount_vnd: int | None
) -> Mapping[str, Any]:
    """The package, if it can be sold once more.

    Raises :class:`PackageUnknown`, :class:`PackageSoldOut`, :class:`PackageHasItsPrice`."""
    known = {str(one["code"]): one for one in packages}
    if code not in known:
        raise PackageUnknown(
            f"Giải không có gói tài trợ mã “{code}”.", field="package",
            remedy=f"Các mã đang có: {', '.join(known)}." if known else "Giải này không có gói tài trợ.",
            known=list(known),
        )
    package = known[code]
    if amount_vnd is not None:
        raise PackageHasItsPrice(
            f"Gói {package['name']} có giá {package['price_vnd']} đồng.", field="amount_vnd",
            remedy="Bỏ trống số tiền khi chọn gói.",
        )
    if package["most"] is not None and sold >= package["most"]:
        raise PackageSoldOut(
            f"Gói {package['name']} đã bán hết {package['most']} suất.", field="package", remedy="Chọn gói khác.",
            most=package["most"],
        )
    return package


def price_of_holes(holes: Sequence[int], hole_sponsor_vnd: int, amount_vnd: int | None) -> int:
    """What sponsoring these holes is worth.  Raises :class:`NothingSponsored`, :class:`HolePriceUnknown`."""
    if not holes:
        raise NothingSponsored("Chưa chọn gói hay hố tài trợ.", field="holes", remedy="Chọn một gói, hoặc một hố.")
    if amount_vnd is not None:
        return amount_vnd
    if not hole_sponsor_vnd:
        raise HolePriceUnknown(
            "Giải chưa có giá tài trợ hố.", field="amount_vnd", remedy="Nhập số tiền, hoặc đặt giá tài trợ hố của giải."
        )
    return hole_sponsor_vnd * len(holes)


def check_holes(holes: Sequence[int], holes_of_course: int, most: int, taken: set[int]) -> None:
    """Refuse holes that can't bear this sponsor's name.

    Raises HoleUnknown, :class:`TooManyHoles`, :class:`HoleTaken`."""
    for hole in holes:
        check_hole(holes_of_course, hole, "holes")
    if len(set(holes)) != len(holes) or len(holes) > most:
        raise TooManyHoles(
            f"Nhà tài trợ này có {most} hố.", field="holes", remedy="Mỗi hố chọn một lần, không quá số hố đã nhận.",
            most=most,
        )
    for hole in holes:
        if hole in taken:
            raise HoleTaken(f"Hố {hole} đã có nhà tài trợ.", field="holes", remedy="Chọn hố khác.", hole=hole)


def check_place_in_package(status: str, players: int, named: int) -> None:
    """Raises :class:`GolfSponsorWithdrawn`, :class:`PackagePlacesTaken`."""
    check_active(status)
    if named >= players:
        raise PackagePlacesTaken(
            f"Nhà tài trợ này có {players} suất chơi, đã dùng hết.", field="sponsor_id",
            remedy="Đăng ký người chơi có nộp lệ phí.", players=players,
        )


def check_active(status: str) -> None:
    """Raises :class:`GolfSponsorWithdrawn`."""
    if status != "active":
        raise GolfSponsorWithdrawn("Nhà tài trợ này đã rút.", field="golf_sponsor_id", remedy="Chọn nhà tài trợ khác.")


def check_no_players(named: int) -> None:
    """Raises :class:`SponsorHasPlayers`."""
    if named:
        raise SponsorHasPlayers(
            f"Còn {named} người chơi theo suất của nhà tài trợ này.", field="golf_sponsor_id",
            remedy="Ghi những người này rút khỏi giải trước, rồi đăng ký lại nếu họ tự nộp lệ phí.", players=named,
        )


def check_mulligans(price_vnd: int, most: int, has: int, more: int) -> None:
    """Raises :class:`MulligansNotSold`, :class:`TooManyMulligans`."""
    if not price_vnd or not most:
        raise MulligansNotSold("Giải này không bán mulligan.", field="count", remedy="Đặt giá và số mulligan của giải.")
    if has + more > most:
        raise TooManyMulligans(
            f"Mỗi người chơi được tối đa {most} mulligan, người này đã có {has}.", field="count",
            remedy=f"Còn mua được {most - has}.", most=most, has=has,
        )


def check_unpaid(status: str, paid_vnd: int) -> None:
    """Raises :class:`GolfPromiseWithdrawn`, :class:`GolfPromisePaid`."""
    if status == "withdrawn":
        raise GolfPromiseWithdrawn("Cam kết này đã rút.", field="golf_promise_id", remedy="Không cần làm gì thêm.")
    if paid_vnd:
        raise GolfPromisePaid(
            f"Đã nộp {paid_vnd} đồng cho cam kết này.", field="golf_promise_id",
            remedy="Hoàn trả khoản ủng hộ trước, rồi rút.", paid_vnd=paid_vnd,
        )
