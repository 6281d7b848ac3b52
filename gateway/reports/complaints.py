"""Public figures of complaints: small ones are withheld, and the running month is, or whoever looks every day would see
each complaint come in."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from contracts.commands.monitoring.complaints import COMPLAINT_CATEGORIES, COMPLAINT_STATUSES
from contracts.small_cells import SMALLEST_SHOWN, publish
from gateway.facts import SOURCE_NAMES
from gateway.reports import listing
from gateway.reports.reading import at_one_moment
from gateway.reports.scope import campaign_state

Json = dict[str, Any]

COLUMNS = ("Chia theo", "Nội dung", "Số phản ánh")

STATUS_NAMES = {
    "filed": "Mới nhận", "forwarded": "Đã chuyển cơ quan trả lời", "answered": "Đã trả lời", "closed": "Đã kết thúc",
    "reopened": "Mở lại, chưa giải quyết",
}
WITHHELD = "Không nêu"


def public_figures(campaign: str, today: dt.date) -> Json:
    """The complaints of a campaign filed before this month, by category and by status.  Raises UnknownCampaign."""
    name = at_one_moment(lambda snapshot: campaign_state(snapshot, campaign))["name"]
    through_on = today.replace(day=1) - dt.timedelta(days=1)
    rows = listing.every(listing.Question("complaint", campaign, to_on=through_on))
    return {"campaign": campaign, "name": name, "through_on": through_on.isoformat(), **counted(rows)}


def counted(rows: Iterable[Json]) -> Json:
    """Counts that may be shown; None: withheld."""
    by_category, by_status = Counter(dict.fromkeys(COMPLAINT_CATEGORIES, 0)), Counter(
        dict.fromkeys(COMPLAINT_STATUSES, 0)
    )
    for row in rows:
        by_category[row["category"]] += 1
        by_status[row["status"]] += 1
    made = publish(sum(by_status.values()), {"category": by_category, "status": by_status})
    return {
        "smallest_shown": SMALLEST_SHOWN, "total": made.total,
        "by_category": [
            {"code": code, "name": SOURCE_NAMES[f"complaint_{code}"], "count": count}
            for code, count in made.parts["category"].items()
        ],
        "by_status": [
            {"code": code, "name": STATUS_NAMES[code], "count": count}
            for code, count in made.parts["status"].items()
        ],
    }


def lines(figures: Json) -> Iterator[Json]:
    """The same as a table."""
    parts = [("Tất cả", "", figures["total"])]
    parts += [("Nội dung", one["name"], one["count"]) for one in figures["by_category"]]
    parts += [("Tình trạng", one["name"], one["count"]) for one in figures["by_status"]]
    for by, name, count in parts:
        yield dict(zip(COLUMNS, (by, name, WITHHELD if count is None else count), strict=True))
