"""The day of an activity for people's own calendars, as iCalendar (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from icalendar import Calendar, Event

from contracts.refusals import Refusal

CALENDAR_TYPE = "text/calendar; charset=utf-8"


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
    ends = dt.date.fromisoformat(activity["ends_on"] or activity["starts_on"])
    entry = Event()
    entry.add("uid", f"{activity['code']}@chung-tay")
    entry.add("dtstamp", now.astimezone(dt.UTC))
    entry.add("sequence", activity["version"])
    # Days without an hour: they are the same days in Viet Nam and for whoever reads the entry elsewhere.
    entry.add("dtstart", dt.date.fromisoformat(activity["starts_on"]))
    # The day after the last: the end is not part of the entry.
    entry.add("dtend", ends + dt.timedelta(days=1))
    entry.add("summary", activity["name"])
    if activity["place"]:
        entry.add("location", activity["place"])
    entry.add("transp", "OPAQUE")
    made = Calendar()
    made.add("version", "2.0")
    made.add("prodid", "-//Chung Tay//Vi nguoi ngheo//VI")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add_component(entry)
    return bytes(made.to_ical())
