"""A form about a record: what was typed as the contract wants it, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from marshmallow import Schema

from contracts.refusals import Refusal
from gateway.web.campaigns import Row
from gateway.web.forms import Problem, problem_of, problems_in
from gateway.web.organiser.record_kinds import ITS_DAY, TODAY, About, Field


def payload_of(fields: Iterable[Field], values: Mapping[str, str], prefix: str = "") -> Row:
    """What was typed, as the contract wants it."""
    return {one.in_contract: one.read(values[prefix + one.name]) for one in fields}


def filled_in(fields: Iterable[Field], record: Mapping[str, Any]) -> dict[str, str]:
    """A record as the fields of a form: to be written down again after it was withdrawn."""
    return {one.name: one.fill(record.get(one.in_contract)) for one in fields}


def usual(fields: Iterable[Field], about: About, today: str) -> dict[str, str]:
    """What a new form begins with: a day, and the activity's own unit."""
    over = (about.activity or {}).get("ends_on") or (about.activity or {}).get("starts_on") or today
    days = {TODAY: today, ITS_DAY: min(over, today)}
    codes = [code for code, _ in about.units]
    mine = about.activity["unit"] if about.activity and about.activity["unit"] in codes else next(iter(codes), "")
    return {
        one.name: mine if one.look == "unit" else days.get(one.usual, one.usual)
        for one in fields if one.usual or one.look == "unit"
    }


def problems_of(
    schema: Schema, payload: Row, fields: Sequence[Field], values: Mapping[str, str], prefix: str = ""
) -> list[Problem]:
    """What the contract says against it, each at its field."""
    names, empty = at_fields(fields, prefix), {prefix + one.name: one.empty for one in fields if one.empty}
    found = problems_in(schema, payload, values, empty, names)
    return _once_each([Problem(_field(one.field, names), one.message, one.remedy) for one in found])


def refused(refusal: Refusal, fields: Sequence[Field], prefix: str = "") -> list[Problem]:
    """A refusal at its field."""
    names = at_fields(fields, prefix)
    known = set(names.values())
    found = [Problem(_field(one.field, names), one.message, one.remedy) for one in problem_of(refusal, names)]
    # What stands nowhere in the form (the record itself, for one) is said above it.
    return _once_each([one if one.field in known else Problem("", one.message, one.remedy) for one in found])


def at_fields(fields: Iterable[Field], prefix: str = "") -> dict[str, str]:
    """Where in the form what the contract names stands."""
    return {one.in_contract: prefix + one.name for one in fields}


def in_words(fields: Iterable[Field], record: Mapping[str, Any], about: About) -> list[tuple[str, str]]:
    """What is known of a record, each with its label; without what is empty."""
    shown = [(one.label, one.words(record.get(one.in_contract), about)) for one in fields]
    return [(label, words) for label, words in shown if words]


def _field(path: str, names: Mapping[str, str]) -> str:
    """`house_ids.3` stands in the field of `house_ids`."""
    return names.get(path) or names.get(path.partition(".")[0], path)


def _once_each(problems: Sequence[Problem]) -> list[Problem]:
    return list(dict.fromkeys(problems))
