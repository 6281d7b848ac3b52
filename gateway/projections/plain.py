"""Whether an event's data already are what loading them by their contract would make of them.

Loading is most of the cost of reading the log of events again, and what was logged has been through it once.  The test
is made from the contract itself and errs on the safe side: a field of a kind that is not known here, one field more or
fewer, a day or an instant written another way, and the data are loaded.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

from marshmallow import Schema, fields

from contracts.fields import Instant, LocalDay, Vnd
from contracts.registry import EVENTS

IsPlain = Callable[[Any], bool]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_ABSENT = object()


def is_plain(event_type: str, data: dict[str, Any]) -> bool:
    """Whether loading ``data``, which passed its contract once, and writing it out again would change nothing."""
    return _test_of_event(event_type)(data)


@functools.cache
def _test_of_event(event_type: str) -> IsPlain:
    return _test_of_schema(EVENTS[event_type]())


def _test_of_schema(schema: Schema) -> IsPlain:
    tests = [(name, _test_of_field(field)) for name, field in schema.fields.items()]

    def is_plain_object(value: Any) -> bool:
        if not isinstance(value, dict) or len(value) != len(tests):
            return False
        for name, test in tests:  # noqa: SIM110  # all() of a generator takes half as long again, for each field
            if not test(value.get(name, _ABSENT)):
                return False
        return True

    return is_plain_object


def _test_of_field(field: fields.Field[Any]) -> IsPlain:
    test = _test_of_value(field)
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
        return lambda value: isinstance(value, list) and all(map(of_one, value))
    # By the very class: one that is made from it may change what it loads.
    return _BY_CLASS.get(type(field), _never)


def _never(_value: Any) -> bool:
    return False


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_whole_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


@functools.lru_cache(maxsize=10_000)
def _is_day_text(value: str) -> bool:
    return _DAY.fullmatch(value) is not None


_BY_CLASS: dict[type[Any], IsPlain] = {
    fields.String: _is_text,
    fields.Integer: _is_whole_number,
    Vnd: _is_whole_number,
    fields.Boolean: lambda value: isinstance(value, bool),
    LocalDay: lambda value: isinstance(value, str) and _is_day_text(value),
    Instant: lambda value: isinstance(value, str) and _INSTANT.fullmatch(value) is not None,
}
