"""Read models made anew from the events, and the proof that they are right."""

import os
import subprocess
import sys
import threading
from typing import Any

import pytest

from contracts.subscriptions import PROJECTOR_QUEUE
from gateway.projections import rebuild as rebuild_module
from gateway.projections import store
from gateway.projections.check import check
from gateway.projections.rebuild import RebuildUnderWay, live_generation, rebuild
from gateway.projections.store import Db, read_event
from gateway.reports.provincial import provincial_report
from messaging.lease import Lease
from runtime.settings import Settings
from tests import events_made as made

pytestmark = pytest.mark.integration


def take_in(db: Db, first: int, last: int) -> None:
    for n in range(first, last):
        events = [
            made.gifts(f"g{n}", made.gift(f"d{n}", 1000 + n)),
            made.pledges(f"p{n}", made.pledge(f"p{n % 7}", version=n + 1, fulfilled_vnd=n * 1000)),
        ]
        store.apply(db, PROJECTOR_QUEUE, [read_event(event.to_bytes()) for event in events])


def test_a_rebuild_gives_the_same_report_from_a_new_generation(db: Db) -> None:
    store.apply(db, PROJECTOR_QUEUE, [read_event(made.campaign().to_bytes())])
    take_in(db, 0, 120)
    before = provincial_report(made.CAMPAIGN)
    told: list[tuple[int, int]] = []
    done = rebuild(db, lambda taken, of: told.append((taken, of)))
    assert (done.generation, done.events) == (2, 241)
    assert told[-1] == (241, 241)
    assert provincial_report(made.CAMPAIGN) == before
    assert check(db).differences == []
    assert {name for name in db.list_collection_names() if "_g" in name} == {"rows_g2", "cells_g2"}


@pytest.mark.parametrize("indexed_afterwards_from_rows", [0, 1_000_000])
def test_few_rows_and_many_end_with_the_same_indexes(
    db: Db, monkeypatch: pytest.MonkeyPatch, indexed_afterwards_from_rows: int
) -> None:
    monkeypatch.setattr("gateway.projections.rebuild.INDEXED_AFTERWARDS_FROM_ROWS", indexed_afterwards_from_rows)
    take_in(db, 0, 30)
    before = db.rows_g1.index_information(), db.cells_g1.index_information()
    rebuild(db)
    assert (db.rows_g2.index_information(), db.cells_g2.index_information()) == before
    assert check(db).differences == []


def test_events_that_come_in_during_a_rebuild_are_neither_lost_nor_doubled(db: Db) -> None:
    store.apply(db, PROJECTOR_QUEUE, [read_event(made.campaign().to_bytes())])
    take_in(db, 0, 100)
    writer = threading.Thread(target=take_in, args=(db, 100, 400))
    writer.start()
    generations = [rebuild(db).generation for _ in range(4)]
    seen_meanwhile = check(db)
    writer.join()
    assert generations == [2, 3, 4, 5]
    assert seen_meanwhile.differences == []
    assert check(db).differences == []
    received = provincial_report(made.CAMPAIGN)["total"]["received"]
    assert received == {"count": 400, "amount_vnd": sum(1000 + n for n in range(400))}


@pytest.mark.parametrize("point", ["rebuild.after_batch", "rebuild.before_switch"])
def test_a_rebuild_that_dies_harms_nothing_and_can_be_run_again(db: Db, settings: Settings, point: str) -> None:
    store.apply(db, PROJECTOR_QUEUE, [read_event(made.campaign().to_bytes())])
    take_in(db, 0, 250)
    before = provincial_report(made.CAMPAIGN)
    assert run_rebuild(settings, crash_at=point).returncode == -9
    assert check(db).differences == []
    take_in(db, 250, 251)
    db.leases.update_one({"_id": "rebuild"}, {"$set": {"expires_at": None}})  # rather than wait for it to expire
    done = rebuild(db)
    assert done.events == 503
    assert done.generation == 3, "what the dead one still had on its way would mix with this one's"
    assert check(db).differences == []
    assert provincial_report(made.CAMPAIGN)["total"]["received"]["count"] == before["total"]["received"]["count"] + 1


def test_two_rebuilds_do_not_run_at_once(db: Db) -> None:
    take_in(db, 0, 1)
    Lease(db, "rebuild", 60).hold()
    with pytest.raises(RebuildUnderWay):
        rebuild(db)


def test_a_rebuild_whose_lease_has_gone_to_another_does_not_switch(
    db: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in(db, 0, 30)
    switched = rebuild_module._switched

    def after_a_long_pause(*arguments: Any) -> bool:
        db.leases.update_one({"_id": "rebuild"}, {"$set": {"holder": "another"}})
        return switched(*arguments)

    monkeypatch.setattr(rebuild_module, "_switched", after_a_long_pause)
    with pytest.raises(RebuildUnderWay):
        rebuild(db)
    assert live_generation(db) == 1
    assert check(db).differences == []


def test_a_queue_under_a_new_name_begins_in_the_generation_that_is_live(db: Db) -> None:
    take_in(db, 0, 30)
    assert rebuild(db).generation == 2
    store.prepare(db, "gateway.projector.q2")
    assert db.positions.distinct("generation") == [2]
    store.apply(db, "gateway.projector.q2", [read_event(made.gifts("late", made.gift("late")).to_bytes())])
    assert check(db).differences == []


def test_a_check_tells_each_difference_in_words(db: Db) -> None:
    take_in(db, 0, 30)
    db.cells_g1.update_one({"figure": "received", "grain": "day"}, {"$inc": {"amount_vnd": 1}})
    db.rows_g1.update_one({"_id": "donation:d7"}, {"$set": {"state.amount_vnd": 5}})
    db.rows_g1.delete_one({"_id": "donation:d8"})
    db.rows_g1.update_one({"_id": "pledge:p3"}, {"$set": {"version": 2}})
    found = "\n".join(check(db).differences)
    assert "cell ninh-thuan-2024|received|582|2024-10-20|cash: says 30 rows and 30436 đồng" in found
    assert "row donation:d7: state is" in found
    assert "row donation:d8: missing" in found
    assert "row pledge:p3: version 2 is live" in found
    assert rebuild(db).events == 60
    assert check(db).differences == []


def test_a_row_that_no_event_explains_is_found(db: Db) -> None:
    take_in(db, 0, 3)
    stray = db.rows_g1.find_one({"_id": "donation:d1"})
    assert stray is not None
    db.rows_g1.insert_one({**stray, "_id": "donation:stray", "adds": []})
    assert check(db).differences == ["rows: 7 are there, the event log explains 6 of them"]


def test_the_command_checks_and_answers_by_its_exit_code(db: Db, settings: Settings) -> None:
    take_in(db, 0, 3)
    assert run_rebuild(settings, "--check").returncode == 0
    db.cells_g1.update_one({"figure": "received"}, {"$inc": {"count": 1}})
    told = run_rebuild(settings, "--check")
    assert (told.returncode, "cell ninh-thuan-2024|received" in told.stdout) == (1, True)
    assert run_rebuild(settings).returncode == 0
    assert run_rebuild(settings, "--check").returncode == 0


def run_rebuild(settings: Settings, *options: str, crash_at: str = "") -> "subprocess.CompletedProcess[str]":
    given = {
        "MONGO_URL": settings.mongo_url, "AMQP_URL": settings.amqp_url, "CHUNGTAY_DB_PREFIX": settings.db_prefix,
        "CHUNGTAY_HOME": str(settings.home), "CHUNGTAY_CRASH_AT": crash_at,
    }
    return subprocess.run(
        [sys.executable, "-m", "chungtay", "rebuild", *options],
        env=os.environ | given, capture_output=True, text=True, timeout=60, check=False,
    )


