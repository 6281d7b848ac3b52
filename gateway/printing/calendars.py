"""The day of an activity for people's own calendars, as iCalendar (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from contracts.refusals import Refusal

CALENDAR_TYPE = "text/calendar; charset=utf-8"

LONGEST_LINE_BYTES = 75
"""A longer line goes on in the next, after a blank (RFC 5545, 3.1)."""


class DayToBeAnnounced(Refusal):
    """The activity has no day yet: there is nothing to put into a calendar."""

    kind = "conflict"


def calendar(activity: dict[str, Any], now: dt.datetime) -> bytes:
    """A calendar file with the activity as one entry of whole days.

    activity: ``code``, ``version``, ``name``, ``place``, ``starts_on`` and ``ends_on``.  Its UID stays and its sequence
    number grows, so that a day which is moved moves in the calendar too.  Raises :class:`DayToBeAnnounced`."""
    if not activity["starts_on"]:
        raise DayToBeAnnounced(
            f"“{activity['name']}” chưa định ngày.", field="starts_on",
            remedy="Tải lại khi ban tổ chức đã báo ngày.",
        )
    begins = dt.date.fromisoformat(activity["starts_on"])
    ends = dt.date.fromisoformat(activity["ends_on"] or activity["starts_on"])
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Chung Tay//Vi nguoi ngheo//VI", "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH", "BEGIN:VEVENT",
        f"UID:{_text(activity['code'])}@chung-tay", f"DTSTAMP:{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{activity['version']}", f"DTSTART;VALUE=DATE:{begins:%Y%m%d}",
        # The day after the last: the end is not part of the entry.
        f"DTEND;VALUE=DATE:{ends + dt.timedelta(days=1):%Y%m%d}", f"SUMMARY:{_text(activity['name'])}",
        *([f"LOCATION:{_text(activity['place'])}"] if activity["place"] else []),
        "TRANSP:OPAQUE", "END:VEVENT", "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _text(value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\r\n", "\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """The line in pieces of at most :data:`LONGEST_LINE_BYTES`; no character is torn apart."""
    pieces, piece, size = [], "", 0
    for sign in line:
        width = len(sign.encode())
        if size + width > LONGEST_LINE_BYTES:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + sign, size + width
    return "\r\n".join([*pieces, piece])
