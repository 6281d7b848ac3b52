"""Several projectors on one queue: whichever takes which event, and whoever dies, the report comes out the same."""

import random
import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from contracts.subscriptions import PROJECTOR_QUEUE
from gateway.projections import names, store
from gateway.projections.cells import Placed, sums
from gateway.projections.check import check
from gateway.projections.names import partition_name
from gateway.projections.partitions import NoPartitionFree, OwnPartition
from gateway.projections.rebuild import rebuild
from gateway.projections.rows import contributions, newest_of, rows_of
from gateway.projections.store import Db, read_event
from gateway.reports.provincial import provincial_report
from messaging.envelope import Envelope
from tests import events_made as made
from tests.integration.gateway.projections.conftest import Projecting, logged, until
from tests.integration.gateway.projections.test_projector import Publish, outgoing

pytestmark = pytest.mark.integration

Start = Callable[..., Projecting]

PAYMENT_STEPS: list[dict[str, Any]] = [
    {"status": "proposed"},
    {"status": "verified", "open_finding_ids": ["f"]},
    {"status": "approved", "unit": "582"},
    {"status": "paid", "paid_on": "2024-12-01", "amount_vnd": 59_000_000},
]


def a_month_of_events(seed: int) -> list[Envelope]:
    """Gifts on few cells, and payments that are corrected three times, in any order."""
    events = [
        made.gifts(f"g{n}", *(made.gift(f"d{n}-{k}", 1000 + n, unit=("582", "584")[k % 2]) for k in range(8)))
        for n in range(400)
    ]
    events += [
        made.payments(f"p{n}-{version}", made.payment(f"p{n}", version=version, **step))
        for n in range(60)
        for version, step in enumerate(PAYMENT_STEPS, start=1)
    ]
    random.Random(seed).shuffle(events)
    return [made.campaign(), *events]


def expected_cells(events: Sequence[Envelope]) -> dict[str, tuple[int, int]]:
    newest = newest_of(row for event in events for row in rows_of(event)).values()
    added = sums(Placed(row.campaign, row.unit, row.on, tuple(contributions(row))) for row in newest)
    return {cell.key: (one.count, one.amount_vnd) for cell, one in added.items()}


def stored_cells(db: Db) -> dict[str, tuple[int, int]]:
    """All shards of each cell added up, by MongoDB and not by our own code."""
    place = ["$campaign", "|", "$figure", "|", "$unit", "|", "$span", "|", "$source"]
    generation = max(position["generation"] for position in db.positions.find({}))
    groups = db[f"cells_g{generation}"].aggregate([{
        "$group": {"_id": {"$concat": place}, "count": {"$sum": "$count"}, "amount_vnd": {"$sum": "$amount_vnd"}}
    }])
    found = {one["_id"]: (one["count"], one["amount_vnd"]) for one in groups}
    return {cell: one for cell, one in found.items() if one != (0, 0)}


def take_in(db: Db, number: int, *events: Envelope) -> int:
    """As the projector of that partition does."""
    return store.apply(db, partition_name(PROJECTOR_QUEUE, number), [read_event(event.to_bytes()) for event in events])


def at_once(*works: Callable[[], Any]) -> None:
    """Run them side by side; what one raises, the test raises."""
    together = threading.Barrier(len(works))
    faults: list[BaseException] = []

    def run(work: Callable[[], Any]) -> None:
        together.wait()
        try:
            work()
        except BaseException as fault:  # shown below, in the test's own thread
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


@pytest.fixture
def partitions(db: Db) -> Db:
    """Four partitions, as four projectors make them at their start."""
    for number in range(1, 5):
        store.prepare(db, partition_name(PROJECTOR_QUEUE, number))
    return db


@pytest.mark.parametrize("processes", [2, 4])
def test_one_of_several_processes_is_killed_in_the_middle_and_the_sums_are_exact(
    db: Db, publish: Publish, projecting: Start, processes: int
) -> None:
    running = [projecting(name=f"projector-{number}") for number in range(1, processes + 1)]
    for one in running:
        one.wait_ready()
    events = a_month_of_events(seed=processes)
    again = random.Random(processes).sample(events, 150)
    arrivals = [outgoing(event) for event in (*events[:300], *again[:75], *events[300:], *again[75:])]
    publish(arrivals[:400])
    until(lambda: logged(db) > 60)
    running[0].kill()
    publish(arrivals[400:])
    projecting(name="projector-1")
    until(lambda: logged(db) == len(events))
    assert stored_cells(db) == expected_cells(events)
    assert check(db).differences == []
    taken = [position["seq"] for position in db.positions.find({}) if position["seq"]]
    assert len(taken) >= 2, "one projector did all the work"
    assert sum(taken) == len(events)


def test_projectors_with_rows_of_their_own_never_wait_for_each_other_at_a_cell(partitions: Db) -> None:
    def gifts(number: int) -> None:
        for n in range(60):
            take_in(partitions, number, made.gifts(f"e{number}-{n}", made.gift(f"d{number}-{n}", 1000)))

    before = store.RETRIES._value.get()
    at_once(*(lambda number=number: gifts(number) for number in range(1, 5)))
    assert store.RETRIES._value.get() == before
    assert provincial_report_total(partitions) == {"count": 240, "amount_vnd": 240_000}
    # In one partition they do meet: this is what the shards are for.
    at_once(*(lambda start=start: [
        take_in(partitions, 1, made.gifts(f"m{start}-{n}", made.gift(f"m{start}-{n}"))) for n in range(60)
    ] for start in range(2)))
    assert store.RETRIES._value.get() > before
    assert check(partitions).differences == []


def test_two_versions_of_one_row_taken_at_once_leave_the_newer_one(partitions: Db) -> None:
    for n in range(25):
        versions = [
            made.payments(f"e{n}-{version}", made.payment(f"q{n}", version=version, **step))
            for version, step in enumerate(PAYMENT_STEPS, start=1)
        ]
        at_once(*(
            lambda number=number, event=event: take_in(partitions, number, event)
            for number, event in enumerate(versions, start=1)
        ))
    assert {row["version"] for row in partitions.rows_g1.find({})} == {4}
    assert stored_cells(partitions) == {
        f"{made.CAMPAIGN}|{figure}|584|{span}|house_new": (25, 25 * 59_000_000)
        for figure in ("paid", "paid_unconfirmed") for span in ("2024-12", "2024-12-01")
    }
    assert check(partitions).differences == []


def test_one_event_given_to_all_at_once_is_logged_and_counted_once(partitions: Db) -> None:
    fresh: list[int] = []
    for n in range(25):
        event = made.gifts(f"e{n}", made.gift(f"d{n}", 1000))
        at_once(*(lambda number=number, event=event: fresh.append(take_in(partitions, number, event))
                  for number in range(1, 5)))
    assert sum(fresh) == 25
    assert partitions.event_log.count_documents({}) == 25
    assert stored_cells(partitions) == {
        f"{made.CAMPAIGN}|received|582|{span}|cash": (25, 25_000) for span in ("2024-10", "2024-10-20")
    }
    assert check(partitions).differences == []


def test_a_row_added_by_one_and_taken_away_by_another_counts_nowhere_any_more(partitions: Db) -> None:
    take_in(partitions, 1, made.campaign(), made.gifts("e1", made.gift("d1", 500, received_on="2024-09-02")))
    assert provincial_report(made.CAMPAIGN)["period"]["from_on"] == "2024-09-02"
    take_in(partitions, 2, made.gifts("e2", made.gift("d1", 700, version=2, received_on="2024-10-20")))
    assert partitions.cells_g1.count_documents({"count": -1}) == 2  # the day and the month, in the second shard
    report = provincial_report(made.CAMPAIGN)
    assert report["total"]["received"] == {"count": 1, "amount_vnd": 700}
    assert report["period"]["from_on"] == "2024-10-17", "the emptied day still makes the period longer"
    assert check(partitions).differences == []


def test_a_shard_that_is_wrong_shows_in_the_check(partitions: Db) -> None:
    take_in(partitions, 1, made.gifts("e1", made.gift("d1", 500)))
    take_in(partitions, 2, made.gifts("e2", made.gift("d2", 500)))
    partitions.cells_g1.update_one({"_id": {"$regex": r"received.*2024-10-20\|cash\|2$"}}, {"$inc": {"count": 1}})
    assert check(partitions).differences == [
        "cell ninh-thuan-2024|received|582|2024-10-20|cash: says 3 rows and 1000 đồng, its rows make 2 and 1000 đồng"
    ]


def test_a_rebuild_beside_several_projectors_loses_and_doubles_nothing(partitions: Db) -> None:
    events = a_month_of_events(seed=1)[:300]
    done = threading.Event()
    generations: list[int] = []

    def project(number: int) -> None:
        for event in events[number - 1 :: 4]:
            take_in(partitions, number, event)

    def rebuild_again_and_again() -> None:
        while not done.is_set():
            generations.append(rebuild(partitions).generation)

    def project_all() -> None:
        at_once(*(lambda number=number: project(number) for number in range(1, 5)))
        done.set()

    at_once(project_all, rebuild_again_and_again)
    assert len(generations) >= 2
    assert stored_cells(partitions) == expected_cells(events)
    assert check(partitions).differences == []
    rebuild(partitions)
    assert stored_cells(partitions) == expected_cells(events)
    assert check(partitions).differences == []


def test_a_partition_begun_during_a_rebuild_is_in_the_generation_that_is_live(db: Db) -> None:
    take_in(db, 1, made.campaign())
    for round_number in range(3):
        first = 2 + round_number * 8
        at_once(
            lambda: rebuild(db),
            lambda first=first: [
                store.prepare(db, partition_name(PROJECTOR_QUEUE, number)) for number in range(first, first + 8)
            ],
        )
        assert len(db.positions.distinct("generation")) == 1
    assert db.positions.count_documents({}) == 25


def test_each_projector_takes_the_first_partition_that_nobody_holds(db: Db) -> None:
    held = [OwnPartition(db, PROJECTOR_QUEUE) for _ in range(3)]
    for one in held:
        one.hold()
    assert [one.name for one in held] == [PROJECTOR_QUEUE, f"{PROJECTOR_QUEUE}#2", f"{PROJECTOR_QUEUE}#3"]
    held[0].release()
    successor = OwnPartition(db, PROJECTOR_QUEUE)
    successor.hold()
    assert successor.name == PROJECTOR_QUEUE


def test_a_projector_whose_partition_went_to_another_takes_a_free_one(
    db: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gateway.projections.partitions.LEASE_SECONDS", 1)
    paused, other = OwnPartition(db, PROJECTOR_QUEUE), OwnPartition(db, PROJECTOR_QUEUE)
    paused.hold()
    until(lambda: takes_the_first(other))
    assert not paused.kept()
    paused.hold()
    assert paused.name == f"{PROJECTOR_QUEUE}#2"


def takes_the_first(other: OwnPartition) -> bool:
    other.release()
    other.hold()
    return other.name == PROJECTOR_QUEUE


def test_one_projector_more_than_there_may_be_stands_by(db: Db) -> None:
    held = [OwnPartition(db, PROJECTOR_QUEUE) for _ in range(names.MOST_PARTITIONS)]
    for one in held:
        one.hold()
    with pytest.raises(NoPartitionFree):
        OwnPartition(db, PROJECTOR_QUEUE).hold()


def provincial_report_total(db: Db) -> dict[str, int]:
    cells = db.cells_g1.find({"figure": "received", "grain": "day"})
    found = [(one["count"], one["amount_vnd"]) for one in cells]
    return {"count": sum(count for count, _ in found), "amount_vnd": sum(amount for _, amount in found)}
