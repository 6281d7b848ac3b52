"""Whoever waits moves up as soon as a place is free, in the transaction that frees it."""

from __future__ import annotations

from collections.abc import Iterator

from services.events.registration.desk import Desk
from services.events.registration.documents import Registration
from services.events.registration.rules import CONFIRMED, OFFERED, WAITING
from services.events.registration.waiting_rules import Served, Wish, serve, worth_looking_at

MOST_AT_ONCE = 499
"""Guests moved up in one transaction."""

_FIRST_LOOK = 2
_LONGEST_LOOK = 200


def move_up(desk: Desk) -> int:
    """Give free places to those of the waiting list who get them by the activity's policy; how many guests did.

    They are confirmed at once, or offered the place for a time where the activity says so.  At most
    :data:`MOST_AT_ONCE` guests: what is left to give out stays due, and the next transaction goes on.  Costs no read
    while nobody waits who would fit."""
    policy, left = desk.activity.waiting_policy, desk.counters.left
    wishes = worth_looking_at(desk.plan, policy, left, desk.counters.wishes())
    if not wishes:
        return 0
    desk.write_registrations()
    queues = {wish: _numbers(desk.activity.code, wish) for wish in wishes}
    served = serve(desk.plan, policy, left, queues, MOST_AT_ONCE)
    desk.all_served = served.complete
    if not served.complete:
        desk.wake_at(desk.uow.now)
    _give_places(desk, served)
    return served.guests


def _numbers(activity: str, wish: Wish) -> Iterator[int]:
    """Waiting numbers of the parties of a wish, in order, read a few at a time."""
    last, many = 0, _FIRST_LOOK
    while True:
        found = list(
            Registration.objects(activity=activity, status=WAITING, wish=wish.key, waiting_number__gt=last)
            .order_by("waiting_number").limit(many).scalar("waiting_number")
        )
        for number in found:
            if number != last:  # the members of a group share theirs
                last = number
                yield number
        if len(found) < many:
            return
        many = min(many * 4, _LONGEST_LOOK)


def _give_places(desk: Desk, served: Served) -> None:
    if not served.guests:
        return
    until = desk.offer_until()
    status = OFFERED if until else CONFIRMED
    for wish, numbers in served.numbers.items():
        for _ in numbers:
            desk.counters.line_up(wish, -1)
            desk.counters.place(desk.plan, wish, status)
    if until:
        desk.wake_at(until)
    all_numbers = sorted(number for numbers in served.numbers.values() for number in numbers)
    for registration in desk.find({"status": WAITING, "waiting_number__in": all_numbers}):
        desk.change(registration, status=status, waiting_number=None, offered_until=until)
