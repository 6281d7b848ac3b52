"""A run sheet as a table: how late each step was, and what became of what was handed over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from gateway.facts import SOURCE_NAMES
from runtime.clock import LOCAL_ZONE

Json = dict[str, Any]

STEP_NAMES = {"pending": "Chưa bắt đầu", "running": "Đang diễn ra", "done": "Đã xong", "skipped": "Đã bỏ"}

CUE_REASONS = {
    "": "Đã khớp sổ sách",
    "not_on_stage": "Chưa trao trên sân khấu",
    "not_handed_over": "Không trao trên sân khấu",
    "record_unknown": "Chưa thấy trong sổ",
    "record_pending": "Sổ chưa ghi xong",
    "record_gone": "Sổ ghi đã rút, hết hiệu lực hoặc không duyệt",
}

COLUMNS = (
    "Bước", "Nội dung", "Người phụ trách", "Tình trạng", "Giờ kế hoạch ban đầu", "Giờ kế hoạch", "Bắt đầu", "Kết thúc",
    "Trễ (phút)", "Quá giờ (phút)", "Mục trao", "Loại", "Mã trong sổ", "Kết quả mục trao",
)


def lines(sheet: Json) -> Iterator[Json]:
    """A line per step, and one more for each further cue of it."""
    for step in sheet["steps"]:
        about = (
            step["code"], step["title"], step["owner"], STEP_NAMES[step["status"]],
            *(_local(step[name]) for name in ("first_planned_at", "planned_at", "started_at", "finished_at")),
            step["delay_minutes"], step["overrun_minutes"],
        )
        cues: list[tuple[Any, ...]] = [
            (cue["label"], SOURCE_NAMES[f"cue_{cue['kind']}"], cue["record_id"], CUE_REASONS[cue["reason"]])
            for cue in step["cues"]
        ]
        for place, cue in enumerate(cues or [("", "", "", "")]):
            told = about if place == 0 else (about[0], *[None] * (len(about) - 1))
            yield dict(zip(COLUMNS, (*told, *cue), strict=True))


def _local(instant: str | None) -> str | None:
    return dt.datetime.fromisoformat(instant).astimezone(LOCAL_ZONE).strftime("%Y-%m-%d %H:%M") if instant else None
