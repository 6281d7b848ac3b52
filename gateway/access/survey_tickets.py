"""Tickets of a survey: short codes on slips of paper, each of which answers once.

They are made of the key under which they were asked for and of our secret: asked for again after a lost answer they are
the same, and they are kept nowhere.  Services know a hash that can't be made without our secret."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.access.return_codes import keyed, meant, spelt

LENGTH = 10
"""50 bits, typed by hand, and whoever tries many is slowed."""


def tickets_of(key: str, survey_id: str, unit: str, count: int) -> list[str]:
    """As they are printed: ``XXXXX-XXXXX``."""
    return [spelt(keyed(f"ticket\n{key}\n{survey_id}\n{unit}\n{number}"), LENGTH) for number in range(count)]


def hashes_of(survey_id: str, typed: Sequence[str]) -> list[str]:
    """What is kept of tickets, however they were typed."""
    return [keyed(f"ticket-hash\n{survey_id}\n{meant(one)}").hex() for one in typed]


def blind_of(key: str) -> str:
    """A value that only the sender's key and our secret give, so that what is kept of a request tells nothing of it."""
    return keyed(f"blind\n{key}").hex()
