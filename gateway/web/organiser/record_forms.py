"""A form about a record: what was typed as the contract wants it, and what is to be said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext
from marshmallow import Schema

from contracts.refusals import Refusal
from gateway.web.campaigns import Row
from gateway.web.forms import Problem, problem_of, problems_in
from gateway.web.languages import said
from gateway.web.organiser.record_kinds import ITS_DAY, TODAY, About, Field


def payload_of(fields: Iterable[Field], values: Mapping[str, str], prefix: str = "") -> Row:
    """What was typed, as the contract wants it; `head.name` goes into `head`."""
    payload: Row = {}
    for one in fields:
        *above, last = one.in_contract.split(".")
        place = payload
        for name in above:
            place = place.setdefault(name, {})
        place[last] = one.read(values[prefix + one.name])
    return payload


def filled_in(fields: Iterable[Field], record: Mapping[str, Any]) -> dict[str, str]:
    """A record as the fields of a form: to be written down again after it was withdrawn."""
    return {one.name: one.fill(_told(one, record)) for one in fields}


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
    return _once_each([_at_field(one, names) for one in found])


def refused(refusal: Refusal, fields: Sequence[Field], prefix: str = "") -> list[Problem]:
    """A refusal at its field."""
    names = at_fields(fields, prefix)
    known = set(names.values())
    found = [_at_field(one, names) for one in problem_of(refusal, names)]
    # What stands nowhere in the form (the record itself, for one) is said above it.
    return _once_each([one if one.field in known else Problem("", one.message, one.remedy) for one in found])


def at_fields(fields: Iterable[Field], prefix: str = "") -> dict[str, str]:
    """Where in the form what the contract names stands."""
    return {one.in_contract: prefix + one.name for one in fields}


def in_words(fields: Iterable[Field], record: Mapping[str, Any], about: About) -> list[tuple[str, str]]:
    """What is known of a record, each with its label; without what is empty."""
    shown = [(one.label, one.words(_told(one, record), about)) for one in fields]
    return [(label, words) for label, words in shown if words]


def _told(one: Field, record: Mapping[str, Any]) -> Any:
    told: Any = record
    for name in one.in_contract.split("."):
        told = told.get(name) if told else None
    return told


def _at_field(problem: Problem, names: Mapping[str, str]) -> Problem:
    """`house_ids.3` stands in the field of `house_ids`, on its fourth line."""
    if problem.field in names or problem.field in names.values():
        return Problem(names.get(problem.field, problem.field), problem.message, problem.remedy)
    first, _, beyond = problem.field.partition(".")
    place = beyond.partition(".")[0]
    if first not in names or not place.isdecimal():
        return Problem(names.get(first, problem.field), problem.message, problem.remedy)
    told = gettext("Dòng %(n)s: %(message)s", n=int(place) + 1, message=said(problem.message))
    return Problem(names[first], told, problem.remedy)


def _once_each(problems: Sequence[Problem]) -> list[Problem]:
    return list(dict.fromkeys(problems))
