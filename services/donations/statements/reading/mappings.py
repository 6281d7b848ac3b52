"""A layout that a person told us: which column of an account's statements is what. Rules only.

It is kept as JSON values (`Mapped`): `columns` by role, `number_grouping`, `day_format`, `delimiter`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from contracts.refusals import Refusal
from services.donations.statements.reading import cells
from services.donations.statements.reading.cells import Cell, Grouping
from services.donations.statements.reading.layouts import (
    MAPPED,
    Header,
    Layout,
    column_places,
    missing_columns,
    trimmed,
)
from services.donations.statements.reading.lines import DamagedRow

Mapped = Mapping[str, Any]

GROUPINGS: Mapping[str, Grouping] = {"dot": ".", "comma": ",", "none": ""}
DELIMITERS: Mapping[str, str] = {"comma": ",", "semicolon": ";", "tab": "\t"}
_MOST_ROWS_TRIED = 20


class StatementMappingWrong(Refusal):
    """The mapping contradicts itself, or the file that it was tried on."""


def check(mapping: Mapped) -> None:
    """Whether the mapping says all that a row needs, and nothing twice. Raises StatementMappingWrong by field."""
    columns: Mapping[str, Any] = mapping["columns"]
    if bool(columns.get("day")) == bool(columns.get("day_and_time")):
        raise _wrong("day", "Cần đúng một cột ngày.", "Khai cột ngày (day), hoặc cột có cả ngày và giờ (day_and_time).")
    if columns.get("time") and columns.get("day_and_time"):
        raise _wrong("time", "Cột ngày đã có cả giờ.", "Bỏ cột giờ (time), hoặc khai riêng cột ngày và cột giờ.")
    sides = [name for name in ("debit", "credit") if columns.get(name)]
    if columns.get("amount") and sides:
        raise _wrong(
            sides[0], "Đã khai một cột số tiền có dấu thì không khai cột ghi nợ, ghi có.",
            "Chỉ khai amount (dương là tiền vào, âm là tiền ra), hoặc chỉ khai debit và credit.",
        )  # fmt: skip
    if not columns.get("amount") and not columns.get("credit"):
        raise _wrong("credit", "Chưa khai cột số tiền.", "Khai cột ghi có (credit), hoặc cột số tiền có dấu (amount).")
    used: dict[str, str] = {}
    for role, name in _named(columns):
        folded = " ".join(name.split()).casefold()
        if folded in used:
            raise _wrong(role, f"Cột {name} đã được khai là {used[folded]}.", "Mỗi cột của tệp chỉ khai một lần.")
        used[folded] = role


def try_on(mapping: Mapped, rows: Sequence[Sequence[Cell]]) -> None:
    """Hold a mapping that passed `check` against the first rows of a file. Raises StatementMappingWrong by field.

    Rows without a day are left out (titles, totals); one that has a day must be readable.
    """
    layout = layout_of(mapping)
    heads = [trimmed(tuple(str(cell) for cell in row)) for row in rows]
    place = next((number for number, row in enumerate(heads) if layout.fits(row)), None)
    if place is None:
        raise _not_there(mapping, heads)
    places = column_places(layout, heads[place])
    below = [row for row in rows[place + 1 : place + 1 + _MOST_ROWS_TRIED] if len(row) >= len(heads[place])]
    day_column = layout.day or layout.day_and_time
    dated = [row for row in below if not cells.is_blank(row[places[day_column]])]
    failures = [failure for row in dated if (failure := _failure(layout, places, row))]
    if dated and len(failures) == len(dated):
        role, damage = failures[0]
        field = "day_format" if role == "day" else f"columns.{role}"
        if damage.reason_code == "amount_unreadable":
            field = "number_grouping"
        raise StatementMappingWrong(
            f"Không dòng nào trong {len(dated)} dòng đầu đọc được theo bảng khai này. {damage.message}",
            field=field, remedy=f"Sửa {field}: {damage.remedy}",
        )  # fmt: skip


def layout_of(mapping: Mapped) -> Layout:
    """The mapping as a layout."""
    columns: Mapping[str, Any] = mapping["columns"]
    single = {role: columns.get(role) or "" for role in _SINGLE_ROLES}
    return Layout(
        code=MAPPED,
        columns=tuple(name for _, name in _named(columns)),
        grouping=GROUPINGS[mapping["number_grouping"]],
        day_format=mapping["day_format"],
        delimiter=DELIMITERS[mapping["delimiter"]],
        reference=tuple(columns.get("reference") or ()),
        whole=False,
        **single,
    )


_SINGLE_ROLES = (
    "day", "time", "day_and_time", "debit", "credit", "amount", "balance", "memo", "counter_account",
)  # fmt: skip


def _named(columns: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for role in _SINGLE_ROLES:
        if columns.get(role):
            yield role, columns[role]
    for name in columns.get("reference") or ():
        yield "reference", name


def _failure(layout: Layout, places: Mapping[str, int], row: Sequence[Cell]) -> tuple[str, DamagedRow] | None:
    """The first column that can't be read as it is mapped."""

    def cell(column: str) -> Cell:
        return row[places[column]]

    role = "day"
    try:
        day = cell(layout.day or layout.day_and_time)
        cells.day(day.strip().partition(" ")[0] if isinstance(day, str) else day, layout.day_format)
        role = "time"
        if layout.time:
            cells.time_of_day(cell(layout.time))
        for role in ("debit", "credit"):
            if column := getattr(layout, role):
                cells.amount_vnd(cell(column), layout.grouping, column)
        for role in ("amount", "balance"):
            if column := getattr(layout, role):
                cells.signed_vnd(cell(column), layout.grouping, column)
    except DamagedRow as damage:
        return role, damage
    return None


def _not_there(mapping: Mapped, heads: Sequence[Header]) -> StatementMappingWrong:
    layout = layout_of(mapping)
    best = min(heads, key=lambda row: len(missing_columns(layout, row)), default=())
    missing = missing_columns(layout, best)
    role = next(role for role, name in _named(mapping["columns"]) if name in missing)
    return _wrong(
        role, f"Tệp không có đúng một cột mang tên {', '.join(missing)}.",
        f"Chép đúng tên cột như trong tệp: {', '.join(best[:30])}.",
    )  # fmt: skip


def _wrong(role: str, message: str, remedy: str) -> StatementMappingWrong:
    return StatementMappingWrong(message, field=f"columns.{role}", remedy=remedy)
