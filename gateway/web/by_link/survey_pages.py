"""Whoever is asked in a survey answers it here, without a log-in and without a name; once it is closed, everybody sees
what it came to."""

from __future__ import annotations

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.monitoring.surveys import LONGEST_OPEN_TEXT
from contracts.refusals import Refusal
from gateway.access.current import require
from gateway.access.log_in import TooManyAttempts
from gateway.api.monitoring.public_surveys import answered, found, published
from gateway.reports.surveys import value_name
from gateway.web.blueprint import pages
from gateway.web.formatting import unit_name
from gateway.web.forms import KEY, Problem, new_key, problem_of, typed
from runtime.clock import local_day, utc_now

PAGE = "/khao-sat/<survey_id>"

Json = dict[str, Any]


@pages.get(PAGE)
def survey_form(survey_id: str) -> ResponseReturnValue:
    """The questions; the results of a survey that is closed."""
    require("survey.answer")
    survey = found(survey_id)
    if survey["takes_answers"]:
        return _form(survey, {KEY: new_key()}, [])
    results = published(survey_id) if survey["status"] == "closed" else None
    return render_template(
        "survey_results.html", survey=survey, results=results, today=local_day(utc_now()).isoformat()
    )


@pages.post(PAGE)
def answer_survey(survey_id: str) -> ResponseReturnValue:
    """Take the answers, or show what is missing; nothing that was chosen is lost."""
    require("survey.answer")
    survey = found(survey_id)
    names = ["unit", "ticket", "questionnaire", KEY, *_names(survey["questions"])]
    values = typed(names, longest=LONGEST_OPEN_TEXT + 1)
    problems = _missing(survey, values)
    if problems:
        return _form(survey, values, problems), 422
    version = values["questionnaire"]
    told = {
        "questionnaire": int(version) if version.isdecimal() and len(version) < 4 else survey["questionnaire"],
        "unit": None if survey["uses_tickets"] else values["unit"], "ticket": values["ticket"][:60] or None,
        "answers": _answers(survey["questions"], values),
    }
    try:
        answered(survey_id, told, values[KEY] or new_key())
    except Refusal as refusal:
        status = 429 if isinstance(refusal, TooManyAttempts) else 404 if refusal.kind == "not_found" else 409
        return _form(survey, values, problem_of(refusal, _in_the_form(survey["questions"]))), status
    return redirect(url_for("web.survey_thanks", survey_id=survey_id), code=303)


@pages.get(f"{PAGE}/cam-on")
def survey_thanks(survey_id: str) -> ResponseReturnValue:
    """A page of its own, so that loading it again sends nothing."""
    require("survey.answer")
    return render_template("survey_thanks.html", survey=found(survey_id))


def _form(survey: Json, values: dict[str, str], problems: list[Problem]) -> str:
    questions = [{**one, "name": _name(one), "options": _options(one)} for one in survey["questions"]]
    units = [("", gettext("– Chọn –")), *((unit, unit_name(unit)) for unit in survey["areas"])]
    values = {**values, "questionnaire": str(survey["questionnaire"])}
    return render_template(
        "survey_form.html", survey=survey, questions=questions, units=units, values=values, problems=problems
    )


def _name(question: Json) -> str:
    # No code has a point in it, so no two fields are called alike.
    return f"cau.{question['code']}"


def _options(question: Json) -> list[tuple[str, str]]:
    """What may be chosen; of several, each is a field of its own."""
    if question["kind"] == "scale":
        numbers = [str(one) for one in range(1, question["points"] + 1)]
        options = [(one, value_name(question, one)) for one in numbers]
    else:
        options = [(one["code"], one["text"]) for one in question["choices"]]
    if question["kind"] == "several_of":
        return [(f"{_name(question)}.{value}", words) for value, words in options]
    # A choice by buttons can't be undone without a script.
    return options if question["required"] else [*options, ("", gettext("Không trả lời"))]


def _names(questions: list[Json]) -> list[str]:
    return [
        name for one in questions
        for name in ([field for field, _ in _options(one)] if one["kind"] == "several_of" else [_name(one)])
    ]


def _first_field(question: Json) -> str:
    """Where the problem of a question leads to."""
    return _options(question)[0][0] if question["kind"] == "several_of" else _name(question)


def _in_the_form(questions: list[Json]) -> dict[str, str]:
    return {f"answers.{one['code']}": _first_field(one) for one in questions}


def _missing(survey: Json, values: dict[str, str]) -> list[Problem]:
    """All at once, where the service would name the first."""
    field, words = ("ticket", gettext("Gõ mã phiếu.")) if survey["uses_tickets"] else ("unit", gettext("Chọn nơi ở."))
    problems = [] if values[field] else [Problem(field, words)]
    given = {one["question"] for one in _answers(survey["questions"], values)}
    problems += [
        Problem(_first_field(one), gettext("Chưa trả lời: %(question)s", question=one["text"]))
        for one in survey["questions"]
        if one["required"] and one["code"] not in given
    ]
    problems += [
        Problem(
            _name(one),
            gettext("Viết ngắn hơn %(most)s chữ cái: %(question)s", most=LONGEST_OPEN_TEXT, question=one["text"]),
        )
        for one in survey["questions"]
        if one["kind"] == "text" and len(values[_name(one)]) > LONGEST_OPEN_TEXT
    ]
    return problems


def _answers(questions: list[Json], values: dict[str, str]) -> list[Json]:
    told: list[Json] = []
    for one in questions:
        if one["kind"] == "several_of":
            chosen = [field.rpartition(".")[2] for field, _ in _options(one) if values[field]]
        else:
            chosen = [values[_name(one)][:20]] if values[_name(one)] else []
        if one["kind"] == "text" and chosen:
            told.append({"question": one["code"], "text": values[_name(one)]})
        elif chosen:
            told.append({"question": one["code"], "values": chosen})
    return told
