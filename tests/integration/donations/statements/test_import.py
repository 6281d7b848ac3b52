"""Importing: every row once, in any order, whatever dies in between."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from messaging.unit_of_work import StoreAway
from runtime import readiness
from services.donations.statements import importer, importing, leases
from services.donations.statements.importer import MOST_ATTEMPTS, Importer

pytestmark = pytest.mark.integration


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that some thousands of rows are several, as in the processes that are killed."""
    monkeypatch.setattr(importing, "ROWS_PER_TRANSACTION", 500)

Sample = Callable[[str], bytes]
Statement = Callable[..., bytes]


def many(statement: Statement, rows: int) -> bytes:
    """Rows of which every seventh is a twin of the one before."""
    return statement(*((17 + n % 9, n % 90 + 10, f"ung ho {n - (n % 7 == 0)}") for n in range(rows)))


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("name", "bank", "rows", "credit_vnd", "debit_vnd"),
    [
        ("vietcombank.csv", "vietcombank", 600, 742_157_542, 22_000),
        ("agribank.csv", "agribank", 400, 398_178_647, 0),
        ("vietinbank.csv", "vietinbank", 400, 536_445_925, 0),
        ("bidv.csv", "bidv", 200, 260_353_775, 0),
    ],
)
def test_a_sample_is_booked_to_the_dong_and_twice_adds_nothing(
    desk: Any, sample: Sample, name: str, bank: str, rows: int, credit_vnd: int, debit_vnd: int
) -> None:
    content = sample(name)
    made = desk.imported(content, bank)
    ledger = desk.ledger()
    assert (made["rows_read"], made["rows_posted"], made["rows_already_known"]) == (rows, rows, 0)
    assert (ledger["credit_vnd"], ledger["debit_vnd"]) == (credit_vnd, debit_vnd)

    again = desk.imported(content, bank)
    assert (again["rows_read"], again["rows_posted"], again["rows_already_known"]) == (rows, 0, rows)
    assert desk.ledger() == ledger
    assert again["balance_chain"] == made["balance_chain"]


def test_an_overlapping_file_adds_only_what_is_new(desk: Any, sample: Sample) -> None:
    desk.imported(sample("vietinbank.csv"), "vietinbank")
    made = desk.imported(sample("vietinbank_overlap.csv"), "vietinbank")
    assert (made["rows_posted"], made["rows_already_known"]) == (50, 100)
    assert made["posted"]["credit_vnd"] == 32_718_237
    assert desk.ledger()["credit_vnd"] == 536_445_925 + 32_718_237


def test_a_damaged_file_posts_its_good_rows_and_names_the_others(desk: Any, sample: Sample) -> None:
    made = desk.imported(sample("vietcombank_damaged.csv"))
    assert (made["rows_read"], made["rows_posted"], made["rows_refused"]) == (8, 3, 5)
    assert [row["line_no"] for row in made["refused"]] == [3, 4, 5, 6, 7]
    assert desk.ledger()["credit_vnd"] == 600_000


def test_a_break_in_the_balances_is_certified_as_broken(desk: Any, sample: Sample) -> None:
    made = desk.imported(sample("agribank_one_row_missing.csv"), "agribank")
    assert (made["balance_chain"], made["broken_after_row"], made["unexplained_vnd"]) == ("broken", 200, 200_000)


def test_rows_in_another_order_are_the_same_rows(desk: Any, statement: Statement) -> None:
    content = many(statement, 1200)
    header, *rows = content.splitlines(keepends=True)
    desk.imported(content)
    ledger = desk.ledger()
    made = desk.imported(header + b"".join(reversed(rows)))
    assert (made["rows_posted"], made["rows_already_known"]) == (0, 1200)
    assert desk.ledger() == ledger


def test_two_identical_gifts_of_one_day_stay_two(desk: Any, statement: Statement) -> None:
    made = desk.imported(statement((17, 50, "ung ho"), (17, 50, "ung ho"), (18, 50, "ung ho")))
    assert (made["rows_posted"], made["identical_twins"]) == (3, 1)
    assert desk.ledger()["credit_vnd"] == 150_000


def test_the_same_row_on_another_account_is_another_row(desk: Any, statement: Statement) -> None:
    desk.imported(statement((17, 50, "ung ho")))
    other = b"STT,Ng\xc3\xa0y giao d\xe1\xbb\x8bch,S\xe1\xbb\x91 ti\xe1\xbb\x81n,N\xe1\xbb\x99i dung\n"
    desk.imported(other + b"1,17/10/2024 08:00:00,50000,ung ho\n", "bidv")
    assert desk.ledger()["credit_vnd"] == 100_000


def test_a_memo_code_lets_a_line_fulfil_its_pledge(desk: Any, statement: Statement) -> None:
    pledge = desk.ok("register_pledge", {
        "campaign": "ninh-thuan", "unit": "58", "amount_vnd": 500_000, "pledger_name": "Công ty A",
        "pledged_on": "2024-10-16",
    })  # fmt: skip
    code = pledge["memo_code"]
    desk.imported(statement((17, 200, f"ung ho {code[:4].lower()} {code[4:]}"), (18, 300, f"MBVCB.1.{code}.CT tu 01")))
    desk.ledger()
    assert desk.ok("get_pledge", {"id": pledge["pledge_id"]})["fulfilled_vnd"] == 500_000


def test_an_import_of_a_header_alone_is_done_and_proves_nothing(desk: Any, statement: Statement) -> None:
    made = desk.imported(statement())
    assert (made["rows_read"], made["balance_chain"]) == (0, "unproven")


def test_progress_and_end_are_said_with_the_certificate(desk: Any, statement: Statement) -> None:
    import_id = desk.upload(many(statement, 5600), piece_bytes=100_000)
    desk.run_importer()
    events = [e for e in desk.said("donations.statement_import_changed.v1") if e.subject == import_id]
    events.sort(key=lambda event: event.aggregate_version)
    told = [(event.data["status"], event.data["certificate"]["rows_read"]) for event in events]
    assert told == [("queued", 0), ("running", 0), ("running", 2500), ("running", 5000), ("done", 5600)]
    assert events[-1].data["finished_at"]


@pytest.mark.parametrize("point", ["importer.before_commit:3", "importer.after_commit:2", "importer.before_done"])
def test_an_importer_killed_half_way_and_a_second_run_end_as_one_undisturbed_run(
    desk: Any, statement: Statement, point: str
) -> None:
    content = many(statement, 2300)
    import_id = desk.upload(content, piece_bytes=50_000)
    killed = desk.importer_process(crash_at=point)
    assert killed.wait(timeout=60) == -signal.SIGKILL
    assert desk.state(import_id)["status"] == "running"
    booked_before = len(desk.ledger()["lines"])

    desk.run_importer()
    assert desk.state(import_id)["status"] == "running", "the lease of the dead one still holds"
    desk.let_the_lease_run_out(import_id)
    desk.run_importer()
    made = desk.certificate(import_id)
    ledger = desk.ledger()
    assert booked_before in (1000, 2300)
    assert (made["rows_read"], made["rows_posted"], made["rows_already_known"]) == (2300, 2300, 0)
    assert len(ledger["lines"]) == 2300
    assert made["posted"]["credit_vnd"] == ledger["credit_vnd"]


def test_a_killed_import_goes_on_from_the_batch_where_it_stopped(desk: Any, statement: Statement) -> None:
    import_id = desk.upload(many(statement, 2300), piece_bytes=50_000)
    killed = desk.importer_process(crash_at="importer.after_commit:3")
    assert killed.wait(timeout=60) == -signal.SIGKILL
    assert desk.state(import_id)["rows_read"] == 1500
    desk.let_the_lease_run_out(import_id)
    lease = leases.take(desk.store.db, "second")
    assert lease is not None
    seen: list[int] = []

    def look_then_go_on() -> bool:
        seen.append(desk.state(import_id)["rows_read"])
        return False

    assert importing.ImportRun(desk.store, lease, look_then_go_on).run()
    assert seen == [1500, 2000], "it goes on where the first one stopped"


def test_an_importer_told_to_stop_hands_over_at_once(desk: Any, statement: Statement) -> None:
    import_id = desk.upload(many(statement, 1200), piece_bytes=50_000)
    first = Importer(desk.store, "first")
    first.stop()
    assert first.run_once()
    assert desk.state(import_id)["status"] == "running"
    assert Importer(desk.store, "second").run_once()
    assert desk.certificate(import_id)["rows_posted"] == 1200


def test_an_importer_that_lost_its_lease_writes_nothing_more(desk: Any, statement: Statement) -> None:
    import_id = desk.upload(many(statement, 600))
    lost = leases.take(desk.store.db, "first")
    desk.let_the_lease_run_out(import_id)
    assert leases.take(desk.store.db, "second") is not None
    assert lost is not None
    with pytest.raises(leases.LeaseLost):
        importing.ImportRun(desk.store, lost).run()
    assert desk.ledger()["lines"] == []


def test_two_importers_on_two_files_with_the_same_rows_book_each_row_once(desk: Any, statement: Statement) -> None:
    content = many(statement, 3000)
    ids = [desk.upload(content, piece_bytes=100_000) for _ in range(2)]
    workers = [threading.Thread(target=Importer(desk.store, f"worker-{n}").run_once) for n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    made = [desk.certificate(import_id) for import_id in ids]
    assert len(desk.ledger()["lines"]) == 3000
    assert sum(certificate["rows_posted"] for certificate in made) == 3000
    assert all(certificate["rows_read"] == 3000 for certificate in made)


def test_an_unexpected_error_fails_the_import_with_words_and_it_is_not_tried_again(
    desk: Any, statement: Statement
) -> None:
    import_id = desk.upload(many(statement, 600), piece_bytes=10_000)
    desk.store.db.statement_chunks.delete_one({"import_id": import_id, "index": 1})
    desk.run_importer()
    state = desk.state(import_id)
    assert state["status"] == "failed" and "FileDamaged" in state["failure"]
    assert not Importer(desk.store, "again").run_once()
    assert desk.said("donations.statement_import_changed.v1")[-1].data["status"] == "failed"


def test_an_import_that_kills_every_importer_is_given_up(desk: Any, statement: Statement) -> None:
    import_id = desk.upload(many(statement, 600))
    for _ in range(MOST_ATTEMPTS):
        assert leases.take(desk.store.db, "dies") is not None
        desk.let_the_lease_run_out(import_id)
    desk.run_importer()
    state = desk.state(import_id)
    assert state["status"] == "failed" and str(MOST_ATTEMPTS) in state["failure"]


def test_the_process_imports_what_is_queued_and_ends_when_told(desk: Any, statement: Statement) -> None:
    process = desk.importer_process()
    try:
        import_id = desk.upload(many(statement, 700))
        wait_until(lambda: desk.state(import_id)["status"] == "done")
        assert (desk.settings.home / "run" / "donations-importer.ready").exists()
    finally:
        process.terminate()
        assert process.wait(timeout=20) == 0
    assert len(desk.ledger()["lines"]) == 700


def test_an_importer_is_ready_before_it_begins_on_what_waits_and_not_while_its_database_is_away(
    desk: Any, statement: Statement, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CHUNGTAY_HOME", str(desk.settings.home))
    monkeypatch.setattr(importer, "PAUSE_AFTER_ERROR_SECONDS", 0.01)
    import_id = desk.upload(many(statement, 10))
    seen: list[int | None] = []

    class Watched(Importer):
        def run_once(self) -> bool:
            seen.append(readiness.ready_pid(importer.PROCESS_NAME))
            if len(seen) == 1:
                raise StoreAway("as asked")
            worked = super().run_once()
            self.stop()
            return worked

    def take_in(name: str) -> None:
        readiness.mark_not_ready(name)
        seen.append(readiness.ready_pid(name))

    monkeypatch.setattr(importer, "mark_not_ready", take_in)
    Watched(desk.store, "watched").run_forever()
    assert seen == [os.getpid(), None, os.getpid()]
    assert desk.state(import_id)["status"] == "done"
