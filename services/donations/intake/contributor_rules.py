"""The shares of a collection's people."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.refusals import Refusal


class SharesExceedGift(Refusal):
    """The people gave more together than the gift is."""


def check_shares(shares_vnd: Sequence[int], given_vnd: int) -> None:
    """Raises :class:`SharesExceedGift`."""
    total_vnd = sum(shares_vnd)
    if total_vnd > given_vnd:
        raise SharesExceedGift(
            f"Phần góp của mọi người cộng lại là {total_vnd} đồng, nhiều hơn khoản ủng hộ {given_vnd} đồng.",
            field="people", remedy="Kiểm tra lại số tiền từng người.", total_vnd=total_vnd,
        )
