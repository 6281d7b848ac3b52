"""An auction: which bid is high enough, which one wins, who takes over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from contracts.refusals import Kind, NotFound, Refusal

MOST_BIDS = 1_000
"""On one lot."""


class GolfLotNotFound(NotFound):
    """No lot has this id."""


class BidderUnknown(Refusal):
    """Nobody bids under this number."""


class LotClosed(Refusal):
    """The lot is closed."""

    kind: Kind = "conflict"


class BidTooLow(Refusal):
    """Below the opening price, or not enough above the highest bid."""

    kind: Kind = "conflict"


class AlreadyHighest(Refusal):
    """The bidder would outbid nobody but the bidder's own bid."""

    kind: Kind = "conflict"


class TooManyBids(Refusal):
    """The lot has as many bids as it may have."""

    kind: Kind = "conflict"


class NoBidStands(Refusal):
    """The bidder has no bid on this lot."""

    kind: Kind = "conflict"


class Bid(NamedTuple):
    """A bid that stands."""

    bidder: int
    amount_vnd: int


def highest(bids: Sequence[Bid]) -> Bid | None:
    """The bid that wins among those that stand."""
    return max(bids, key=lambda bid: bid.amount_vnd, default=None)


def check_bid(
    status: str, opening_vnd: int, increment_vnd: int, bids: Sequence[Bid], placed: int, wanted: Bid
) -> None:
    """Refuse a bid that can't be taken.  ``placed``: bids ever placed on the lot.

    Raises :class:`LotClosed`, :class:`TooManyBids`, :class:`AlreadyHighest`, :class:`BidTooLow`."""
    check_open(status)
    if placed >= MOST_BIDS:
        raise TooManyBids(f"Lô này đã có {MOST_BIDS} lượt trả giá.", field="golf_lot_id", remedy="Đóng lô.")
    top = highest(bids)
    if top is not None and top.bidder == wanted.bidder:
        raise AlreadyHighest(
            f"Thẻ số {top.bidder} đang trả cao nhất ({top.amount_vnd} đồng).", field="bidder",
            remedy="Chờ người khác trả giá.",
        )
    least = least_vnd(opening_vnd, increment_vnd, bids)
    if wanted.amount_vnd < least:
        raise BidTooLow(
            f"Phải trả từ {least} đồng trở lên.", field="amount_vnd", remedy=f"Trả ít nhất {least} đồng.",
            least_vnd=least,
        )


def least_vnd(opening_vnd: int, increment_vnd: int, bids: Sequence[Bid]) -> int:
    """The lowest bid that is taken next, over those that stand."""
    top = highest(bids)
    return opening_vnd if top is None else top.amount_vnd + increment_vnd


def check_open(status: str) -> None:
    """Raises :class:`LotClosed`."""
    if status != "open":
        raise LotClosed("Lô này đã đóng.", field="golf_lot_id", remedy="Xem kết quả của lô.", status=status)


def check_stands(bids: Sequence[Bid], bidder: int, amount_vnd: int | None = None) -> None:
    """``amount_vnd``: of this amount, else of any.  Raises :class:`NoBidStands`."""
    if not any(bid.bidder == bidder and amount_vnd in (None, bid.amount_vnd) for bid in bids):
        raise NoBidStands(
            f"Thẻ số {bidder} không có giá nào đang trả cho lô này.", field="bidder", remedy="Kiểm tra lại số thẻ."
        )
