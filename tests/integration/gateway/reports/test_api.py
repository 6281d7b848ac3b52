"""The reporting API: what it answers, whom it answers, and what it says to a bad question."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from marshmallow import Schema

from gateway.api.report_schemas import CampaignProgress, EventEnvelope, ProvincialReport, RowsPage
from gateway.projections.store import Db
from gateway.reports.provincial import provincial_report
from gateway.reports.xlsx import CONTENT_TYPE
from tests import events_made as made
from tests.integration.gateway.reports.conftest import take_in, token_of

pytestmark = pytest.mark.integration

ABOUT = f"campaign={made.CAMPAIGN}"


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        (f"/api/v1/reports/provincial?{ABOUT}&from_on=2024-10-17&to_on=2024-11-18&unit=582", ProvincialReport()),
        (f"/api/v1/reports/rows?{ABOUT}&figure=received&source=cash&limit=3", RowsPage()),
        ("/api/v1/events/e-payments", EventEnvelope()),
        (f"/api/v1/campaigns/{made.CAMPAIGN}/progress", CampaignProgress()),
    ],
)
def test_answers_are_what_the_openapi_page_promises(api: FlaskClient, path: str, schema: Schema) -> None:
    answer = api.get(path)
    assert answer.status_code == 200, answer.text
    assert schema.validate(answer.json) == {}  # an unknown field is an error too


def test_the_api_answers_the_report_itself(api: FlaskClient) -> None:
    assert api.get(f"/api/v1/reports/provincial?{ABOUT}").json == provincial_report(made.CAMPAIGN)


@pytest.mark.parametrize(
    "path",
    [f"/api/v1/donations?{ABOUT}", f"/api/v1/reports/provincial?{ABOUT}",
     f"/api/v1/reports/rows?{ABOUT}&figure=received",
     f"/api/v1/campaigns/{made.CAMPAIGN}/progress", "/api/v1/events/e-payments"],
)
def test_whoever_has_it_already_is_not_sent_it_again(filled: Db, api: FlaskClient, path: str) -> None:
    first = api.get(path)
    mark = first.headers["ETag"]
    again = api.get(path, headers={"If-None-Match": f'"other", {mark}'})
    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", mark)
    assert mark.startswith("W/")
    if path.startswith(("/api/v1/donations", "/api/v1/reports")):
        assert first.headers["Cache-Control"] == again.headers["Cache-Control"] == "private, no-cache"
        take_in(filled, made.gifts("e-one-more", made.gift("one-more", 1_000)))
        changed = api.get(path, headers={"If-None-Match": mark})
        assert (changed.status_code, changed.headers["ETag"] != mark) == (200, True)


def test_who_may_not_see_it_is_not_told_that_it_has_not_changed(filled: Db, api: FlaskClient) -> None:
    path = f"/api/v1/reports/provincial?{ABOUT}"
    mark = api.get(path).headers["ETag"]
    nobody = api.get(path, headers={"If-None-Match": mark, "Authorization": "Bearer none"})
    assert (nobody.status_code, "ETag" in nobody.headers) == (401, False)


def test_the_workbook_is_a_download(api: FlaskClient) -> None:
    answer = api.get(f"/api/v1/reports/provincial.xlsx?{ABOUT}")
    assert (answer.status_code, answer.content_type) == (200, CONTENT_TYPE)
    assert answer.headers["Content-Disposition"].endswith('2024-12-27.xlsx"')
    assert answer.data[:2] == b"PK"


@pytest.mark.parametrize(
    ("question", "status", "field"),
    [
        ("", 422, "campaign"),
        ("campaign=no-such", 404, "campaign"),
        (f"{ABOUT}&from_on=17/10/2024", 422, "from_on"),
        (f"{ABOUT}&from_on=2024-11-18&to_on=2024-10-17", 422, "from_on"),
        (f"{ABOUT}&unit=99", 404, "unit"),
        (f"{ABOUT}&form_on=2024-10-17", 422, "form_on"),
    ],
)
def test_a_bad_question_is_told_its_field_and_the_remedy(
    api: FlaskClient, question: str, status: int, field: str
) -> None:
    for kind in ("provincial", "provincial.xlsx"):
        answer = api.get(f"/api/v1/reports/{kind}?{question}")
        told: Any = answer.json
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
        named = [told.get("field"), *(error.get("field") for error in told.get("errors", []))]
        assert field in [name and name.removeprefix("query.") for name in named]


def test_a_unit_officer_opens_the_rows_of_the_own_unit_alone(api: FlaskClient) -> None:
    api.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_of('unit_officer', '582')}"
    rows = f"/api/v1/reports/rows?{ABOUT}&figure=received"
    assert api.get(f"{rows}&unit=582").status_code == 200
    assert api.get(f"{rows}&unit=584").status_code == 403
    assert api.get(rows).status_code == 403
    assert api.get("/api/v1/events/e-payments").status_code == 403
    assert api.get(f"/api/v1/reports/provincial?{ABOUT}").status_code == 200


def test_an_event_of_several_units_is_shown_only_to_who_may_see_all_of_them(api: FlaskClient) -> None:
    api.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_of('treasurer', '584')}"
    assert api.get("/api/v1/events/e-payments").status_code == 200
    assert api.get("/api/v1/events/e-gifts-1").status_code == 403


def test_a_visitor_is_asked_to_log_in(api: FlaskClient) -> None:
    del api.environ_base["HTTP_AUTHORIZATION"]
    assert api.get(f"/api/v1/reports/provincial?{ABOUT}").status_code == 401
