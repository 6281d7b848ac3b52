"""Papers of a survey: a poster with the way to its page, and slips with tickets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from contracts.wording import vn_day
from gateway.printing import qr, render

Json = dict[str, Any]


def poster_pdf(survey: Json, holder: str, link: str) -> bytes:
    """One sheet, to be hung up.  holder: who asks."""
    told = {name: survey[name] for name in ("title", "intro", "uses_tickets")}
    return render("survey_poster", {
        **told, "holder": holder, **_days(survey), "address": _short(link), "qr": qr(link),
    })


def slips_pdf(survey: Json, place: str, tickets: Sequence[str], link: str) -> bytes:
    """A slip for each ticket.  The QR code leads to the page and does not hold the ticket: an address is kept by
    browsers and by machines on the way."""
    return render("survey_slips", {
        "title": survey["title"], "place": place, **_days(survey), "address": _short(link), "qr": qr(link),
        "tickets": list(tickets),
    })


def _days(survey: Json) -> Json:
    return {name: vn_day(dt.date.fromisoformat(survey[name])) for name in ("opens_on", "closes_on")}


def _short(link: str) -> str:
    return link.partition("://")[2] or link
