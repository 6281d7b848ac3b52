"""Sessions of browsers: kept on the server, ended on the server."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from gateway.access import tokens
from gateway.access.accounts import Account, find
from gateway.access.documents import SessionDocument, TokenDocument
from gateway.access.hashed_secrets import hash_of, new_secret

COOKIE = "chungtay_session"
LASTS = dt.timedelta(hours=12)
IDLE = dt.timedelta(hours=2)
"""A browser that asked for nothing so long is logged out: a screen that somebody has left."""

MOST = 100
"""Of sessions, and of tokens, in a list."""

_SEEN_NOTED_EVERY = dt.timedelta(minutes=1)


def open_session(account: Account, now: dt.datetime) -> str:
    """Log the account in; answers the value of the cookie, always a new one (nobody can plant it
    beforehand).
    """
    cookie = new_secret()
    SessionDocument(
        token_sha256=hash_of(cookie),
        session_id=f"ses-{secrets.token_hex(8)}",
        username=account.username,
        generation=account.generation,
        opened_at=now,
        last_seen_at=now,
        expires_at=now + LASTS,
    ).save(force_insert=True)
    return cookie


def account_of(cookie: str, now: dt.datetime) -> Account | None:
    """Whose session it is; None when it is unknown, over, left alone for too long, ended, or its account disabled."""
    good = {"expires_at__gt": now, "last_seen_at__gt": now - IDLE}
    kept = SessionDocument.objects(token_sha256=hash_of(cookie), **good).first()
    if kept is None:
        return None
    account = find(kept.username)
    if account is None or account.disabled or account.generation != kept.generation:
        return None
    if now - kept.last_seen_at >= _SEEN_NOTED_EVERY:
        SessionDocument.objects(token_sha256=kept.token_sha256).update_one(max__last_seen_at=now)
    return account


def end_session(cookie: str) -> None:
    """Log out. Ending an unknown session does nothing."""
    SessionDocument.objects(token_sha256=hash_of(cookie)).delete()


def opened_by(account: Account, now: dt.datetime, asking_with: str | None) -> list[dict[str, Any]]:
    """The sessions and tokens of an account that are good just now, newest first.

    asking_with: the cookie or token of this very request, which is marked."""
    mine = hash_of(asking_with) if asking_with else ""
    good = {"username": account.username, "generation": account.generation, "expires_at__gt": now}
    found = [
        {
            "id": one.session_id, "kind": "session", "label": "", "opened_at": one.opened_at,
            "last_seen_at": one.last_seen_at, "expires_at": one.expires_at, "current": one.token_sha256 == mine,
        }
        for one in SessionDocument.objects(**good, last_seen_at__gt=now - IDLE).order_by("-opened_at").limit(MOST)
    ] + [
        {
            "id": one.token_id, "kind": "token", "label": one.label, "opened_at": one.issued_at, "last_seen_at": None,
            "expires_at": one.expires_at, "current": one.token_sha256 == mine,
        }
        for one in TokenDocument.objects(**good).order_by("-issued_at").limit(MOST)
    ]
    return sorted(found, key=lambda one: one["opened_at"], reverse=True)


def end_by_id(username: str, id: str) -> bool:
    """End a session or token of this account; whether there was one."""
    tokens.forget_all()
    gone = SessionDocument.objects(username=username, session_id=id).delete()
    return bool(gone or TokenDocument.objects(username=username, token_id=id).delete())


def end_all(username: str, but: str | None) -> int:
    """End every session and token of the account but the one of this cookie or token; how many."""
    tokens.forget_all()
    spared = hash_of(but) if but else ""
    return sum(
        int(document.objects(username=username, token_sha256__ne=spared).delete())
        for document in (SessionDocument, TokenDocument)
    )
