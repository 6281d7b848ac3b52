"""Instants as they go over the wire."""

from datetime import UTC, datetime


def instant(at: datetime | None) -> str | None:
    """An aware instant as ISO 8601 in UTC with ``Z``, to the millisecond (what MongoDB keeps)."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None
