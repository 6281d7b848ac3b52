"""Results of a survey in words, as everybody may see them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gateway import units

Json = dict[str, Any]

COLUMNS = ("Câu hỏi", "Ý", "Chia theo", "Nhóm", "Trả lời", "Số phiếu")
WITHHELD = "Không nêu"
PARTS = {
    "satisfied": "Hài lòng", "not_satisfied": "Chưa hài lòng", "chosen": "Có chọn", "not_chosen": "Không chọn",
    "_none": "Không trả lời", "_withheld": "Gộp các mục ít phiếu",
}


def named(results: Json) -> Json:
    """The results with a name for every code."""
    questions = {one["code"]: one for one in results["questions"]}
    return {
        **results,
        "areas": [{**one, "name": units.name_of(one["unit"])} for one in results["areas"]],
        "measures": [_measure(one, questions) for one in results["measures"]],
    }


def lines(results: Json) -> Iterator[Json]:
    """The named results as a table."""
    yield _line("Tất cả", "", "", "", "", results["answers"])
    for area in results["areas"]:
        yield _line("Tất cả", "", "Nơi khảo sát", area["name"], "", area["answers"])
    for measure in results["measures"]:
        about = measure["text"], measure["choice_text"]
        for one in [*measure["parts"], *measure["values"]]:
            yield _line(*about, "", "", one["name"], one["count"])
        for table in measure["tables"]:
            for row in table["rows"]:
                for column, cell in zip(table["columns"], row["cells"], strict=True):
                    yield _line(*about, table["by_name"], row["name"], column["name"], cell)


def _line(*told: Any) -> Json:
    *words, count = told
    return dict(zip(COLUMNS, (*words, WITHHELD if count is None else count), strict=True))


def _measure(measure: Json, questions: dict[str, Json]) -> Json:
    question = questions[measure["question"]]
    return {
        **measure, "text": question["text"], "kind": question["kind"],
        "choice_text": value_name(question, measure["choice"]) if measure["choice"] else "",
        "parts": [{**one, "name": _part(question, one["part"])} for one in measure["parts"]],
        "values": [
            {**one, "name": value_name(question, one["value"])}
            for one in sorted(measure["values"], key=lambda one: _place(question, one["value"]))
        ],
        "tables": [_table(table, question, questions) for table in measure["tables"]],
    }


def _table(table: Json, question: Json, questions: dict[str, Json]) -> Json:
    of = questions.get(table["by"])

    def row_name(row: str) -> str:
        if row in PARTS:
            return PARTS[row]
        return value_name(of, row) if of else units.name_of(row)

    return {
        **table, "by_name": of["text"] if of else "Nơi khảo sát",
        "columns": [{"part": part, "name": _part(question, part)} for part in table["columns"]],
        "rows": [{**row, "name": row_name(row["row"])} for row in table["rows"]],
    }


def _part(question: Json, part: str) -> str:
    own = question["kind"] == "one_of" and not question["satisfied"]
    return PARTS[part] if part.startswith("_") or not (own or part.isdecimal()) else value_name(question, part)


def value_name(question: Json, value: str) -> str:
    """A value of a closed question in words."""
    if question["kind"] == "scale":
        words = {"1": question["lowest_text"], str(question["points"]): question["highest_text"]}.get(value)
        return f"Mức {value} ({words})" if words else f"Mức {value}"
    return next((one["text"] for one in question["choices"] if one["code"] == value), value)


def _place(question: Json, value: str) -> int:
    """Where a value stands among those to choose."""
    return int(value) if question["kind"] == "scale" else [one["code"] for one in question["choices"]].index(value)
