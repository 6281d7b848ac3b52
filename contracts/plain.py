"""Whether an event's data keep their contract as they stand, so that loading them would change nothing.

Loading by marshmallow is most of the cost of an event of many rows, and nearly all events are plain.  The test is made
from the contract itself and errs on the safe side: a field or a check of a kind that is not known here, one field more
or fewer, a day or an instant written another way, and the data are not plain; then loading them decides.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable
from operator import itemgetter
from typing import Any, NamedTuple

from marshmallow import Schema, ValidationError, fields, missing, validate

from contracts.fields import Instant, LocalDay, Vnd
from contracts.registry import EVENTS

IsPlain = Callable[[Any], bool]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_ABSENT = object()


def is_plain(event_type: str, data: Any) -> bool:
    """Whether ``data`` keep the contract of this (known) type of event and are what writing them out would give."""
    return _test_of_event(event_type)(data)


@functools.cache
def _test_of_event(event_type: str) -> IsPlain:
    return _test_of_schema(EVENTS[event_type]())


def _test_of_schema(schema: Schema) -> IsPlain:
    if any(schema._hooks.values()):
        return _never
    tests: list[tuple[str, IsPlain]] = []
    optional: dict[str, IsPlain] = {}
    for name, field in schema.fields.items():
        # One that loading would fill in must be there for the data to be plain.
        if field.required or field.load_default is not missing:
            tests.append((name, _test_of_field(field)))
        else:
            optional[name] = _test_of_field(field)

    def is_plain_object(value: Any) -> bool:
        if not isinstance(value, dict):
            return False
        for name, test in tests:
            if not test(value.get(name, _ABSENT)):
                return False
        more = len(value) - len(tests)
        return not more or more == _plain_among(optional, value)

    return is_plain_object


def _plain_among(optional: dict[str, IsPlain], value: dict[str, Any]) -> int:
    """How many optional fields are there and plain."""
    return sum(name in value and test(value[name]) for name, test in optional.items())


def _test_of_field(field: fields.Field[Any]) -> IsPlain:
    test = _with_checks(field, _test_of_value(field))
    if field.data_key is not None or field.attribute is not None:
        return _never
    if field.allow_none:
        return lambda value: value is None or test(value)
    return test


def _test_of_value(field: fields.Field[Any]) -> IsPlain:
    if isinstance(field, fields.Nested):
        return _never if field.many else _test_of_schema(field.schema)
    if isinstance(field, fields.List):
        of_one = _test_of_field(field.inner)
        columns = _columns_of(field.inner)

        def is_plain_list(value: Any) -> bool:
            if not isinstance(value, list):
                return False
            # Hundreds of rows are looked at field by field, which is several times as quick as row by row; what is not
            # found plain so is looked at row by row.
            return (len(value) > 1 and bool(columns) and _are_plain(value, columns)) or all(map(of_one, value))

        return is_plain_list
    # By the very class: one that is made from it may change what it loads.
    return _BY_CLASS.get(type(field), _never)


class _Column(NamedTuple):
    """One field of many rows: the classes that its values may have, and their test where the class does not say it."""

    name: str
    classes: frozenset[type]
    test: IsPlain | None
    required: bool


def _columns_of(field: fields.Field[Any]) -> list[_Column]:
    """The columns of rows that hold simple values alone; none where only `_test_of_field` can tell."""
    if not isinstance(field, fields.Nested) or field.many or field.validators or any(field.schema._hooks.values()):
        return []
    columns = []
    for name, of in field.schema.fields.items():
        must_be_there = of.required or of.load_default is not missing
        if type(of) not in _CLASSES or of.data_key is not None or of.attribute is not None:
            if must_be_there:
                return []
            continue  # a row that has one is looked at by itself
        test = _test_of_field(of) if of.validators or type(of) not in _LOADED_AS_SENT else None
        classes = {_CLASSES[type(of)], type(None)} if of.allow_none else {_CLASSES[type(of)]}
        columns.append(_Column(name, frozenset(classes), test, must_be_there))
    return columns


def _are_plain(rows: list[Any], columns: list[_Column]) -> bool:
    # Optional fields are columns too, when all rows have the same ones; else each row is looked at by itself.
    if set(map(type, rows)) != {dict}:
        return False
    held = [column for column in columns if column.required or column.name in rows[0]]
    if set(map(len, rows)) != {len(held)}:
        return False
    for column in held:
        try:
            values = list(map(itemgetter(column.name), rows))
        except KeyError:
            return False
        if not column.classes.issuperset(map(type, values)):
            return False
        if column.test is not None and not all(map(column.test, set(values))):
            return False
    return True


def _with_checks(field: fields.Field[Any], test: IsPlain) -> IsPlain:
    checks = field.validators
    if not checks:
        return test
    sees_what_was_sent = type(field) in _LOADED_AS_SENT or all(type(check) is validate.Length for check in checks)
    if not sees_what_was_sent:
        return _never  # the check is made for what the value is loaded to

    def passes(value: Any) -> bool:
        if not test(value):
            return False
        try:
            for check in checks:
                check(value)
        except ValidationError:
            return False
        return True

    return passes


def _never(_value: Any) -> bool:
    return False


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_whole_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@functools.lru_cache(maxsize=10_000)
def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_instant(value: Any) -> bool:
    if not isinstance(value, str) or not _INSTANT.fullmatch(value):
        return False
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


_BY_CLASS: dict[type[Any], IsPlain] = {
    fields.String: _is_text,
    fields.Integer: _is_whole_number,
    Vnd: _is_whole_number,
    fields.Boolean: lambda value: isinstance(value, bool),
    LocalDay: lambda value: isinstance(value, str) and _is_day(value),
    Instant: _is_instant,
}

_CLASSES: dict[type[Any], type] = {
    fields.String: str, fields.Integer: int, Vnd: int, fields.Boolean: bool, LocalDay: str, Instant: str,
}

_LOADED_AS_SENT = {fields.String, fields.Integer, Vnd, fields.Boolean}
