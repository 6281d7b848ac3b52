"""Snapshots: the figures and the rows behind them, at one position of the log, and not to be changed."""

import datetime as dt
import hashlib
import os
import signal
import subprocess
import sys
import zlib
from typing import Any

import pytest

from chungtay.commands import desk_checks
from gateway.desk import making, scoping, snapshots
from gateway.desk.canonical import canonical
from gateway.desk.collections import CHUNKS, REMINDERS, SNAPSHOTS
from gateway.desk.content import cube_of_cells
from gateway.desk.cube_rules import by_figure
from gateway.desk.kept_rows import ChunkDamaged, KeptRows, SnapshotIsFrozen, cube_of
from gateway.desk.period_rules import period_of
from gateway.projections.rebuild import rebuild
from gateway.projections.store import Db
from gateway.reports.provincial import provincial_report
from runtime.clock import utc_now
from runtime.settings import Settings
from tests import events_made as made
from tests.integration.gateway.desk.conftest import People
from tests.integration.gateway.projections.conftest import until
from tests.integration.gateway.reports.conftest import take_in

pytestmark = pytest.mark.integration

QUARTER = period_of("quarter", dt.date(2024, 10, 1))


def asked(db: Db, id: str = "s1", unit: str = "58") -> str:
    about = {
        "campaign": made.CAMPAIGN, "unit": unit, "period": QUARTER.as_json(), "report_id": "r", "report_kind": "unit",
    }
    snapshots.ask(db, id, about, utc_now(), "tinh")
    return id


def made_of(db: Db, id: str = "s1", unit: str = "58") -> dict[str, Any]:
    making.make(db, asked(db, id, unit))
    return snapshots.content_of(snapshots.find(db, id))


@pytest.fixture
def in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """As for millions of rows."""
    monkeypatch.setattr(making, "MOST_IN_CHUNK", 7)
    monkeypatch.setattr(scoping, "FEW_ROWS", 3)
    monkeypatch.setattr(making, "FEW_ROWS", 3)


@pytest.mark.parametrize("unit", ["58", "582"])
def test_a_snapshot_says_what_the_report_says_and_its_rows_add_up_to_it(filled: Db, unit: str) -> None:
    content = made_of(filled, unit=unit)
    report = provincial_report(made.CAMPAIGN, QUARTER.from_on, QUARTER.to_on, None if unit == "58" else unit)
    assert content["report"] == report
    figures = by_figure(cube_of_cells(content["cells"]))
    assert figures["received"][1] == report["total"]["received"]["amount_vnd"]
    assert cube_of(KeptRows(filled, "s1")) == cube_of_cells(content["cells"])
    assert content["position"]["seq"] == report["as_of"]["seq"] == sum(content["position"]["partitions"].values())
    assert {row.unit for row in KeptRows(filled, "s1")} == ({"58", "582", "584"} if unit == "58" else {"582"})
    assert content["formulas"]["received"]["version"] == 1


def test_the_hash_can_be_made_again_by_anybody(filled: Db) -> None:
    content = made_of(filled)
    assert snapshots.find(filled, "s1")["sha256"] == hashlib.sha256(canonical(content)).hexdigest()


def test_rows_read_in_pieces_are_the_same_rows(filled: Db, in_pieces: None) -> None:
    content = made_of(filled)
    assert content["rows"]["chunks"] > 5
    assert [row.key for row in KeptRows(filled, "s1")] == sorted(row.key for row in KeptRows(filled, "s1"))
    assert cube_of(KeptRows(filled, "s1")) == cube_of_cells(content["cells"])


@pytest.mark.parametrize("left_for_the_end", [2, 500])
def test_what_comes_in_while_pieces_are_read_is_in(
    filled: Db, in_pieces: None, monkeypatch: pytest.MonkeyPatch, left_for_the_end: int
) -> None:
    count = 0

    def meanwhile(point: str) -> None:
        nonlocal count
        count += 1
        if point == "desk.after_piece":
            # New rows before and after the place reached, one that changes, one that goes out of the period.
            take_in(
                filled,
                made.gifts(
                    f"e-m{count}", made.gift(f"a{count}", 1_000), made.gift(f"zz{count}", 2_000),
                    made.gift("d1", 10_000 + count, version=1 + count),
                    made.gift("d2", 5, version=1 + count, received_on="2023-01-05"),
                ),
            )

    monkeypatch.setattr(making, "reach", meanwhile)
    monkeypatch.setattr(making, "AT_THE_END_WITHIN_EVENTS", left_for_the_end)
    content = made_of(filled)
    assert count > 5
    assert content["report"] == provincial_report(made.CAMPAIGN, QUARTER.from_on, QUARTER.to_on)
    keys = {row.key: row for row in KeptRows(filled, "s1")}
    assert {"donation:a1", "donation:zz1"} <= keys.keys()
    assert keys["donation:d1"].version > 5
    assert "donation:d2" not in keys


class Killed(BaseException):
    pass


@pytest.mark.parametrize(
    ("point", "time"), [("desk.after_piece", 1), ("desk.after_piece", 4), ("desk.before_ready", 1)]
)
def test_killed_in_between_it_goes_on_where_it_was(
    filled: Db, in_pieces: None, monkeypatch: pytest.MonkeyPatch, point: str, time: int
) -> None:
    reached = 0

    def kill(where: str) -> None:
        nonlocal reached
        reached += where == point
        if reached == time and where == point:
            raise Killed

    monkeypatch.setattr(making, "reach", kill)
    with pytest.raises(Killed):
        making.make(filled, asked(filled))
    assert snapshots.find(filled, "s1")["status"] == "making"
    assert snapshots.next_to_make(filled) == "s1"
    before = snapshots.find(filled, "s1")["rows_done"]
    take_in(filled, made.gifts("e-late", made.gift("a-late", 3_000)))
    making.make(filled, "s1")
    found = snapshots.find(filled, "s1")
    assert found["status"] == "ready"
    assert found["rows_done"] >= before
    assert snapshots.content_of(found)["report"] == provincial_report(made.CAMPAIGN, QUARTER.from_on, QUARTER.to_on)
    assert snapshots.next_to_make(filled) is None


def test_of_two_that_make_it_the_one_that_was_paused_stops(
    filled: Db, in_pieces: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken_over: list[str] = []

    def another(point: str) -> None:
        if not taken_over:
            taken_over.append(point)
            making.make(filled, "s1")

    monkeypatch.setattr(making, "reach", another)
    with pytest.raises(making.LeaseLost):
        making.make(filled, asked(filled))
    found = snapshots.find(filled, "s1")
    assert (found["status"], found["error"]) == ("ready", "")
    assert cube_of(KeptRows(filled, "s1")) == cube_of_cells(snapshots.content_of(found)["cells"])


def test_killed_for_good_the_next_process_goes_on_and_reminds_too(
    filled: Db, people: People, settings: Settings
) -> None:
    people.open_round(units=["582"])
    asked(filled)
    environ = os.environ | {
        "MONGO_URL": settings.mongo_url, "AMQP_URL": settings.amqp_url, "CHUNGTAY_DB_PREFIX": settings.db_prefix,
        "CHUNGTAY_HOME": str(settings.home),
    }
    command = [sys.executable, "-m", "gateway.desk.process"]
    died = subprocess.run(command, env=environ | {"CHUNGTAY_CRASH_AT": "desk.before_ready"}, timeout=60, check=False)
    assert died.returncode == -signal.SIGKILL
    assert snapshots.find(filled, "s1")["status"] == "making"
    filled.leases.delete_many({})  # as after the lease's time
    with subprocess.Popen(command, env=environ) as process:
        until(lambda: snapshots.find(filled, "s1")["status"] == "ready")
        until(lambda: filled[REMINDERS].find_one({"status": "no_address"}))
        process.terminate()
        assert process.wait(timeout=30) == 0
    assert snapshots.content_of(snapshots.find(filled, "s1"))["report"]["total"]["received"]["count"] > 0


def test_a_rebuild_meanwhile_makes_it_begin_again(
    filled: Db, in_pieces: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def rebuild_once(point: str) -> None:
        if not done:
            done.append(point)
            rebuild(filled)

    monkeypatch.setattr(making, "reach", rebuild_once)
    content = made_of(filled)
    assert cube_of(KeptRows(filled, "s1")) == cube_of_cells(content["cells"])


def test_rows_that_do_not_add_up_to_the_figures_are_never_frozen(filled: Db) -> None:
    filled["cells_g1"].update_many({"figure": "received", "unit": "582"}, {"$inc": {"amount_vnd": 1}})
    making.make(filled, asked(filled))
    found = snapshots.find(filled, "s1")
    assert found["status"] == "failed"
    assert "received" in found["error"]
    doctor = {check.what: check for check in desk_checks.checks(filled, utc_now())}
    assert "rebuild --check" in doctor["figures of reports"].remedy
    with pytest.raises(snapshots.SnapshotNotReady):
        snapshots.content_of(found)


def test_a_frozen_snapshot_is_not_changed_by_any_call_of_its_repository(filled: Db) -> None:
    content = made_of(filled)
    maker = snapshots.find(filled, "s1")["maker"]
    assert not snapshots.begin(filled, "s1", maker)
    with pytest.raises(SnapshotIsFrozen):
        snapshots.change(filled, "s1", maker, status="making")
    with pytest.raises(SnapshotIsFrozen):
        snapshots.finish(filled, "s1", maker, {**content, "unit": "99"}, utc_now())
    with pytest.raises(SnapshotIsFrozen):
        snapshots.give_up(filled, "s1", maker, "why")
    with pytest.raises(SnapshotIsFrozen):
        KeptRows(filled, "s1", maker=maker).clear()
    with pytest.raises(SnapshotIsFrozen):
        KeptRows(filled, "s1", maker=maker).put({"donation:d1": None})
    asked(filled)
    making.make(filled, "s1")
    assert snapshots.content_of(snapshots.find(filled, "s1")) == content


def test_a_hand_in_the_database_shows(filled: Db) -> None:
    content = made_of(filled)
    chunk = filled[CHUNKS].find_one({"snapshot": "s1"})
    assert chunk is not None
    lines = zlib.decompress(chunk["body"]).replace(b"10001", b"10002")
    filled[CHUNKS].update_one({"_id": chunk["_id"]}, {"$set": {"body": zlib.compress(lines)}})
    with pytest.raises(ChunkDamaged):
        KeptRows(filled, "s1").seal()
    changed = canonical({**content, "unit": "99"})
    filled[SNAPSHOTS].update_one({"_id": "s1"}, {"$set": {"content": zlib.compress(changed)}})
    with pytest.raises(ChunkDamaged):
        snapshots.content_of(snapshots.find(filled, "s1"))
