"""The counters of an activity while a transaction works on them; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import asdict, dataclass
from typing import Any

from services.events.activities.rules import PlacePlan
from services.events.registration.waiting_rules import Wish

BY_STATUS = {"confirmed": "taken", "offered": "offered"}
"""Where the guests of a status are counted who have their place."""


@dataclass
class Counters:
    """left: places by pool.  taken, offered, waiting: guests by quota; allotted: places without a guest yet.
    held: places gone, by takes_from.  queued: parties that wait, by wish.  registered: guests ever registered."""

    left: dict[str, int]
    taken: dict[str, int]
    offered: dict[str, int]
    waiting: dict[str, int]
    allotted: dict[str, int]
    held: dict[str, int]
    queued: dict[str, int]
    registered: int
    last_waiting_number: int

    def copy(self) -> Counters:
        """Another one that may change by itself."""
        return deepcopy(self)

    def wishes(self) -> list[Wish]:
        """Wishes of which some party waits."""
        return [Wish.read(key) for key, parties in self.queued.items() if parties > 0]

    def hold(self, plan: PlacePlan, takes_from: str, places: int) -> None:
        """Take so many places out of every pool of the takes_from; give them back when negative."""
        for pool in plan.pools_of(takes_from):
            self.left[pool] -= places
        _add(self.held, takes_from, places)

    def place(self, plan: PlacePlan, wish: Wish, status: str) -> None:
        """A party gets its places: confirmed or offered."""
        self.hold(plan, wish.takes_from, wish.size)
        _add(getattr(self, BY_STATUS[status]), wish.quota, wish.size)

    def count(self, name: str, quota: str, by: int) -> None:
        """Guests of ``quota`` in the counter of that name: more, or fewer."""
        _add(getattr(self, name), quota, by)

    def queue(self, wish: Wish) -> int:
        """A party begins to wait; its number."""
        self.last_waiting_number += 1
        self.line_up(wish, 1)
        return self.last_waiting_number

    def line_up(self, wish: Wish, parties: int) -> None:
        """So many parties more (or fewer, when negative) wait."""
        _add(self.queued, wish.key, parties)
        _add(self.waiting, wish.quota, parties * wish.size)


def differences(before: Counters, after: Counters) -> dict[str, int]:
    """What has been added to which counter, by its path in the document."""
    was, now = dict(_flat(asdict(before))), dict(_flat(asdict(after)))
    return {path: now[path] - was.get(path, 0) for path in now if now[path] != was.get(path, 0)}


def room_needed(changes: Mapping[str, int]) -> dict[str, int]:
    """Places that must be left in each pool for these changes to be true."""
    return {path: -by for path, by in changes.items() if path.startswith("left.") and by < 0}


def _flat(values: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from ((f"{name}.{key}", number) for key, number in value.items())
        else:
            yield name, value


def _add(counter: dict[str, int], key: str, by: int) -> None:
    counter[key] = counter.get(key, 0) + by


def guests_by_quota(counters: Counters) -> dict[str, int]:
    """Who, or what, would be left without its quota if it went: by every quota that somebody takes or waits for."""
    found: Counter[str] = Counter()
    for takes_from, places in counters.held.items():
        for quota in takes_from.split("+"):
            found[quota] += places
    for key, parties in counters.queued.items():
        wish = Wish.read(key)
        for quota in wish.takes_from.split("+"):
            found[quota] += parties * wish.size
    return dict(found)
