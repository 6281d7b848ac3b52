"""Exports of long lists: in pieces, taken on by another after a kill, cancelled, and the same as what is streamed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import signal
import subprocess
import sys
from typing import Any

import pytest
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook

from chungtay.stack.layout import CHECKOUT
from gateway.exports import jobs, making
from gateway.exports.exporter import Exporter
from gateway.projections.names import rows_name
from gateway.projections.store import Db
from gateway.reports import listing
from runtime.clock import utc_now
from runtime.settings import Settings
from tests import events_made as made
from tests.integration.gateway.reports.conftest import api, app, db, filled, settings  # noqa: F401  # noqa: F401

pytestmark = pytest.mark.integration

MANY = 50_000
KEY = {"Idempotency-Key": "an-export"}


def fill_up(db: Db, number: int) -> None:  # noqa: F811
    """Many gifts straight into the rows: what is tested is reading them."""
    [one] = db[rows_name(1)].find({"kind": "donation"}).limit(1)
    for begin in range(0, number, 5_000):
        db[rows_name(1)].insert_many(
            one | {"_id": f"donation:x{n:07d}", "on": f"2024-10-{n % 28 + 1:02d}",
                   "state": one["state"] | {"donation_id": f"x{n:07d}", "amount_vnd": n, "donor_name": "=1+1"}}
            for n in range(begin, begin + 5_000)
        )


def asked(api: FlaskClient, **changes: Any) -> dict[str, Any]:  # noqa: F811
    body = {"list": "donation", "format": "csv", "query": {"campaign": made.CAMPAIGN}} | changes
    answer = api.post("/api/v1/exports", json=body, headers={"Idempotency-Key": os.urandom(8).hex()})
    assert answer.status_code == 202, answer.text
    return dict(answer.json or {})


def read(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_fifty_thousand_rows_come_in_pieces_with_progress_and_a_kill_in_between_costs_none(
    filled: Db, api: FlaskClient, settings: Settings,  # noqa: F811
) -> None:
    fill_up(filled, MANY)
    job = asked(api)
    path = f"/api/v1/exports/{job['export_id']}"
    assert api.get(f"{path}/file").status_code == 409
    killed = subprocess.run(
        [sys.executable, "-m", "gateway.exports.exporter"], cwd=CHECKOUT, check=False, timeout=60,
        env=os.environ | {
            "MONGO_URL": settings.mongo_url, "AMQP_URL": settings.amqp_url, "CHUNGTAY_DB_PREFIX": settings.db_prefix,
            "CHUNGTAY_HOME": str(settings.home), "CHUNGTAY_CRASH_AT": "exports.after_piece:20",
        },
    )
    assert killed.returncode == -signal.SIGKILL
    seen = dict(api.get(path).json or {})
    assert seen["status"] == "running"
    assert 0 < seen["percent"] < 100
    assert seen["rows_done"] == 20 * listing.ROWS_PER_READ
    filled[jobs.JOBS].update_one({}, {"$set": {"leased_until": utc_now() - dt.timedelta(seconds=1)}})
    assert Exporter(filled).round()
    done = dict(api.get(path).json or {})
    assert (done["status"], done["percent"]) == ("done", 100)
    file = api.get(f"{path}/file")
    assert int(file.headers["Content-Length"]) == len(file.data) == done["size_bytes"]
    rows = read(file.data)
    assert len(rows) == done["rows_done"] == MANY + 60
    assert len({row["donation_id"] for row in rows}) == len(rows)
    assert file.data == api.get(f"/api/v1/donations/export.csv?campaign={made.CAMPAIGN}").data
    assert {row["donor_name"] for row in rows if row["donation_id"].startswith("x")} == {"'=1+1"}


def test_a_workbook_has_the_same_rows_and_is_begun_anew_when_its_maker_was_killed(
    filled: Db, api: FlaskClient  # noqa: F811
) -> None:
    job = asked(api, format="xlsx", query={"campaign": made.CAMPAIGN, "channel": "cash"})
    kept = jobs.take(filled, "somebody who was killed", utc_now() - dt.timedelta(minutes=1))
    assert kept is not None
    jobs.advance(filled, kept, {"rows_total": 20, "rows_done": 20}, b"the begin of a file")
    filled[jobs.JOBS].update_one({}, {"$set": {"leased_until": utc_now() - dt.timedelta(seconds=1)}})
    assert Exporter(filled).round()
    with pytest.raises(jobs.Lost):
        jobs.advance(filled, kept, {"rows_done": 21})
    file = api.get(f"/api/v1/exports/{job['export_id']}/file")
    [sheet] = [CalamineWorkbook.from_filelike(io.BytesIO(file.data)).get_sheet_by_index(0).to_python()]
    streamed = read(api.get(f"/api/v1/donations/export.csv?campaign={made.CAMPAIGN}&channel=cash").data)
    assert len(sheet) - 1 == len(streamed)
    place = sheet[0].index("amount_vnd")
    assert sum(row[place] for row in sheet[1:]) == sum(int(row["amount_vnd"]) for row in streamed)


def test_the_rows_behind_a_figure_are_a_file_too_streamed_or_made_and_add_up_to_it(
    filled: Db, api: FlaskClient  # noqa: F811
) -> None:
    query = {"campaign": made.CAMPAIGN, "figure": "received"}
    job = asked(api, list="figure_rows", query=query)
    assert Exporter(filled).round()
    made_ = read(api.get(f"/api/v1/exports/{job['export_id']}/file").data)
    streamed = api.get("/api/v1/reports/rows/export.csv", query_string=query)
    assert streamed.status_code == 200
    assert made_ == read(streamed.data)
    total = (api.get(f"/api/v1/reports/provincial?campaign={made.CAMPAIGN}").json or {})["total"]["received"]
    assert sum(int(row["amount_vnd"]) for row in made_) == total["amount_vnd"]
    assert sum(int(row["count"]) for row in made_) == total["count"]


def test_what_is_cancelled_is_not_made_and_its_file_is_gone(filled: Db, api: FlaskClient) -> None:  # noqa: F811
    under_way, ready = asked(api), asked(api, query={"campaign": made.CAMPAIGN, "channel": "card"})
    taken = jobs.take(filled, "maker", utc_now())
    assert taken is not None
    again = api.post(f"/api/v1/exports/{under_way['export_id']}/cancellation", json={}, headers=KEY)
    assert (again.json or {})["status"] == "cancelled"
    with pytest.raises(jobs.Lost):
        making.make(filled, taken)
    assert Exporter(filled).round()
    assert api.get(f"/api/v1/exports/{ready['export_id']}/file").status_code == 200
    api.post(f"/api/v1/exports/{ready['export_id']}/cancellation", json={}, headers=KEY)
    gone = api.get(f"/api/v1/exports/{ready['export_id']}/file")
    assert (gone.status_code, (gone.json or {})["code"]) == (409, "export_not_ready")
    assert filled[jobs.PIECES].count_documents({}) == 0


def test_an_export_that_kills_its_maker_each_time_is_given_up(filled: Db, api: FlaskClient) -> None:  # noqa: F811
    job = asked(api)
    for number in range(jobs.MOST_STARTS + 1):
        filled[jobs.JOBS].update_one({}, {"$set": {"leased_until": utc_now() - dt.timedelta(seconds=1)}})
        assert (jobs.take(filled, f"maker {number}", utc_now()) is None) == (number == jobs.MOST_STARTS)
    seen = dict(api.get(f"/api/v1/exports/{job['export_id']}").json or {})
    assert seen["status"] == "failed"


def test_what_can_not_be_asked_for_is_refused_by_name(filled: Db, api: FlaskClient) -> None:  # noqa: F811
    def refused(body: dict[str, Any]) -> tuple[int, str | None]:
        answer = api.post("/api/v1/exports", json=body, headers=KEY)
        return answer.status_code, (answer.json or {}).get("field")

    query = {"campaign": made.CAMPAIGN}
    assert refused({"list": "no-such", "query": query}) == (422, "list")
    assert refused({"list": "donation", "query": {}}) == (422, "campaign")
    assert refused({"list": "donation", "query": query | {"channel": {"$ne": "cash"}}}) == (422, "channel")
    assert refused({"list": "donation", "query": query | {"$where": "1"}}) == (422, "$where")
    assert refused({"list": "donation", "format": "exe", "query": query}) == (422, "format")
    for _ in range(jobs.MOST_OPEN):
        asked(api)
    assert refused({"list": "donation", "query": query})[0] == 409
    assert api.get("/api/v1/exports/none").status_code == 404
    assert len((api.get("/api/v1/exports?limit=2").json or {})["rows"]) == 2


