"""Logging in, slowed so that nobody can try passwords by the thousand.

Counted in MongoDB: every gateway process sees the same count, and a restart forgets nothing.  What one's own
successful log-in forgives is only one's own slips: it never clears what was tried against others.
"""

from __future__ import annotations

from flask import request
from limits import parse

from gateway.access import accounts
from gateway.access.accounts import Account
from gateway.access.counters import TooManyAttempts, counts_of_tries, seconds_left
from gateway.access.current import NotLoggedIn

PER_NAME = parse("10 per 5 minutes")
"""Tries for one name from one address; the right password clears it."""

PER_ADDRESS = parse("60 per 5 minutes")
"""Failures from one address, whatever the names.  Nothing clears it before its time."""

PER_NAME_ANYWHERE = parse("100 per 1 hour")
"""Failures for one name from all addresses together (NIST SP 800-63B, 5.2.2, allows no more than 100 in a row).
An address from which the name has logged in before is let through, so that a guesser can't lock the owner out."""

KNOWN_ADDRESS = parse("1 per 30 day")
"""How long an address counts as one from which a name has logged in."""


class WrongNameOrPassword(NotLoggedIn):
    """Name and password don't belong together; which of the two is wrong is not said (HTTP 401)."""


def log_in(username: str, password: str) -> Account:
    """The account that name and password belong to.

    Raises `WrongNameOrPassword` or, after too many failures, `TooManyAttempts` without looking at the password.
    Tries for a name are counted before they are judged, so that many at the same moment don't slip through.
    """
    named = username.strip().lower()[:64]
    address = request.remote_addr or "?"
    own, known = ("log-in", address, named), ("log-in-known", named, address)
    # Only failures count here, so these are looked at first and counted afterwards.
    failures = [(PER_ADDRESS, ("log-in-failed", address)), (PER_NAME_ANYWHERE, ("log-in-failed-name", named))]
    counts = counts_of_tries()
    if not counts.hit(PER_NAME, *own):
        raise TooManyAttempts(seconds_left(PER_NAME, own))
    for limit, key in failures:
        if not counts.test(limit, *key) and (limit is PER_ADDRESS or counts.test(KNOWN_ADDRESS, *known)):
            raise TooManyAttempts(seconds_left(limit, key))
    account = accounts.verified(named, password)
    if account is None:
        for limit, key in failures:
            counts.hit(limit, *key)
        raise WrongNameOrPassword(
            "Tên đăng nhập hoặc mật khẩu không đúng.",
            field="password",
            remedy="Gõ lại, để ý phím Caps Lock và bộ gõ tiếng Việt.",
        )
    counts.clear(PER_NAME, *own)
    counts.hit(KNOWN_ADDRESS, *known)
    return account
