"""Lists of the API: pages that lose and double nothing, the area of who asks, and exports that are harmless."""

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from gateway.projections.store import Db
from tests import events_made as made
from tests.integration.gateway.reports.conftest import take_in, token_of

pytestmark = pytest.mark.integration

GIFTS = f"/api/v1/donations?campaign={made.CAMPAIGN}"


def pages(api: FlaskClient, question: str) -> list[dict[str, Any]]:
    rows, after = [], None
    while True:
        answer = api.get(question + (f"&after={after}" if after else ""))
        assert answer.status_code == 200, answer.text
        rows += answer.json["rows"]
        after = answer.json["next"]
        if after is None:
            return rows


def test_pages_hold_every_row_once_in_the_order_of_days(api: FlaskClient) -> None:
    rows = pages(api, f"{GIFTS}&limit=7")
    assert len({row["donation_id"] for row in rows}) == len(rows) == 60
    assert [row["received_on"] for row in rows] == sorted(row["received_on"] for row in rows)


def test_a_list_is_narrowed_by_unit_day_and_field(api: FlaskClient) -> None:
    rows = pages(api, f"{GIFTS}&unit=582&channel=cash&from_on=2024-10-01&to_on=2024-10-31")
    assert rows
    assert {(row["unit"], row["channel"], row["received_on"][:7]) for row in rows} == {("582", "cash", "2024-10")}


def test_the_list_shows_the_units_of_the_own_area_alone(api: FlaskClient) -> None:
    api.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token_of('unit_officer', '584')}"
    assert {row["unit"] for row in pages(api, GIFTS)} == {"584"}
    assert pages(api, f"{GIFTS}&unit=582") == []
    assert {row["unit"] for row in csv.DictReader(io.StringIO(export(api, "csv").decode("utf-8-sig")))} == {"584"}


def export(api: FlaskClient, ending: str) -> bytes:
    answer = api.get(f"/api/v1/donations/export.{ending}?campaign={made.CAMPAIGN}")
    assert answer.status_code == 200, answer.text
    return answer.data


def test_exports_hold_every_row_and_no_formula(filled: Db, api: FlaskClient) -> None:
    take_in(filled, made.gifts("e-formula", made.gift("d-formula", 1_000, donor_name="=HYPERLINK(1)")))
    lines = {row["donation_id"]: row for row in csv.DictReader(io.StringIO(export(api, "csv").decode("utf-8-sig")))}
    assert len(lines) == 61
    assert lines["d-formula"]["donor_name"] == "'=HYPERLINK(1)"
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(export(api, "xlsx"))).get_sheet_by_index(0).to_python()
    assert len(sheet) == 62
    amounts = sheet[0].index("amount_vnd")
    assert sum(row[amounts] for row in sheet[1:]) == sum(int(row["amount_vnd"]) for row in lines.values())


@pytest.mark.parametrize("mark", ["x", "W10", "WzEsMl0"])
def test_a_broken_page_mark_is_told(api: FlaskClient, mark: str) -> None:
    answer = api.get(f"{GIFTS}&after={mark}")
    assert (answer.status_code, answer.json["code"]) == (422, "broken_page_mark")
