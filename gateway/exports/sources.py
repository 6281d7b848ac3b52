"""What an export is made of, kept as plain values, so that another process can read on where the one before stopped."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from gateway.reports import listing, rows

Json = dict[str, Any]

LIST, FIGURE = "list", "figure"


def of_list(question: listing.Question) -> Json:
    """All rows of a list."""
    return {
        "of": LIST, "kind": question.kind, "campaign": question.campaign, "unit": question.unit,
        "areas": None if question.areas is None else list(question.areas), "state": dict(question.state),
        "from_on": _day(question.from_on), "to_on": _day(question.to_on),
    }


def of_figure(question: rows.Behind) -> Json:
    """All rows that a figure adds up."""
    return {
        "of": FIGURE, "figure": question.figure, "campaign": question.campaign, "unit": question.unit,
        "below": question.below, "source": question.source, "in_units": question.in_units,
        "areas": None if question.areas is None else list(question.areas), "from_on": _day(question.from_on),
        "to_on": _day(question.to_on),
    }


def batches(source: Json, after: str | None) -> Iterator[tuple[list[Json], str]]:
    """The rows beyond a mark, some thousand at a time, each time with the mark of the last one."""
    if source["of"] == FIGURE:
        return rows.batches(_behind(source), after)
    return listing.batches(_question(source), after)


def total(source: Json) -> int:
    """How many rows there are just now."""
    if source["of"] == FIGURE:
        return rows.number_of(_behind(source))
    return listing.number_of(_question(source))


def _question(source: Json) -> listing.Question:
    return listing.Question(
        source["kind"], source["campaign"], source["areas"], source["unit"], _date(source["from_on"]),
        _date(source["to_on"]), source["state"],
    )


def _behind(source: Json) -> rows.Behind:
    return rows.Behind(
        source["figure"], source["campaign"], source["unit"], _date(source["from_on"]), _date(source["to_on"]),
        source["source"], source["below"], source["in_units"], source["areas"],
    )


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _date(day: str | None) -> dt.date | None:
    return dt.date.fromisoformat(day) if day else None
