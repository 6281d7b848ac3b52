"""What anybody may take home as a file."""

from __future__ import annotations

import csv
import io
import json

import pytest
from flask.testing import FlaskClient
from limits import parse

from gateway.api import public_data
from gateway.projections.store import Db
from tests import events_made as made
from tests.contract.test_samples import SAMPLES
from tests.integration.gateway.reports.conftest import take_in
from tests.integration.gateway.reports.test_public_lines import HANH, line, lines  # noqa: F401

pytestmark = pytest.mark.integration

OF = f"campaign={made.CAMPAIGN}"


@pytest.fixture
def visitor(lines: Db, api: FlaskClient) -> FlaskClient:  # noqa: F811
    del api.environ_base["HTTP_AUTHORIZATION"]
    return api


def table(answer: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.lstrip("\ufeff"))))


def test_the_file_of_all_lines_holds_each_line_and_nothing_that_is_covered(
    visitor: FlaskClient, lines: Db, monkeypatch: pytest.MonkeyPatch  # noqa: F811
) -> None:
    monkeypatch.setattr("gateway.reports.public_lines.LINES_PER_READ", 2)
    take_in(lines, made.listed("e-hide", "donations.donations_changed.v1", line("aa01", version=2)))
    with visitor.get(f"/api/v1/public/statement-lines.csv?{OF}") as answer:
        text = answer.get_data(as_text=True)
    assert sorted(row["line"] for row in table(text)) == ["aa01", "aa02", "aa03", "s1"]
    assert sum(int(row["amount_vnd"]) for row in table(text) if row["way"] == "in") == 190_000
    assert HANH["donor_name"] not in text and "NGUYEN" not in text


def test_figures_as_a_file_are_those_of_the_page(visitor: FlaskClient) -> None:
    as_json = visitor.get(f"/api/v1/public/figures?{OF}").get_json()
    rows = table(visitor.get(f"/api/v1/public/figures.csv?{OF}").get_data(as_text=True))
    assert [(row["figure"], row["code"], int(row["amount_vnd"])) for row in rows] == [
        (row["figure"], row["code"], row["amount_vnd"]) for row in as_json["rows"]
    ]
    by_unit = [row for row in as_json["rows"] if (row["figure"], row["split_by"]) == ("received", "unit")]
    [total] = [row for row in as_json["rows"] if (row["figure"], row["split_by"]) == ("received", "total")]
    assert sum(row["amount_vnd"] for row in by_unit) == total["amount_vnd"] > 0
    assert f"{total['amount_vnd']:,}".replace(",", ".") in visitor.get("/cong-khai").get_data(as_text=True)


def test_the_search_of_the_api_is_that_of_the_page_page_by_page(visitor: FlaskClient) -> None:
    path = f"/api/v1/public/statement-lines?{OF}&amount_vnd=70000&limit=1"
    first = visitor.get(path).get_json()
    second = visitor.get(f"{path}&after={first['next']}").get_json()
    assert [page["lines"][0]["line"] for page in (first, second)] == ["aa03", "aa02"]
    assert second["next"] is None and first["count"] == 2
    assert visitor.get(f"/api/v1/public/statement-lines?{OF}&after=khong").status_code == 422
    assert visitor.get("/api/v1/public/figures?campaign=khong-co").status_code == 404


def test_whole_downloads_are_few_for_one_address_and_few_at_once(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_data, "WHOLE", parse("3 per 1 hour"))
    path = f"/api/v1/public/statement-lines.csv?{OF}"
    for _ in range(public_data.AT_ONCE):
        assert public_data._free.acquire(blocking=False), "each download before has given its place back"
    try:
        with visitor.get(path) as busy:
            assert busy.status_code == 503 and busy.headers["Retry-After"]
    finally:
        for _ in range(public_data.AT_ONCE):
            public_data._free.release()
    for status in (200, 200, 429):
        with visitor.get(path) as answer:
            assert answer.status_code == status


def test_a_certificate_is_shown_without_the_name_of_its_file(visitor: FlaskClient, lines: Db) -> None:  # noqa: F811
    sample = json.loads((SAMPLES / "donations.statement_import_changed.v1.json").read_text())["data"]
    take_in(lines, made.statement("e-whole", version=2, certificate=sample["certificate"]))
    listed = visitor.get("/cong-khai/bien-ban").get_data(as_text=True)
    page = visitor.get("/cong-khai/bien-ban/i1").get_data(as_text=True)
    assert "/cong-khai/bien-ban/i1" in listed and "0" * 64 in page and "****6789" in page
    assert "vietcombank.csv" not in listed + page
    assert visitor.get("/cong-khai/bien-ban/khong").status_code == 404
