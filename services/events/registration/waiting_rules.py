"""Who is served next: the two policies of a waiting list, and why somebody still waits.

Whoever waits, waits as a **party**: one guest, or a group that gets all its places or none.  Parties that want the same
(the same quotas, as many places) are of one :class:`Wish` and stand behind one another in one queue, so it is enough to
know how many wait with each wish, and to look at the first of each.

``strict``: in the order of the waiting numbers.  A party that does not fit lets others by, but only where these take
nothing from a pool that it lacks: a group of five waits for its fifth place, and nobody behind it takes the other four.
``best_fit``: the largest party that fits goes first, of equal ones the one that has waited longest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from services.events.activities.rules import PlacePlan

STRICT, BEST_FIT = "strict", "best_fit"

POLICY_IN_WORDS = {
    STRICT: "Theo đúng thứ tự số chờ; đoàn chưa đủ chỗ thì chỗ đang thiếu được giữ lại cho đoàn, người sau không lấy.",
    BEST_FIT: "Xếp vừa chỗ: chỗ trống dành cho đoàn lớn nhất xếp vừa, bằng nhau thì ai chờ trước được trước.",
}


@dataclass(frozen=True)
class Wish:
    """What a party wants: so many places, each in all quotas of ``takes_from`` ("khoi-2+luu-tru": its own first)."""

    takes_from: str
    size: int = 1

    @property
    def key(self) -> str:
        """As it is kept: "khoi-2+luu-tru*5"; no quota's code holds such signs."""
        return self.takes_from if self.size == 1 else f"{self.takes_from}*{self.size}"

    @classmethod
    def read(cls, key: str) -> Wish:
        """The wish of a key."""
        takes_from, _, size = key.partition("*")
        return cls(takes_from, int(size or 1))

    @property
    def quota(self) -> str:
        """The quota under which its guests are counted."""
        return self.takes_from.partition("+")[0]


def all_quotas(quota: str, also: Iterable[str]) -> str:
    """The takes_from of a guest of ``quota`` who takes from the quotas ``also`` as well."""
    return "+".join([quota, *sorted(set(also) - {quota})])


def lacking(plan: PlacePlan, left: Mapping[str, int], wish: Wish) -> list[str]:
    """Pools without enough places for a party of this wish, innermost first."""
    return [pool for pool in plan.pools_of(wish.takes_from) if left[pool] < wish.size]


def kept_back(plan: PlacePlan, policy: str, left: Mapping[str, int], before: Iterable[Wish]) -> set[str]:
    """Pools from which a newcomer takes nothing, because of the parties that wait ``before`` them."""
    if policy == BEST_FIT:
        return set()
    return {pool for wish in before for pool in lacking(plan, left, wish)}


def may_enter(
    plan: PlacePlan, policy: str, left: Mapping[str, int], waiting: Iterable[Wish], wish: Wish
) -> bool:
    """Does a new party get places at once, when those who ``waiting`` is of did not get any?"""
    if lacking(plan, left, wish):
        return False
    return kept_back(plan, policy, left, waiting).isdisjoint(plan.pools_of(wish.takes_from))


@dataclass
class Served:
    """Who gets places: the waiting numbers by wish.  Not ``complete``: there are more than one transaction moves."""

    numbers: dict[Wish, list[int]] = field(default_factory=dict)
    guests: int = 0
    complete: bool = True


def worth_looking_at(plan: PlacePlan, policy: str, left: Mapping[str, int], waiting: Iterable[Wish]) -> list[Wish]:
    """Wishes to look at when places are to be given out: none when nobody fits, and none that changes nothing.

    ``strict``: also groups that do not fit but want something of which there is some: they keep it back, or may come to
    lack it while others are served.  One guest alone keeps nothing back: of what they lack, nothing is left."""
    waiting = list(waiting)
    fitting = [wish for wish in waiting if not lacking(plan, left, wish)]
    if not fitting or policy == BEST_FIT:
        return fitting
    return [
        wish for wish in waiting
        if wish in fitting or (wish.size > 1 and any(left[pool] > 0 for pool in plan.pools_of(wish.takes_from)))
    ]


def serve(
    plan: PlacePlan, policy: str, left: Mapping[str, int], queues: Mapping[Wish, Iterator[int]], most: int
) -> Served:
    """Give places out, party by party, until nobody fits who may, or a party would make it more than ``most`` guests.

    ``queues``: the waiting numbers of each wish, in order; they are only read as far as needed."""
    still_left, passed_over, served = dict(left), list[Wish](), Served()
    heads = {wish: number for wish, queue in queues.items() if (number := next(queue, None)) is not None}
    while heads:
        wish = min(heads, key=lambda k: (0 if policy == STRICT else -k.size, heads[k]))
        pools = plan.pools_of(wish.takes_from)
        if not may_enter(plan, policy, still_left, passed_over, wish):
            # All others of this wish stand behind it and fare no better.  What it lacks is reckoned anew with each who
            # comes after it: places given out meanwhile make it lack more.
            passed_over.append(wish)
            del heads[wish]
            continue
        if served.guests + wish.size > most:
            served.complete = False
            break
        served.numbers.setdefault(wish, []).append(heads[wish])
        served.guests += wish.size
        for pool in pools:
            still_left[pool] -= wish.size
        following = next(queues[wish], None)
        if following is None:
            del heads[wish]
        else:
            heads[wish] = following
    return served
