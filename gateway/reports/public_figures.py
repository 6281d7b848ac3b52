"""The figures that everybody may see, as one table: the report's own, by unit and by what they are split by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway.reports.provincial import provincial_report

PUBLIC = (
    "pledged", "pledge_fulfilled", "pledge_outstanding", "pledge_lapsed", "received", "refunded", "bank_debits", "paid",
    "houses_under_way", "houses_handed_over",
)

COLUMNS = ("figure", "name", "split_by", "code", "part", "count", "amount_vnd")

Json = dict[str, Any]


def public_figures(campaign: str) -> Json:
    """``{"campaign", "name", "as_of", "rows"}``: each figure in total, by unit, and by channel, purpose and the like.

    Raises UnknownCampaign."""
    report = provincial_report(campaign)
    return {
        "campaign": campaign, "name": report["campaign"]["name"], "as_of": report["as_of"], "rows": list(_rows(report)),
    }


def _rows(report: Json) -> Iterator[Json]:
    names = {figure["key"]: figure["name"] for figure in report["figures"]}
    for key in PUBLIC:
        told = {"figure": key, "name": names[key]}
        yield {**told, "split_by": "total", "code": "", "part": "", **report["total"][key]}
        for line in report["units"]:
            yield {**told, "split_by": "unit", "code": line["unit"] or "", "part": line["name"], **line["figures"][key]}
        for one in report["sources"]:
            if one["figure"] == key:
                split = {"split_by": "source", "code": one["source"], "part": one["name"]}
                yield {**told, **split, "count": one["count"], "amount_vnd": one["amount_vnd"]}
