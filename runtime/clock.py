"""The one place that reads the clock.  Rules are handed the time; the edges of the product ask here."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

LOCAL_ZONE = ZoneInfo("Asia/Ho_Chi_Minh")


def utc_now() -> dt.datetime:
    """The present instant, aware, in UTC, cut to milliseconds (what MongoDB keeps)."""
    now = dt.datetime.now(dt.UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def local_day(instant: dt.datetime) -> dt.date:
    """The calendar day of an instant in Viet Nam."""
    return instant.astimezone(LOCAL_ZONE).date()


def wire_instant(instant: dt.datetime) -> str:
    """An aware instant as all our JSON writes it: ISO 8601, UTC with ``Z``, always to the millisecond (what MongoDB
    keeps), so that the order of the texts is the order of the instants."""
    return instant.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def midnight(day: dt.date) -> dt.datetime:
    """A day as MongoDB keeps it, which knows instants only: 00:00 UTC of that day's date."""
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)
