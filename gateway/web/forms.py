"""Forms after GOV.UK's patterns: every problem named once at the top and once at its field; nothing typed
is lost.
"""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import request
from marshmallow import Schema, ValidationError

from contracts.refusals import Refusal
from gateway.web.languages import N_, said
from messaging.answering import flatten

STEP = "buoc"
TO_CHECK, TO_MEND, TO_SEND = "kiem-tra", "sua", "gui"
KEY = "ma_phieu"


@dataclass(frozen=True)
class Problem:
    """What is wrong, where (name of the field, empty when it is nowhere in particular), and what would be
    right.
    """

    field: str
    message: str
    remedy: str = ""


def typed(names: Iterable[str], longest: int = 6000) -> dict[str, str]:
    """What was typed into the named fields, trimmed; a longer text is cut off well past every limit of
    ours.
    """
    return {name: request.form.get(name, "").strip()[:longest] for name in names}


def new_key() -> str:
    """A key for one filled-in form: however often it is sent, it counts once."""
    return secrets.token_urlsafe(18)


def problems_in(
    schema: Schema,
    payload: Mapping[str, Any],
    typed_in: Mapping[str, str],
    when_empty: Mapping[str, str],
    fields: Mapping[str, str] | None = None,
) -> list[Problem]:
    """What the contract says against the payload, in the order of the form.

    `fields` maps a path of the contract to a field of the form; `when_empty` has better words for a field in which
    nothing was typed or chosen.
    """
    try:
        schema.load(dict(payload))
    except ValidationError as error:
        told = flatten(error.normalized_messages())
        found = [Problem((fields or {}).get(one["field"], one["field"]), one["message"]) for one in told]
        order = {name: place for place, name in enumerate(typed_in)}
        found.sort(key=lambda problem: order.get(problem.field, len(order)))
        return [
            Problem(one.field, when_empty[one.field])
            if one.field in when_empty and not typed_in.get(one.field)
            else one
            for one in found
        ]
    return []


def for_people(refusal: Refusal) -> tuple[str, str]:
    """What a refusal says to somebody at a page, and what to do.  Keys are between programs: a person has forms."""
    message, remedy = _OF_FORMS.get(refusal.code, (refusal.message, refusal.remedy))
    return said(message), said(remedy)


_OF_FORMS = {
    "idempotency_key_reused": (
        N_("Phiếu này đã được gửi với nội dung khác."), N_("Mở lại trang để làm phiếu mới."),
    ),
    "idempotency_key_in_flight": (
        N_("Phiếu này đã gửi và đang được xử lý."),
        N_("Chờ vài giây rồi xem lại kết quả; gửi lại cũng không bị ghi hai lần."),
    ),
}


def problem_of(refusal: Refusal, fields: Mapping[str, str] | None = None) -> list[Problem]:
    """A refusal as the problems of a form."""
    if refusal.code in _OF_FORMS:
        return [Problem("", *for_people(refusal))]
    listed = refusal.facts.get("errors")
    if isinstance(listed, list) and listed:
        return [Problem((fields or {}).get(one["field"], one["field"]), one["message"]) for one in listed]
    field = refusal.field or ""
    return [Problem((fields or {}).get(field, field), refusal.message, refusal.remedy)]


def money_typed(text: str) -> int | str:
    """Whole đồng as somebody types them: `1500000`, `1.500.000`, `1 500 000 đ`.  What is no such number stays as it
    was, for the contract to refuse: `1.5` is not fifteen đồng."""
    bare = text.replace("\u00a0", " ").removesuffix("đ").strip()
    return int(re.sub(r"[., ]", "", bare)) if _WHOLE_DONG.fullmatch(bare) else text


_WHOLE_DONG = re.compile(r"[0-9]{1,15}|[0-9]{1,3}(?:(?P<between>[., ])[0-9]{3})(?:(?P=between)[0-9]{3}){0,3}")


def day_in_query(name: str) -> dt.date | None:
    """A day of the address (`?from=2024-10-17`); None when it is missing or no day."""
    try:
        return dt.date.fromisoformat(request.args.get(name, "").strip())
    except ValueError:
        return None


def safe_onward(target: str | None) -> str:
    """A path of this site to go on to; the front page for anything else."""
    given = target or "/"
    parts = urlsplit(given)
    ours = not parts.scheme and not parts.netloc and given.startswith("/")
    return given if ours and not given.startswith("//") and "\\" not in given and given.isprintable() else "/"
