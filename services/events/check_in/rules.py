"""What scans of badges add up to, whatever the order in which gates send them (events.md, "Check-in by QR").

A scan is judged once, by the guest list as it stands when the scan first arrives: whoever had a place then counts as
come, also if the registration is cancelled afterwards.  Among the scans of one guest that count, the first is the one
with the smallest (time, id): no order of arrival, repeat or batching changes that.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from contracts.refusals import NotFound, Refusal
from services.events.guests.rules import typed_code
from services.events.registration.rules import CANCELLED, CONFIRMED, OFFERED, WAITING

ADMITTED, REPEAT, UNKNOWN, UNDONE, ID_REUSED = "admitted", "repeat", "unknown", "undone", "id_reused"

CLOCK_SLACK = dt.timedelta(minutes=1)
"""Clocks that differ by less are not worth a word."""

STANDINGS = {CONFIRMED: ADMITTED, OFFERED: WAITING, WAITING: WAITING, CANCELLED: CANCELLED}
"""How a guest of this status stands at the gate; a guest nobody knows stands as :data:`UNKNOWN`."""


class UnknownScan(NotFound):
    """No scan of the activity has this id."""


class ScanUndone(Refusal):
    """The scan was taken back already."""

    kind = "conflict"


@dataclass(frozen=True)
class Scan:
    """A scan as kept.

    at: the device's time, or the time of arrival where the device's can't be.  standing: how the guest stood when it
    arrived.  claimed: a gate let the bearer in on it, by itself or on our answer."""

    scan_id: str
    at: dt.datetime
    standing: str
    claimed: bool = False
    undone: bool = False

    @property
    def counts(self) -> bool:
        """Whether it says that the guest came."""
        return self.standing == ADMITTED and not self.undone

    @property
    def place(self) -> tuple[dt.datetime, str]:
        """Its place among the scans of its guest."""
        return self.at, self.scan_id


def code_in(read: str) -> str | None:
    """The guest's code in what was read from a QR code or typed, also at the end of an address; None for anything else.

    What is not a code is never kept: people hold out their identity cards too."""
    return typed_code(re.split(r"[/=#]", read.strip())[-1])


def believed(
    scanned_at: dt.datetime, received_at: dt.datetime, registered_at: dt.datetime | None
) -> tuple[dt.datetime, bool]:
    """The time to keep, never after ``received_at``, and whether the device's clock must be wrong.

    A scan can't be later than its arrival, nor earlier than the registration of its guest; then its arrival is all
    that is known of its time."""
    ahead = scanned_at - received_at > CLOCK_SLACK
    behind = registered_at is not None and registered_at - scanned_at > CLOCK_SLACK
    return (received_at, True) if ahead or behind else (min(scanned_at, received_at), False)


def first_of(scans: Iterable[Scan]) -> Scan | None:
    """The scan by which the guest came: the earliest that counts, of two at the same instant the one of smaller id."""
    return min((scan for scan in scans if scan.counts), key=lambda scan: scan.place, default=None)


def outcome(scan: Scan, first: Scan | None) -> str:
    """What to tell the gate of a scan, given the guest's first one."""
    if scan.undone:
        return UNDONE
    if scan.standing != ADMITTED:
        return scan.standing
    return ADMITTED if first is None or first.scan_id == scan.scan_id else REPEAT


def claims(shown: str | None, answered: str) -> bool:
    """Whether a gate let somebody in: it decided by itself (``shown``), or it waited for what we ``answered``."""
    return (shown or answered) == ADMITTED


def conflicts_of(let_in: Iterable[str]) -> list[str]:
    """What does not fit together on one code; ``let_in``: how its bearer stood each time that a gate let them in.

    A guest with a place is let in once; one who waits or has cancelled, and a code that nobody bears, not at all."""
    standings = list(let_in)
    twice = ["admitted_twice"] if standings.count(ADMITTED) > 1 else []
    return twice + sorted({f"admitted_{standing}" for standing in standings if standing != ADMITTED})
