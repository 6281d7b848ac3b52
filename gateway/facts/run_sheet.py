"""The stage: steps as they ran, and what was handed over."""

from __future__ import annotations

from collections import Counter

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _run_sheet(sheet: Json) -> list[Contribution]:
    steps, counted = sheet["steps"], Counter[tuple[str, str]]()
    for step in steps:
        figure = {"done": "run_steps_done", "skipped": "run_steps_skipped"}.get(step["status"])
        if figure:
            counted[figure, sheet["activity"]] += 1
        if step["is_late"]:
            counted["run_steps_delayed", sheet["activity"]] += 1
        for cue in step["cues"]:
            if cue["status"] == "settled":
                counted["cues_settled", f"cue_{cue['kind']}"] += 1
            elif sheet["status"] == "closed":
                counted["cues_open", f"cue_{cue['kind']}"] += 1
    return [Contribution(figure, source, count, 0) for (figure, source), count in counted.items()]


FACTS = Facts(
    kinds=[Kind("run_sheet", "activity", on("show_on"), ["events.run_sheet_changed.v1"])],
    counts={"run_sheet": _run_sheet},
    figures=[
        Figure("run_steps_done", "Bước chương trình đã diễn ra", "count",
               "Số bước trong kịch bản điều hành đã ghi xong, theo ngày diễn ra chương trình.",
               "run_sheet", "Hoạt động"),
        Figure("run_steps_delayed", "Trong đó bắt đầu trễ", "count",
               "Số bước bắt đầu trễ hơn kế hoạch từ số phút ghi trong kịch bản trở lên (5 phút nếu không ghi khác), "
               "theo ngày diễn ra chương trình.",
               "run_sheet", "Hoạt động"),
        Figure("run_steps_skipped", "Bước chương trình đã bỏ", "count",
               "Số bước trong kịch bản điều hành không diễn ra, theo ngày diễn ra chương trình.",
               "run_sheet", "Hoạt động"),
        Figure("cues_settled", "Mục trao trên sân khấu đã khớp sổ sách", "count",
               "Số bảng tượng trưng, giấy ghi nhận, quà, học bổng đã trao trên sân khấu mà sổ ghi là thật: phiếu "
               "đăng ký đã thực hiện đủ, khen thưởng đã duyệt, khoản hỗ trợ đã chi; theo ngày diễn ra chương trình.",
               "run_sheet", "Mục trao"),
        Figure("cues_open", "Mục trao còn để ngỏ sau chương trình", "count",
               "Số mục trao của các chương trình đã kết thúc mà sổ chưa ghi là thật, hoặc bước trao đã bỏ; theo ngày "
               "diễn ra chương trình.",
               "run_sheet", "Mục trao"),
    ],
    sources={
        "cue_cheque": "Bảng tượng trưng",
        "cue_award": "Giấy ghi nhận, khen thưởng",
        "cue_gift": "Quà tặng",
        "cue_scholarship": "Học bổng",
    },
)
