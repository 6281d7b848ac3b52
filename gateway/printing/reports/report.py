"""A report, quarterly to ten-yearly, as a letter: what its version says (``docs/snapshots.md``), and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gateway.printing.reports import paper
from gateway.printing.reports.paper import Json, day, number, vnd

SUBJECTS = {
    "peak_month": "Kết quả {name}",
    "years_5": "Sơ kết {name} thực hiện cuộc vận động “Vì người nghèo”",
    "years_10": "Tổng kết {name} thực hiện cuộc vận động “Vì người nghèo”",
}
USUAL_SUBJECT = "Kết quả cuộc vận động “Vì người nghèo” {name}"

BY_UNIT = ("received", "pledged", "paid")
"""Figures of the table of units; the workbook has all of them."""

BY_SOURCE = ("received", "paid")

STANDINGS = {
    "draft": "Chưa gửi", "submitted": "Đã gửi, chờ xem xét", "returned": "Bị trả lại", "accepted": "Đã nhận",
}
EXAMPLE_KINDS = {"model": "Mô hình", "person": "Cá nhân", "collective": "Tập thể"}

_SUM_COLUMNS = (("Nội dung", 3.2, "left"), ("Số lượng", 1, "right"), ("Số tiền (đồng)", 1.5, "right"))


def report_paper(content: Mapping[str, Any]) -> Json:
    """The letter of a version's content, or of a draft's."""
    signature = content["signature"]
    draft = content["kind"] == "draft"
    return paper.letter(
        unit_name=content["unit_name"], place=paper.place_of(content["unit_name"]),
        number=(signature or {}).get("document_number") or "……/BC-BVĐ",
        issued_on=signature["signed_on"] if signature else None,
        title="BÁO CÁO", subject=subject_of(content), blocks=list(_blocks(content)), recipients=_recipients(content),
        signature=_signature(signature), small_print=_small_print(content), draft=draft,
    )


def subject_of(content: Mapping[str, Any]) -> str:
    """What the report is about, in words."""
    period = content["period"]
    name = period["name"][0].lower() + period["name"][1:]
    return SUBJECTS.get(period["kind"], USUAL_SUBJECT).format(name=name)


def _blocks(content: Mapping[str, Any]) -> Iterator[Json]:
    figures = content["snapshot"]["report"]
    period = content["period"]
    yield from paper.text(
        f"Số liệu từ ngày {day(period['from_on'])} đến ngày {day(period['to_on'])}, tính đến sự kiện thứ "
        f"{number(content['snapshot']['position']['seq'])} của hệ thống."
    )
    if corrects := content["corrects"]:
        yield from paper.text(
            f"Báo cáo này đính chính và thay bản số {corrects['number']}. Lý do: {corrects['reason']}"
        )
    # The narrative leads; the tables follow it, numbered through.
    parts = [(one["title"], paper.text(one["text"])) for one in content["sections"] if one["text"].strip()]
    parts.append(("Số liệu", list(_figure_tables(figures))))
    parts += [
        (title, blocks) for title, blocks in (
            ("Chỉ tiêu do đơn vị nhập", _indicator_table(content["indicators"])),
            ("Số liệu của kỳ trước được biết thêm", list(_adjustment_tables(content["snapshot"]["adjustments"]))),
            ("Mô hình, gương điển hình", list(_examples(content["examples"]))),
            ("Báo cáo của các đơn vị", _standing_table(content["units"])),
        ) if blocks
    ]
    for place, (title, blocks) in enumerate(parts, start=1):
        yield paper.heading(f"{_roman(place)}. {title}")
        yield from blocks


def _figure_tables(figures: Mapping[str, Any]) -> Iterator[Json]:
    progress = figures["progress"]
    rows = [["Chỉ tiêu vận động", "", vnd(progress["target_vnd"])]] if progress["target_vnd"] else []
    for figure in figures["figures"]:
        total = figures["total"][figure["key"]]
        if total["count"] or total["amount_vnd"] or figure["key"] in BY_UNIT:
            amount = vnd(total["amount_vnd"]) if figure["measure"] == "vnd" else ""
            rows.append([figure["name"], number(total["count"]), amount])
    yield paper.table("Kết quả chủ yếu", _SUM_COLUMNS, rows, total=False)
    if progress["percent"] is not None:
        yield paper.note(f"Đã tiếp nhận đạt {number(progress['percent'])}% chỉ tiêu.")
    if len(figures["units"]) > 1:
        yield _unit_table(figures)
    names = {figure["key"]: figure["name"] for figure in figures["figures"]}
    for key in BY_SOURCE:
        lines = [one for one in figures["sources"] if one["figure"] == key]
        if lines:
            total = figures["total"][key]
            rows = [[one["name"], number(one["count"]), vnd(one["amount_vnd"])] for one in lines]
            rows.append(["Cộng", number(total["count"]), vnd(total["amount_vnd"])])
            yield paper.table(f"{names[key]}, theo nguồn", _SUM_COLUMNS, rows, total=True)
    if figures["activities"]:
        yield paper.table(
            "Hoạt động", (("Hoạt động", 3.2, "left"), ("Ngày", 1.2, "left"), ("Khách có chỗ", 1, "right")),
            [[one["name"], day(one["starts_on"]), number(one["confirmed"])] for one in figures["activities"]],
            total=False,
        )
    found = figures["supervision"]
    yield paper.table(
        "Giám sát", _SUM_COLUMNS,
        [
            ["Phát hiện đã lập", number(found["raised"]), ""], ["Phát hiện chưa kết thúc", number(found["open"]), ""],
            ["Hỗ trợ đang tạm dừng do giám sát", number(found["held"]["count"]), vnd(found["held"]["amount_vnd"])],
        ],
        total=False,
    )


def _unit_table(figures: Mapping[str, Any]) -> Json:
    names = {figure["key"]: figure["name"] for figure in figures["figures"]}
    columns = [("Đơn vị", 1.7, "left"), ("Chỉ tiêu (đồng)", 1.4, "right"), ("Đạt (%)", 0.65, "right")]
    columns += [(f"{names[key]} (đồng)", 1.4, "right") for key in BY_UNIT]
    rows = [
        [line["name"], *_progress(line["progress"]), *(vnd(line["figures"][key]["amount_vnd"]) for key in BY_UNIT)]
        for line in figures["units"]
    ]
    total = [vnd(figures["total"][key]["amount_vnd"]) for key in BY_UNIT]
    rows.append(["Cộng", *_progress(figures["progress"]), *total])
    return paper.table("Theo đơn vị", columns, rows, total=True)


def _progress(progress: Mapping[str, Any]) -> list[str]:
    return [vnd(progress["target_vnd"] or None), number(progress["percent"])]


def _indicator_table(indicators: Sequence[Mapping[str, Any]]) -> list[Json]:
    rows = []
    for one in indicators:
        measure = f" ({one['measure']})" if one["measure"] else ""
        rows.append([f"{one['name']}{measure}", number(one["value"])])
        if len(one["by_unit"]) > 1:
            rows += [[f"   {part['unit_name']}", number(part["value"])] for part in one["by_unit"]]
    return [paper.table("", (("Chỉ tiêu", 4, "left"), ("Giá trị", 1.2, "right")), rows, total=False)] if rows else []


def _adjustment_tables(adjustments: Sequence[Mapping[str, Any]]) -> Iterator[Json]:
    columns = (
        ("Nội dung", 2.4, "left"), ("Đã báo cáo", 1.3, "right"), ("Đã bổ sung", 1.3, "right"),
        ("Bổ sung kỳ này", 1.3, "right"), ("Như biết đến nay", 1.3, "right"),
    )
    for one in adjustments:
        rows = []
        for line in one["lines"]:
            key = "amount_vnd" if line["measure"] == "vnd" else "count"
            rows.append([line["name"], *(
                vnd(line[which][key]) for which in ("as_reported", "carried_before", "adjustment", "as_known_now")
            )])
        yield paper.table(f"{one['period']['name']} (bản số {one['number']})", columns, rows, total=False)
    if adjustments:
        yield paper.note("Số bổ sung không nằm trong số liệu của kỳ này; kỳ trước vẫn giữ nguyên như đã báo cáo.")


def _examples(examples: Sequence[Mapping[str, Any]]) -> Iterator[Json]:
    for one in examples:
        kind = EXAMPLE_KINDS.get(one["kind"], one["kind"])
        yield from paper.text(f"{kind}: {one['title']} ({one['unit_name']}). {one['story']}")


def _standing_table(units: Sequence[Mapping[str, Any]]) -> list[Json]:
    rows = [[one["unit_name"], STANDINGS.get(one["status"], one["status"])] for one in units]
    return [paper.table("", (("Đơn vị", 3, "left"), ("Tình trạng", 2, "left")), rows, total=False)] if rows else []


def _signature(signature: Mapping[str, Any] | None) -> Json | None:
    if signature is None:
        return None
    return {
        "on_behalf_of": signature["on_behalf_of"] or "TM. BAN VẬN ĐỘNG",
        "position": signature["signer_position"].upper(), "name": signature["signer_name"],
    }


def _recipients(content: Mapping[str, Any]) -> list[str]:
    above = "Ủy ban MTTQ Việt Nam cấp trên;" if content["kind"] == "accepted" else "Ủy ban Trung ương MTTQ Việt Nam;"
    return ["- " + line for line in (above, "Thường trực cấp ủy (để báo cáo);", "Lưu: VT.")]


def _small_print(content: Mapping[str, Any]) -> str:
    if content["kind"] == "draft":
        return "Bản dự thảo: số liệu còn thay đổi cho đến khi ký."
    return f"Bản số {content['number']}, mã {content['version_id']}; SHA-256 của số liệu: {content['snapshot_sha256']}"


def _roman(value: int) -> str:
    return ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV")[value] \
        if value < 16 else str(value)
