"""Sessions of browsers: kept on the server, ended on the server."""

from __future__ import annotations

import datetime as dt

from gateway.access.accounts import Account, find
from gateway.access.documents import SessionDocument
from gateway.access.hashed_secrets import hash_of, new_secret

COOKIE = "chungtay_session"
LASTS = dt.timedelta(hours=12)


def open_session(account: Account, now: dt.datetime) -> str:
    """Log the account in; answers the value of the cookie, always a new one (nobody can plant it
    beforehand).
    """
    cookie = new_secret()
    SessionDocument(
        token_sha256=hash_of(cookie),
        username=account.username,
        generation=account.generation,
        opened_at=now,
        expires_at=now + LASTS,
    ).save(force_insert=True)
    return cookie


def account_of(cookie: str, now: dt.datetime) -> Account | None:
    """Whose session it is; None when it is unknown, over, ended, or its account is disabled."""
    kept = SessionDocument.objects(token_sha256=hash_of(cookie), expires_at__gt=now).first()
    if kept is None:
        return None
    account = find(kept.username)
    if account is None or account.disabled or account.generation != kept.generation:
        return None
    return account


def end_session(cookie: str) -> None:
    """Log out. Ending an unknown session does nothing."""
    SessionDocument.objects(token_sha256=hash_of(cookie)).delete()
