"""The results of a survey as everybody may see them.  Pure.

Answers are counted by area and by group.  Areas, groups and answers of which there are too few are taken together
first (``WITHHELD``), so that every total is shown and none is small; then the cells of each table are withheld that are
small or that totals would give away.  Where a question says what being satisfied is, its tables tell of satisfied and
not, and single values are told of all areas together: a table of values beside one of their sums would tell more than
either.  For the same reason a question that makes the groups has no table by area.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from contracts.small_cells import SMALLEST_SHOWN, publish, withheld_cells
from services.monitoring.surveys.questions import Question, values_of

Json = dict[str, Any]

WITHHELD = "_withheld"
NO_ANSWER = "_none"
"""No choice is called so: codes begin with a letter or a digit."""


class Given(NamedTuple):
    """One person's answers to closed questions."""

    unit: str
    values: Mapping[str, Sequence[str]]


class Measure(NamedTuple):
    """What is counted: a question, or one choice of a question with several.

    parts: in how many ways it may be answered; fine: per part the values that it is made of, where they are told."""

    question: str
    choice: str | None
    parts: tuple[str, ...]
    fine: Mapping[str, tuple[str, ...]]
    satisfied: frozenset[str]

    def part(self, values: Sequence[str] | None) -> str:
        """In which part one person's answer falls."""
        if values is None:
            return NO_ANSWER
        if self.choice is not None:
            return "chosen" if self.choice in values else "not_chosen"
        if self.satisfied:
            return "satisfied" if values[0] in self.satisfied else "not_satisfied"
        return values[0]


class Axis(NamedTuple):
    """By what tables are split: ``of`` tells of a person where they belong, ``shown`` what of it is told by itself."""

    by: str
    names: tuple[str, ...]
    shown: Mapping[str, int | None]
    of: Any

    def row(self, given: Given) -> str:
        name = self.of(given)
        return WITHHELD if self.shown[name] is None else str(name)


def results(questions: Sequence[Question], overall: str, areas: Sequence[str], given: Sequence[Given]) -> Json:
    """Of every question that was ever asked, with None for whatever is withheld."""
    total = len(given)
    by_area = _axis("unit", tuple(areas), given, lambda one: one.unit)
    groups = [
        _axis(
            question["code"], (*values_of(question), NO_ANSWER), given,
            lambda one, code=question["code"]: (one.values.get(code) or [NO_ANSWER])[0],
        )
        for question in questions if question["groups"]
    ]
    grouping = {axis.by for axis in groups}
    measured = [
        _measured(measure, given, [by_area, *groups] if measure.question not in grouping else [])
        for question in questions if question["kind"] != "text" for measure in measures(question)
    ]
    return {
        "smallest_shown": SMALLEST_SHOWN, "answers": total if total >= SMALLEST_SHOWN else None, "overall": overall,
        "areas": [{"unit": unit, "answers": by_area.shown[unit]} for unit in areas], "measures": measured,
    }


def measures(question: Question) -> list[Measure]:
    """What is counted of a closed question."""
    code, values = question["code"], values_of(question)
    if question["kind"] == "several_of":
        parts = ("chosen", "not_chosen", NO_ANSWER)
        return [Measure(code, value, parts, {}, frozenset()) for value in values]
    if not question["satisfied"]:
        return [Measure(code, None, (*values, NO_ANSWER), {}, frozenset())]
    yes = tuple(value for value in values if value in question["satisfied"])
    fine = {"satisfied": yes, "not_satisfied": tuple(value for value in values if value not in yes)}
    return [Measure(code, None, ("satisfied", "not_satisfied", NO_ANSWER), fine, frozenset(yes))]


def of_areas(made: Json) -> dict[str, Json]:
    """Per area: how many answered, and how many are satisfied altogether."""
    overall = next(one for one in made["measures"] if one["question"] == made["overall"])
    table = next((one for one in overall["tables"] if one["by"] == "unit"), None)
    satisfied: dict[str, int | None] = {}
    if table is not None and "satisfied" in table["columns"]:
        place = table["columns"].index("satisfied")
        satisfied = {row["row"]: row["cells"][place] for row in table["rows"]}
    return {
        one["unit"]: {"answers": one["answers"], "satisfied": satisfied.get(one["unit"])} for one in made["areas"]
    }


def satisfied_of(made: Json) -> int | None:
    """How many are satisfied altogether."""
    overall = next(one for one in made["measures"] if one["question"] == made["overall"])
    return next((one["count"] for one in overall["parts"] if one["part"] == "satisfied"), None)


def _axis(by: str, names: tuple[str, ...], given: Iterable[Given], of: Any) -> Axis:
    counts = Counter(of(one) for one in given)
    # Nobody without an answer: that is no group.
    kept = tuple(name for name in names if name != NO_ANSWER or counts[name])
    parts = {name: counts[name] for name in kept}
    return Axis(by, kept, publish(sum(parts.values()), {by: parts}).parts[by], of)


def _measured(measure: Measure, given: Sequence[Given], axes: Sequence[Axis]) -> Json:
    counts = Counter(measure.part(one.values.get(measure.question)) for one in given)
    parts = tuple(part for part in measure.parts if part != NO_ANSWER or counts[part])
    shown = publish(len(given), {"parts": {part: counts[part] for part in parts}}).parts["parts"]
    columns = [part for part in parts if shown[part] is not None]
    if len(columns) < len(parts):
        columns.append(WITHHELD)
    return {
        "question": measure.question, "choice": measure.choice,
        "parts": [{"part": part, "count": shown[part]} for part in parts],
        "values": _values(measure, given, shown),
        "tables": [
            _table(measure, given, axis, shown, columns) for axis in axes if len(columns) > 1 and _rows(axis)[1:]
        ],
    }


def _values(measure: Measure, given: Sequence[Given], shown: Mapping[str, int | None]) -> list[Json]:
    """The single values of each part that is shown, as parts of it."""
    counts = Counter(value for one in given for value in one.values.get(measure.question, ()))
    told: list[Json] = []
    for part, values in measure.fine.items():
        found: Mapping[str, int | None] = dict.fromkeys(values)
        if (total := shown[part]) is not None:
            found = publish(total, {"values": {value: counts[value] for value in values}}).parts["values"]
        told += [{"value": value, "count": found[value]} for value in values]
    return told


def _rows(axis: Axis) -> list[str]:
    """Where all are taken together, there is one row, which says nothing that the totals do not."""
    rows = [name for name in axis.names if axis.shown[name] is not None]
    return rows if len(rows) == len(axis.names) else [*rows, WITHHELD]


def _table(
    measure: Measure, given: Sequence[Given], axis: Axis, shown: Mapping[str, int | None], columns: Sequence[str]
) -> Json:
    rows = _rows(axis)
    counts: Counter[tuple[str, str]] = Counter()
    for one in given:
        part = measure.part(one.values.get(measure.question))
        counts[axis.row(one), part if shown[part] is not None else WITHHELD] += 1
    table = [[counts[row, column] for column in columns] for row in rows]
    withheld = withheld_cells(table)
    if withheld is None:
        withheld = {(row, column) for row in range(len(rows)) for column in range(len(columns))}
    return {
        "by": axis.by, "columns": list(columns),
        "rows": [
            {
                "row": name,
                "cells": [None if (at, place) in withheld else count for place, count in enumerate(table[at])],
            }
            for at, name in enumerate(rows)
        ],
    }
