"""A list for publication as a letter: what came in, or went out, line by line, with its sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gateway.printing.reports import paper
from gateway.printing.reports.paper import Json, day, vnd

SHARES = {"on": 1.4, "name": 2.2, "unit_name": 1.9, "way": 1.4, "amount_vnd": 1.5}
"""The columns of the paper; ids are in the tables for programs only."""


def disclosure_paper(
    content: Mapping[str, Any], title: str, headings: Mapping[str, str], lines: Sequence[Mapping[str, Any]]
) -> Json:
    """The list as a letter of the version that it belongs to.  ``headings``: by field, in their order."""
    fields = [name for name in headings if name in SHARES]
    columns = [("TT", 0.6, "right")]
    columns += [(headings[name], SHARES[name], "right" if name == "amount_vnd" else "left") for name in fields]
    rows = [[str(place), *(_words(name, line[name]) for name in fields)] for place, line in enumerate(lines, start=1)]
    rows.append(["", "Cộng", *[""] * (len(fields) - 2), vnd(sum(line["amount_vnd"] for line in lines))])
    signature, period = content["signature"], content["period"]
    return paper.letter(
        unit_name=content["unit_name"], place=paper.place_of(content["unit_name"]), number="……/CK-BVĐ",
        issued_on=signature["signed_on"] if signature else None, title="CÔNG KHAI", subject=title,
        blocks=[
            *paper.text(f"Từ ngày {day(period['from_on'])} đến ngày {day(period['to_on'])}."),
            paper.table("", columns, rows, total=True) if lines else paper.note("Trong kỳ không có khoản nào."),
        ],
        recipients=["- Niêm yết công khai;", "- Lưu: VT."], signature=None,
        small_print=f"Thuộc bản báo cáo {content['version_id']}; SHA-256 của số liệu: {content['snapshot_sha256']}",
        draft=False,
    )


def _words(name: str, value: Any) -> str:
    if name == "on":
        return day(value)
    return vnd(value) if name == "amount_vnd" else str(value)
