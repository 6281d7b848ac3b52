"""What is counted so that nobody may try, or ask, without end: in MongoDB, the same for every gateway process."""

from __future__ import annotations

import time
from typing import Any

from flask import Flask, current_app
from limits import RateLimitItem
from limits.storage.mongodb import MongoDBStorage
from limits.strategies import FixedWindowRateLimiter

from contracts.refusals import Refusal
from gateway import database
from runtime.settings import Settings

EXTENSION = "chungtay_log_in_counters"


class TooManyAttempts(Refusal):
    """Too many failed log-ins, or other tries that are slowed like them; `retry_after_seconds` says how long to wait
    (HTTP 429)."""

    kind = "forbidden"

    def __init__(self, retry_after_seconds: int, message: str = "Đã thử đăng nhập sai quá nhiều lần.") -> None:
        super().__init__(
            message,
            remedy=f"Đợi {max(1, round(retry_after_seconds / 60))} phút rồi thử lại.",
            retry_after_seconds=retry_after_seconds,
        )
        self.retry_after_seconds = retry_after_seconds


class Counters(MongoDBStorage):
    """The limiter's storage on the gateway's own connection, with its bounds on waiting.

    The library's makes a second client, and one more when it is thrown away without ever having been used."""

    STORAGE_SCHEME = ["gateway-database"]  # noqa: RUF012 -- the base class declares it as an instance variable

    def _init_mongo_client(self, uri: str | None, **options: int | str | bool) -> Any:
        return database.client()

    def __del__(self) -> None:
        """The connection is not ours to close."""


def init_app(app: Flask, settings: Settings) -> None:
    """Give the limiter its storage. It is MongoDB, never a process's memory: there are several processes."""
    storage = Counters(
        f"{Counters.STORAGE_SCHEME[0]}://", database_name=settings.database("gateway"),
        counter_collection_name="rate_limit_counters", window_collection_name="rate_limit_windows",
    )
    app.extensions[EXTENSION] = FixedWindowRateLimiter(storage)


def counts_of_tries() -> FixedWindowRateLimiter:
    """The counters that all gateway processes share."""
    counts: FixedWindowRateLimiter = current_app.extensions[EXTENSION]
    return counts


def seconds_left(limit: RateLimitItem, key: tuple[str, ...]) -> int:
    """How long until the count begins anew."""
    return max(1, round(counts_of_tries().get_window_stats(limit, *key).reset_time - time.time()))
