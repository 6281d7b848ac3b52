"""Bearer tokens of programs: opaque, short-lived, ended on the server."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
import time
from dataclasses import dataclass

from gateway.access.accounts import Account, find
from gateway.access.documents import TokenDocument
from gateway.access.hashed_secrets import hash_of, new_secret

LASTS_HOURS = 8
LONGEST_HOURS = 24
SIGN = "ct_"
"""Every token begins with it, so that secret scanners know one when they see it."""

REMEMBERED_SECONDS = 1.0
"""A process asks the database about the same token once a second at the most; another process's revocation is
seen that much later."""

_REMEMBERED_AT_MOST = 1000


@dataclass(frozen=True)
class IssuedToken:
    """A fresh token: the only moment its secret is known."""

    token_id: str
    secret: str
    expires_at: dt.datetime


_remembered: dict[str, tuple[float, Account, dt.datetime]] = {}
_lock = threading.Lock()


def issue(account: Account, now: dt.datetime, lasts_hours: int = LASTS_HOURS, label: str = "") -> IssuedToken:
    """A new token for the account, good for `lasts_hours` (1 to 24)."""
    secret = SIGN + new_secret()
    lasts = dt.timedelta(hours=min(max(lasts_hours, 1), LONGEST_HOURS))
    issued = IssuedToken(token_id=f"tok-{secrets.token_hex(8)}", secret=secret, expires_at=now + lasts)
    TokenDocument(
        token_sha256=hash_of(secret),
        token_id=issued.token_id,
        username=account.username,
        generation=account.generation,
        label=label,
        issued_at=now,
        expires_at=issued.expires_at,
    ).save(force_insert=True)
    return issued


def account_of(secret: str, now: dt.datetime) -> Account | None:
    """Whose token it is; None when it is unknown, over, revoked, or its account is disabled."""
    key = hash_of(secret)
    with _lock:
        remembered = _remembered.get(key)
    if remembered and time.monotonic() - remembered[0] < REMEMBERED_SECONDS:
        return remembered[1] if now < remembered[2] else None
    kept = TokenDocument.objects(token_sha256=key, expires_at__gt=now).first()
    account = find(kept.username) if kept else None
    if kept is None or account is None or account.disabled or account.generation != kept.generation:
        _forget(key)
        return None
    with _lock:
        if len(_remembered) >= _REMEMBERED_AT_MOST:
            _remembered.clear()
        _remembered[key] = (time.monotonic(), account, kept.expires_at)
    return account


def revoke(secret: str) -> bool:
    """End the token; answers whether there was one."""
    key = hash_of(secret)
    _forget(key)
    return bool(TokenDocument.objects(token_sha256=key).delete())


def forget_all() -> None:
    """Ask the database about every token anew: some were ended by their ids."""
    with _lock:
        _remembered.clear()


def _forget(key: str) -> None:
    with _lock:
        _remembered.pop(key, None)
