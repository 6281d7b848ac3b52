"""What anybody may try without a log-in is slowed like log-ins, so that nobody finds a secret by trying."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import request
from limits import parse

from contracts.refusals import Refusal
from gateway.access.log_in import TooManyAttempts, counts_of_tries, seconds_left

IN_VAIN = parse("60 per 5 minutes")
"""Tries from one address that found nothing."""

ALTOGETHER = parse("600 per 5 minutes")
"""Tries from one address, whatever came of them: a whole office may sit behind one."""


@contextmanager
def slowed(what: str, found_nothing: str) -> Iterator[None]:
    """Do what stands inside unless this address has tried too often.

    what: names the counter; found_nothing: code of the refusal that says that a try was in vain.
    Raises :class:`TooManyAttempts`."""
    key = (what, request.remote_addr or "?")
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
