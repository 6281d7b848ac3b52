"""What anybody may try without a log-in is slowed like log-ins, so that nobody finds a secret by trying."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app, request
from limits import RateLimitItem, parse

from contracts.refusals import Refusal
from gateway.access.counters import TooManyAttempts, counts_of_tries, seconds_left

IN_VAIN = parse("60 per 5 minutes")
"""Tries from one address that found nothing."""

ALTOGETHER = parse("600 per 5 minutes")
"""Tries from one address, whatever came of them: a whole office may sit behind one."""

SENT_BY_NOBODY = parse("30 per 1 hour")
"""Complaints and messages from one drawer of addresses."""

ASKED = parse("240 per 1 minute")
"""Open pages for one address, behind which a whole school may sit."""

DRAWERS = 4096


def drawer() -> str:
    """In place of the address of somebody who wants to stay unknown: one of :data:`DRAWERS`, a million addresses in
    each.  Whoever has the counters and our secret learns no more than that."""
    secret = str(current_app.config["SECRET_KEY"]).encode()
    hashed = hmac.digest(secret, f"drawer\n{request.remote_addr}".encode(), hashlib.sha256)
    return f"drawer-{int.from_bytes(hashed[:8], 'big') % DRAWERS}"


def slow_down_unknown(what: str, limit: RateLimitItem = SENT_BY_NOBODY) -> None:
    """Count that somebody unknown sent something.  Raises :class:`TooManyAttempts`."""
    key = (what, drawer())
    if not counts_of_tries().hit(limit, *key):
        raise TooManyAttempts(seconds_left(limit, key), "Có quá nhiều tin gửi đến từ mạng này.")


def slow_down_readers(what: str = "open-pages", limit: RateLimitItem | None = None) -> None:
    """Count that this address asked for something open to all once more.  Raises :class:`TooManyAttempts`."""
    limit, key = limit or ASKED, (what, request.remote_addr or "?")
    if not counts_of_tries().hit(limit, *key):
        raise TooManyAttempts(seconds_left(limit, key), "Máy của bạn đã hỏi quá nhiều trong ít phút.")


@contextmanager
def slowed(what: str, found_nothing: str, *, by_drawer: bool = False) -> Iterator[None]:
    """Do what stands inside unless this address has tried too often.

    what: names the counter; found_nothing: code of the refusal that says that a try was in vain; by_drawer: the address
    is kept nowhere, not for these minutes either.
    Raises :class:`TooManyAttempts`."""
    key = (what, drawer() if by_drawer else request.remote_addr or "?")
    in_vain = (f"{what}-in-vain", *key[1:])
    counts = counts_of_tries()
    for limit, counted, free in (
        (ALTOGETHER, key, counts.hit(ALTOGETHER, *key)), (IN_VAIN, in_vain, counts.test(IN_VAIN, *in_vain))
    ):
        if not free:
            raise TooManyAttempts(seconds_left(limit, counted), "Máy của bạn đã tra cứu quá nhiều lần.")
    try:
        yield
    except Refusal as refusal:
        if refusal.code == found_nothing:
            counts.hit(IN_VAIN, *in_vain)
        raise
