"""The dashboard's charts: the report's own figures, placed; each mark leads to the rows behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from gateway.reports.over_time import spans
from gateway.units.places import place_of
from gateway.web import charts
from gateway.web.charts.columns import Entry
from gateway.web.formatting import short_day
from runtime.clock import local_day, utc_now

Report = dict[str, Any]
Rows = Callable[..., str | None]
"""The address of the rows behind a figure; None for an account that may not see them."""

TYPES = ("Thành phố ", "Thị xã ", "Thị trấn ", "Huyện ", "Quận ", "Phường ", "Xã ", "Đặc khu ", "Tỉnh ")


def charts_of(report: Report, rows: Rows) -> dict[str, Any]:
    """Everything that `parts/figures.html` draws."""
    return {
        "progress": _progress(report, rows),
        "in_and_out": _in_and_out(report, rows),
        "together": _together(report),
        "map": _map(report, rows),
    }


def _progress(report: Report, rows: Rows) -> charts.Progress | None:
    target = report["progress"]["target_vnd"]
    if not target:
        return None
    values = [
        (report["progress"]["received_vnd"], rows("received")),
        (report["pledges"]["outstanding_vnd"], rows("pledge_outstanding")),
    ]
    return charts.progress(values, target, _passed(report))


def _passed(report: Report) -> float | None:
    """The part of the campaign's days that is over."""
    starts, ends = (dt.date.fromisoformat(report["campaign"][name]) for name in ("starts_on", "ends_on"))
    days = (ends - starts).days + 1
    return min(max(((local_day(utc_now()) - starts).days + 1) / days, 0), 1) if days > 0 else None


def _in_and_out(report: Report, rows: Rows) -> charts.Columns | None:
    entries = [
        Entry(
            _said(first, last), sums["received_vnd"], sums["paid_vnd"],
            rows("received", first=first, last=last), rows("paid", first=first, last=last),
        )
        for first, last, sums in spans(report["days"], "received_vnd", "paid_vnd")
    ]
    return charts.columns(entries) if entries else None


def _said(first: dt.date, last: dt.date) -> str:
    """A day, a week by its first day, or a month."""
    return f"{first:%m/%Y}" if (last - first).days > 6 else short_day(first)


def _together(report: Report) -> charts.Lines | None:
    """What had come in by the end of each day, from the campaign's first day, or an earlier gift, to its last."""
    days = [day for day in report["days"] if day["received_vnd"]]
    if len(days) < 2:
        return None
    first, last = (dt.date.fromisoformat(days[place]["on"]) for place in (0, -1))
    starts, ends = (dt.date.fromisoformat(report["campaign"][name]) for name in ("starts_on", "ends_on"))
    period_ends = dt.date.fromisoformat(report["period"]["to_on"])
    added = [(dt.date.fromisoformat(day["on"]), day["received_vnd"]) for day in days]
    whole = report["period"]["from_on"] <= report["campaign"]["starts_on"]
    return charts.lines(
        added, min(first, starts) if whole else first, max(last, min(ends, period_ends)), local_day(utc_now()),
        report["progress"]["target_vnd"] if whole else 0, ends if whole else None,
    )


def _map(report: Report, rows: Rows) -> charts.DotMap | None:
    """The units below the leading one, each where it lies; None unless all of them can be placed."""
    lead, day = report["unit"] or report["campaign"]["lead_unit"], report["units_of"]["day"]
    lines = [line for line in report["units"] if line["unit"] != lead and not line["unshared"]]
    places = [
        charts.Place(
            line["unit"], _short(line["name"]), *where, value=line["progress"]["received_vnd"],
            percent=line["progress"]["percent"], findings=line["figures"]["findings_open"]["count"],
            href=rows("received", line),
        )
        for line in lines
        for where in [place_of(line["unit"], line["name"], day or line["valid_to"] or report["campaign"]["ends_on"])]
        if where is not None
    ]
    return charts.dot_map(places) if len(places) == len(lines) else None


def _short(name: str) -> str:
    return next((name.removeprefix(kind) for kind in TYPES if name.startswith(kind)), name)
