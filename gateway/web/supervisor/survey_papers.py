"""Papers of a survey typed into a sheet: tried first, then recorded; the same file again writes nothing twice."""

from __future__ import annotations

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import Refusal
from gateway.access.current import for_those_who_may, require_somewhere
from gateway.api.downloads import Table, csv_download
from gateway.api.monitoring.survey_papers import HEADINGS, papers_taken
from gateway.api.monitoring.surveys import resource
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import Problem, problem_of
from gateway.web.supervisor.survey_desk import PAGE
from gateway.web.supervisor.survey_drawing import told

MOST_REFUSED_SHOWN = 100


@pages.get(f"{PAGE}/<survey_id>/phieu-giay")
@for_those_who_may("survey.record")
def survey_papers_form(survey_id: str) -> ResponseReturnValue:
    """Which file, and what its columns are called."""
    return _page(_survey(survey_id), None, [])


@pages.get(f"{PAGE}/<survey_id>/phieu-giay/mau.csv")
@for_those_who_may("survey.record")
def survey_papers_sheet(survey_id: str) -> Response:
    """An empty sheet with the columns of this survey."""
    columns = [*HEADINGS.values(), *(one["code"] for one in _survey(survey_id)["question_list"])]
    return csv_download(Table(f"phieu-giay-{survey_id}", "Phiếu giấy", columns, iter(())))


@pages.post(f"{PAGE}/<survey_id>/phieu-giay")
@for_those_who_may("survey.record")
def take_survey_papers(survey_id: str) -> ResponseReturnValue:
    """Try the file, or record it; rows that can't be taken are named with what would be right, the others are taken."""
    survey, upload = _survey(survey_id), request.files.get("file")
    if upload is None or not upload.filename:
        return _page(survey, None, [Problem("file", gettext("Chọn tệp CSV hoặc XLSX."))]), 422
    version = request.form.get("questionnaire", "")[:4] or str(survey["questionnaire"])
    dry_run = request.form.get("buoc") != "ghi"
    try:
        outcome = papers_taken(survey, upload.stream.read(), version, dry_run)
    except Refusal as refusal:
        return _page(survey, None, problem_of(refusal)), 422
    return _page(survey, outcome, [])


def _survey(survey_id: str) -> Row:
    require_somewhere("survey.record")  # each row for its own unit, below
    return resource.find(survey_id)


def _page(survey: Row, outcome: Row | None, problems: list[Problem]) -> str:
    versions = range(1, survey["questionnaire"] + 1)
    return render_template(
        "survey_papers.html", survey=survey, outcome=outcome, problems=problems, headings=HEADINGS, told=told,
        most=MOST_REFUSED_SHOWN, values={"questionnaire": str(survey["questionnaire"])},
        version_options=[(str(one), gettext("Bản %(number)s", number=one)) for one in versions],
    )
