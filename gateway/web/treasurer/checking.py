"""A step that touches the books, shown once more before it is sent: the same for gifts and for payments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import render_template
from flask_babel import gettext

from gateway.web.forms import KEY, new_key
from gateway.web.languages import said


def check_page(
    step: str, name: str, about: str, facts: Sequence[tuple[str, Any, str]], fields: Iterable[str],
    values: dict[str, str], action: str,
) -> str:
    """The page that shows what is about to happen.

    step, fields: the form's fields are called `step.field`; name: what the step is called, in Vietnamese; facts: words,
    value and a name for each row; values: as they were typed; action: where the form goes."""
    return render_template(
        "check.html", heading=gettext("Kiểm tra lại trước khi %(what)s", what=said(name).lower()), about=about,
        facts=facts, values={**values, KEY: values[KEY] or new_key()},
        names=[*(f"{step}.{one}" for one in fields), KEY], action=action, button=said(name),
    )
