"""Logging in, slowed so that nobody can try passwords by the thousand, and nobody can lock others out by trying.

Tries are counted by account and source, by source, and by account from everywhere; in MongoDB, so every gateway process
sees the same count and a restart forgets nothing. A browser with which the account's owner has logged in before is
counted by itself: whatever others do to the account, from the owner's own network too, it still gets in. What one's own
successful log-in forgives is only one's own slips: it never clears what was tried against others.

Counters live in a bounded number of slots, so that made-up names and addresses by the million fill no disk. Two that
share a slot share its count; a guesser would have to fill thousands of slots within minutes for others to notice.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from typing import NamedTuple

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from limits import RateLimitItem, parse
from werkzeug.wrappers import Response

from gateway.access import accounts
from gateway.access.accounts import Account
from gateway.access.counters import TooManyAttempts, counts_of_tries, seconds_left
from gateway.access.current import NotLoggedIn

PER_NAME = parse("10 per 5 minutes")
"""Tries for one name from one source; the right password clears it."""

PER_ADDRESS = parse("60 per 5 minutes")
"""Failures from one source, whatever the names.  Nothing clears it before its time."""

PER_NAME_ANYWHERE = parse("100 per 1 hour")
"""Failures for one name from all sources together (NIST SP 800-63B, 5.2.2, allows no more than 100 in a row).
A source from which the name has logged in before is let through, and so is a known device."""

KNOWN_ADDRESS = parse("1 per 30 day")
"""How long a source counts as one from which a name has logged in."""

SLOTS = 65_536
"""Counters of each sort, at the most."""

DEVICE_COOKIE = "chungtay_device"
DEVICE_LASTS_SECONDS = 180 * 24 * 3600
_LONGEST_COOKIE = 400


class WrongNameOrPassword(NotLoggedIn):
    """Name and password don't belong together; which of the two is wrong is not said (HTTP 401)."""


class _Try(NamedTuple):
    """A try for a name: from where, and from which known device of its owner, if any."""

    name: str
    source: str
    device: str | None


def log_in(username: str, password: str) -> Account:
    """The account that name and password belong to.

    Raises `WrongNameOrPassword` or, after too many failures, `TooManyAttempts` without looking at the password.
    Tries for a name are counted before they are judged, so that many at the same moment don't slip through.
    """
    named = username.strip().lower()[:64]
    tried = _Try(named, _source(), _known_device(named))
    own, failures = _admit(tried)
    account = accounts.verified(named, password)
    counts = counts_of_tries()
    if account is None:
        for limit, key in failures:
            counts.hit(limit, *key)
        raise WrongNameOrPassword(
            "Tên đăng nhập hoặc mật khẩu không đúng.",
            field="password",
            remedy="Gõ lại, để ý phím Caps Lock và bộ gõ tiếng Việt.",
        )
    counts.clear(PER_NAME, *own)
    counts.hit(KNOWN_ADDRESS, *_slot("log-in-known", named, tried.source))
    return account


def remember_device(response: Response, account: Account) -> None:
    """Let the browser show next time that this account's owner has logged in with it. It opens nothing by itself."""
    device = _known_device(account.username) or secrets.token_hex(16)
    response.set_cookie(
        DEVICE_COOKIE, str(_signer().dumps([account.username, device])), max_age=DEVICE_LASTS_SECONDS, httponly=True,
        samesite="Lax", secure=request.is_secure, path="/dang-nhap",
    )


def _admit(tried: _Try) -> tuple[tuple[str, ...], list[tuple[RateLimitItem, tuple[str, ...]]]]:
    """Count the try; which counter the right password clears, and which a wrong one adds to."""
    counts = counts_of_tries()
    if tried.device:
        own = _slot("log-in-device", tried.name, tried.device)
        if not counts.hit(PER_NAME, *own):
            raise TooManyAttempts(seconds_left(PER_NAME, own))
        return own, []
    own, known = _slot("log-in", tried.source, tried.name), _slot("log-in-known", tried.name, tried.source)
    # Only failures count here, so these are looked at first and counted afterwards.
    of_source, of_name = _slot("log-in-failed", tried.source), _slot("log-in-failed-name", tried.name)
    if not counts.test(PER_ADDRESS, *of_source):
        raise TooManyAttempts(seconds_left(PER_ADDRESS, of_source))
    if not counts.hit(PER_NAME, *own):
        raise TooManyAttempts(seconds_left(PER_NAME, own))
    if not counts.test(PER_NAME_ANYWHERE, *of_name) and counts.test(KNOWN_ADDRESS, *known):
        raise TooManyAttempts(seconds_left(PER_NAME_ANYWHERE, of_name))
    return own, [(PER_ADDRESS, of_source), (PER_NAME_ANYWHERE, of_name)]


def _source() -> str:
    """Where a try comes from: of an IPv6 address the network, for whoever has one address has all of it."""
    told = request.remote_addr or "?"
    try:
        address = ipaddress.ip_address(told)
    except ValueError:
        return told
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else told


def _known_device(username: str) -> str | None:
    """The device that the request's cookie names, if its owner is this account."""
    cookie = request.cookies.get(DEVICE_COOKIE, "")
    try:
        if len(cookie) > _LONGEST_COOKIE:
            return None
        owner, device = _signer().loads(cookie, max_age=DEVICE_LASTS_SECONDS)
    except (BadSignature, ValueError, TypeError):
        return None
    return str(device) if owner == username else None


def _slot(what: str, *about: str) -> tuple[str, str]:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    hashed = hmac.digest(secret, "\n".join((what, *about)).encode(), hashlib.sha256)
    return what, str(int.from_bytes(hashed[:8], "big") % SLOTS)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="known-device")
