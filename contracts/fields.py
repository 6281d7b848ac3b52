"""Field types shared by all schemas: money, days, instants and codes, with Vietnamese error texts."""

from __future__ import annotations

import datetime as dt
from typing import Any

from marshmallow import ValidationError, fields, validate

MAX_VND = 10**15
"""No single amount is larger (a million billion đồng): a guard against slipped keys, well inside int64."""

MAX_SUM_VND = 1000 * MAX_VND
"""No sum of amounts that an event states is larger; still inside int64."""

REQUIRED = "Thiếu trường này."
END = r"$(?!\n)"
"""The very end of a text, in Python as in the JavaScript of an OpenAPI page (Python's ``$`` lets a line break pass)."""

LARGEST_COUNT = 10**12
"""No number of a row, a block or a place in a list is larger: inside int64, beyond which MongoDB keeps none."""

_TEXT_MESSAGES: dict[str, Any] = {"required": REQUIRED, "null": "Không được để trống.", "invalid": "Phải là chữ."}

# marshmallow's own English, in the user's language, for every field that does not say it better.
fields.Field.default_error_messages |= {"required": REQUIRED, "null": "Không được để trống."}
fields.String.default_error_messages |= {"invalid": "Phải là chữ."}
fields.Integer.default_error_messages |= {"invalid": "Phải là số nguyên."}
fields.Boolean.default_error_messages |= {"invalid": "Phải là true hoặc false."}
fields.List.default_error_messages |= {"invalid": "Phải là một danh sách."}
fields.Nested.default_error_messages |= {"type": "Phải là một đối tượng JSON."}


class Vnd(fields.Integer):
    """Whole đồng.  Strict: ``"1000"``, ``1000.0`` and ``True`` are refused, never rounded.

    ``minimum`` is 1 unless told (an amount given); pass 0 for totals.  ``maximum`` is :data:`MAX_VND` unless told.
    """

    default_error_messages = {
        "required": REQUIRED,
        "null": "Số tiền không được để trống.",
        "invalid": "Số tiền phải là số nguyên đồng, ví dụ 50000.",
    }

    def __init__(self, *, minimum: int = 1, maximum: int = MAX_VND, **kwargs: Any) -> None:
        limits = validate.Range(minimum, maximum, error=f"Số tiền phải từ {minimum} đến {maximum} đồng.")
        super().__init__(strict=True, validate=limits, **kwargs)

    def _validated(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class WholeNumber(fields.Integer):
    """A whole number from ``lowest`` to ``highest``.  Strict: ``"20"``, ``20.0`` and ``True`` are refused."""

    default_error_messages = {
        "required": REQUIRED,
        "null": "Không được để trống.",
        "invalid": "Phải là số nguyên, ví dụ 20.",
    }

    def __init__(self, *, lowest: int, highest: int, **kwargs: Any) -> None:
        limits = validate.Range(lowest, highest, error=f"Phải từ {lowest} đến {highest}.")
        super().__init__(strict=True, validate=limits, **kwargs)

    def _validated(self, value: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.make_error("invalid", input=value)
        return super()._validated(value)


class LocalDay(fields.Date):
    """A calendar day in Asia/Ho_Chi_Minh, ``YYYY-MM-DD``."""

    default_error_messages = {
        "required": REQUIRED,
        "invalid": "Ngày không hợp lệ; viết theo dạng NĂM-THÁNG-NGÀY, ví dụ 2024-10-17.",
    }


class Instant(fields.AwareDateTime):
    """An instant in UTC, ISO 8601 with a zone."""

    default_error_messages = {
        "required": REQUIRED,
        "invalid": "Thời điểm không hợp lệ; ví dụ 2024-10-17T01:30:00Z.",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="iso", default_timezone=dt.UTC, **kwargs)


class Text(fields.String):
    """Text of at most ``longest`` characters as sent, and of ``shortest`` at least after trimming; control characters
    and halves of characters (lone surrogates) are refused."""

    default_error_messages = _TEXT_MESSAGES

    def __init__(self, *, longest: int = 200, shortest: int = 1, **kwargs: Any) -> None:
        self._shortest, self._longest = shortest, longest
        super().__init__(**kwargs)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        sent = super()._deserialize(value, attr, data, **kwargs)
        text = sent.strip()
        # As sent, blanks and all: what is kept, fingerprinted and passed on must not be a million blanks long.
        if len(sent) > self._longest or len(text) < self._shortest:
            raise ValidationError(f"Cần từ {self._shortest} đến {self._longest} ký tự.")
        if any((ord(c) < 32 and c not in "\n\t") or 0xD800 <= ord(c) <= 0xDFFF for c in text):
            raise ValidationError("Có ký tự điều khiển không dùng được.")
        return text


def code_field(longest: int = 60, **kwargs: Any) -> fields.String:
    """A code that people and programs use as a key: lower-case letters, digits, ``-`` and ``_``."""
    return fields.String(
        validate=validate.Regexp(
            rf"^[a-z0-9][a-z0-9_-]{{0,{longest - 1}}}{END}",
            error="Mã chỉ gồm chữ thường không dấu, chữ số, dấu - và _.",
        ),
        error_messages=dict(_TEXT_MESSAGES),
        **kwargs,
    )


def entry_mark_field(**kwargs: Any) -> fields.String:
    """The id of the last entry of a page, as the page gave it."""
    return fields.String(
        load_default=None, allow_none=True,
        validate=validate.Regexp(rf"^[0-9a-f]{{24}}{END}", error="Mã không hợp lệ: dùng giá trị của trang trước."),
        **kwargs,
    )


def choice_field(options: list[str], **kwargs: Any) -> fields.String:
    """One of a closed list."""
    return fields.String(
        validate=validate.OneOf(options, error="Phải là một trong: {choices}."),
        error_messages={"required": REQUIRED, "invalid": "Phải là chữ."},
        **kwargs,
    )


def unit_field(**kwargs: Any) -> fields.String:
    """An administrative unit's code as the General Statistics Office prints it: digits only."""
    return fields.String(
        validate=validate.Regexp(rf"^[0-9]{{2,5}}{END}", error="Mã đơn vị gồm 2 đến 5 chữ số, ví dụ 582."),
        error_messages={"required": REQUIRED, "invalid": "Mã đơn vị phải là chuỗi chữ số."},
        **kwargs,
    )
