"""Outreach: what was told of the campaign."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _outreach(piece: Json) -> list[Contribution]:
    if piece["status"] == "withdrawn":
        return []
    adds = [Contribution("outreach", piece["form"], 1, 0)]
    if piece["good_example"]:
        adds.append(Contribution("good_examples_told", piece["form"], 1, 0))
    return adds


FACTS = Facts(
    kinds=[Kind("outreach", "outreach_id", on("published_on"), ["events.outreach_changed.v1"])],
    counts={"outreach": _outreach},
    figures=[
        Figure("outreach", "Tin, bài, buổi tuyên truyền", "count",
               "Số tin, bài, chương trình, buổi tuyên truyền đã ghi, trừ số đã rút, theo ngày đăng hoặc ngày tổ chức.",
               "outreach", "Hình thức"),
        Figure("good_examples_told", "Trong đó giới thiệu điển hình, cách làm hay", "count",
               "Số tin, bài, chương trình, buổi tuyên truyền có giới thiệu điển hình, trừ số đã rút, theo cùng ngày.",
               "outreach", "Hình thức"),
    ],
    sources={
        "article": "Bài viết",
        "broadcast": "Phát thanh, truyền hình",
        "video": "Phim, phóng sự",
        "post": "Tin trên mạng xã hội",
        "meeting": "Buổi tuyên truyền",
        "poster": "Pa nô, áp phích, khẩu hiệu",
    },
)
