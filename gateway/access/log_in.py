"""Logging in, slowed so that nobody can try passwords by the thousand.

Failures are counted per address and username, and per address, in MongoDB: every gateway process sees the
same count, and a restart forgets nothing.
"""

from __future__ import annotations

import time
from typing import ClassVar

from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import RateLimitItem, parse

from contracts.refusals import Kind, Refusal
from gateway.access import accounts
from gateway.access.accounts import Account
from gateway.access.current import NotLoggedIn
from runtime.settings import Settings

limiter = Limiter(key_func=get_remote_address, strategy="fixed-window", headers_enabled=True)

PER_NAME = parse("10 per 5 minutes")
PER_ADDRESS = parse("60 per 5 minutes")


class WrongNameOrPassword(NotLoggedIn):
    """Name and password don't belong together; which of the two is wrong is not said (HTTP 401)."""


class TooManyAttempts(Refusal):
    """Too many failed log-ins; `retry_after_seconds` says how long to wait (HTTP 429)."""

    kind: ClassVar[Kind] = "forbidden"

    def __init__(self, retry_after_seconds: int) -> None:
        super().__init__(
            "Đã thử đăng nhập sai quá nhiều lần.",
            remedy=f"Đợi {max(1, round(retry_after_seconds / 60))} phút rồi thử lại.",
            retry_after_seconds=retry_after_seconds,
        )
        self.retry_after_seconds = retry_after_seconds


def init_app(app: Flask, settings: Settings) -> None:
    """Give the limiter its storage. It is MongoDB, never a process's memory: there are several processes."""
    app.config.update(
        RATELIMIT_STORAGE_URI=settings.mongo_url,
        RATELIMIT_STORAGE_OPTIONS={
            "database_name": settings.database("gateway"),
            "counter_collection_name": "rate_limit_counters",
            "window_collection_name": "rate_limit_windows",
            "serverSelectionTimeoutMS": 3000,
        },
    )
    limiter.init_app(app)


def log_in(username: str, password: str) -> Account:
    """The account that name and password belong to.

    Raises `WrongNameOrPassword` or, after too many failures from here, `TooManyAttempts` without looking
    at the password. Each attempt is counted before it is judged, so that many at the same moment don't
    slip through.
    """
    named = username.strip().lower()[:64]
    keys = _keys(named)
    for limit, key in keys:
        if not limiter.limiter.hit(limit, *key):
            raise TooManyAttempts(_seconds_left(limit, key))
    account = accounts.verified(named, password)
    if account is None:
        raise WrongNameOrPassword(
            "Tên đăng nhập hoặc mật khẩu không đúng.",
            field="password",
            remedy="Gõ lại, để ý phím Caps Lock và bộ gõ tiếng Việt.",
        )
    for limit, key in keys:
        limiter.limiter.clear(limit, *key)
    return account


def _keys(username: str) -> list[tuple[RateLimitItem, tuple[str, ...]]]:
    address = request.remote_addr or "?"
    return [(PER_NAME, ("log-in", address, username)), (PER_ADDRESS, ("log-in", address))]


def _seconds_left(limit: RateLimitItem, key: tuple[str, ...]) -> int:
    return max(1, round(limiter.limiter.get_window_stats(limit, *key).reset_time - time.time()))
