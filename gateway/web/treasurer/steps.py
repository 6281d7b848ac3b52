"""A step of something that stands in the books, taken at its page: filled in, shown once more where the books are
touched, then sent once.  Gifts, payments and receipts take theirs alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from marshmallow import Schema

from contracts.refusals import Refusal
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, STEP, TO_MEND, TO_SEND, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import said
from gateway.web.sending import send


@dataclass(frozen=True)
class Step:
    """Its command of the donations service and the schema, the action of the allow-table, its fields, what it is
    called, and what is said when it is done.  ``warns``: what is said where it is shown once more before it is sent;
    ``checked``: it is shown so, and its page says what."""

    method: str
    action: str
    schema: type[Schema]
    fields: tuple[str, ...]
    name: str
    done: str
    warns: str = ""
    checked: bool = False

    def typed(self, code: str, longest: int) -> dict[str, str]:
        """What was typed into its form, whose fields are called `code.field`."""
        return typed([*(f"{code}.{name}" for name in self.fields), KEY], longest)


@dataclass(frozen=True)
class Taken:
    """A step that somebody takes.  ``places``: where in the form a field of the contract stands, besides its own."""

    code: str
    step: Step
    values: dict[str, str]
    payload: Row
    when_empty: Mapping[str, str]
    places: Mapping[str, str] = field(default_factory=dict)

    def take(
        self, page: Callable[[list[Problem]], str], onward: Callable[[Row], str],
        check: Callable[[], str] | None = None,
    ) -> ResponseReturnValue:
        """``page``: of what the step is about, with what is wrong; ``onward``: where to go once the service has
        answered; ``check``: what is about to happen."""
        asked = request.form.get(STEP)
        if asked == TO_MEND:
            return page([])
        in_the_form = {name: f"{self.code}.{name}" for name in self.step.fields} | dict(self.places)
        when_empty = {field: self.when_empty[name] for name, field in in_the_form.items() if name in self.when_empty}
        problems = problems_in(self.step.schema(), self.payload, self.values, when_empty, in_the_form)
        if problems:
            return page(problems), 422
        if check is not None and asked != TO_SEND:
            return check()
        try:
            told = send("donations", self.step.method, self.payload, self.values[KEY] or new_key())
        except Refusal as refusal:
            return page(problem_of(refusal, in_the_form)), 422
        flash(said(self.step.done), "good")
        return redirect(onward(told), code=303)


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
