"""Seats by protocol order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.refusals import Refusal
from services.events.activities.rules import Quota

MOST_SEATED = 5_000
"""Guests seated in one transaction."""


class SeatRowTwice(Refusal):
    """Two rows have the same name."""


class TooFewSeats(Refusal):
    """There are more confirmed guests than seats."""

    kind = "conflict"


class TooManyToSeat(Refusal):
    """More guests than are seated at once."""


@dataclass(frozen=True)
class Seated:
    """A confirmed guest: number of the registration, quota, and the seat they have so far."""

    number: int
    quota: str
    seat: str | None = None


def seats_of(rows: Sequence[tuple[str, int]]) -> list[str]:
    """All seats in order.  Raises :class:`SeatRowTwice`."""
    seen: set[str] = set()
    for place, (name, _) in enumerate(rows):
        if name.upper() in seen:
            raise SeatRowTwice(
                f"Hai hàng cùng tên {name}.", field=f"rows.{place}.name", remedy="Đặt cho mỗi hàng một tên riêng."
            )
        seen.add(name.upper())
    # A name that ends in a digit would run into the number: row "A1" seat 2 is not row "A" seat 12.
    return [
        f"{name.upper()}{'-' if name[-1].isdigit() else ''}{number}"
        for name, count in rows for number in range(1, count + 1)
    ]


def protocol_places(quotas: Sequence[Quota]) -> dict[str, tuple[tuple[int, str], ...]]:
    """By quota, what it is sorted by: the protocol order of the outermost quota around it first, its own last."""
    by_code = {quota.code: quota for quota in quotas}

    def path(quota: Quota) -> tuple[tuple[int, str], ...]:
        around = path(by_code[quota.within]) if quota.within is not None else ()
        return (*around, (quota.protocol_order, quota.code))

    return {quota.code: path(quota) for quota in quotas}


def seat_all(
    guests: Sequence[Seated], quotas: Sequence[Quota], seats: Sequence[str], *, keep: bool
) -> Mapping[int, str]:
    """The seat of each guest, by number.  The order in a quota is that of registering.

    Raises :class:`TooFewSeats` or :class:`TooManyToSeat`."""
    if len(guests) > MOST_SEATED:
        raise TooManyToSeat(
            f"Có hơn {MOST_SEATED} khách.", field="activity", remedy="Xếp chỗ theo từng hoạt động nhỏ hơn."
        )
    if len(guests) > len(seats):
        raise TooFewSeats(
            f"Có {len(guests)} khách đã có chỗ mà chỉ có {len(seats)} ghế.", field="rows",
            remedy=f"Thêm hàng ghế cho đủ ít nhất {len(guests)} ghế.", guests=len(guests), seats=len(seats),
        )
    known = set(seats)
    stay = {guest.number: guest.seat for guest in guests if keep and guest.seat is not None and guest.seat in known}
    taken = set(stay.values())
    free = (seat for seat in seats if seat not in taken)
    places = protocol_places(quotas)
    in_order = sorted(guests, key=lambda guest: (places.get(guest.quota, ()), guest.number))
    return stay | {guest.number: next(free) for guest in in_order if guest.number not in stay}
