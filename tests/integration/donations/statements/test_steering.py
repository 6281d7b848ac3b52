"""Cancel an import while it runs, let it go on, undo it: to the đồng, whatever dies in between."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable
from typing import Any

import pytest

from messaging.unit_of_work import UnitOfWork
from services.donations.ledger import fund_receipts
from services.donations.statements import importing, leases, undoing
from services.donations.statements.importer import Importer
from services.donations.support import fund
from services.donations.support.documents import FundBalance

from .conftest import HEADER, SAMPLES

pytestmark = pytest.mark.integration

Sample = Callable[[str], bytes]
Statement = Callable[..., bytes]

FILES = [
    ("vietcombank.csv", "vietcombank"), ("agribank.csv", "agribank"), ("agribank_one_row_missing.csv", "agribank"),
    ("vietinbank.csv", "vietinbank"), ("vietinbank_overlap.csv", "vietinbank"), ("bidv.csv", "bidv"),
    ("vietcombank_damaged.csv", "vietcombank"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a sample has several, as in the processes that are killed."""
    monkeypatch.setattr(importing, "ROWS_PER_TRANSACTION", 100)
    monkeypatch.setattr(undoing, "LINES_PER_TRANSACTION", 100)


def many(statement: Statement, rows: int) -> bytes:
    return statement(*((17 + n % 9, n % 90 + 10, f"ung ho {n - (n % 7 == 0)}") for n in range(rows)))


def run_batches(desk: Any, import_id: str, batches: int) -> leases.Lease:
    """An importer that is told to stop after so many batches."""
    lease = leases.take(desk.store.db, "first")
    assert lease is not None and lease.import_id == import_id
    left = iter(range(batches))
    assert not importing.ImportRun(desk.store, lease, lambda: next(left, None) is None).run()
    leases.release(desk.store.db, lease)
    return lease


def cancel_in_the_middle(desk: Any, content: bytes, batches: int) -> str:
    import_id: str = desk.upload(content)
    run_batches(desk, import_id, batches)
    assert desk.ok("cancel_statement_import", {"id": import_id})["status"] == "cancelled"
    return import_id


def undo(desk: Any, import_id: str, key: str | None = None) -> Any:
    return desk.ok("undo_statement_import", {"import_id": import_id, "reason": "Nhầm tài khoản"}, key)


def books(desk: Any) -> dict[str, Any]:
    """What stands in the books now, from every side that counts it; the sides must agree."""
    db = desk.store.db
    gifts = list(db.donations.find({"reversal_entry_id": None}))
    journal = fund_receipts.journal_totals_vnd(db)
    totals: dict[tuple[str, str], int] = {}
    for shard in db.fund_receipts.find({"received_vnd": {"$exists": True}}):
        campaign, unit, _ = shard["_id"].split(":")
        totals[campaign, unit] = totals.get((campaign, unit), 0) + shard["received_vnd"]
    assert {fund: vnd for fund, vnd in totals.items() if vnd} == {fund: vnd for fund, vnd in journal.items() if vnd}
    standing = list(db.statement_lines.find({"undone_at": None}))
    credits = [line for line in standing if line["credit_vnd"]]
    assert len(gifts) == len(credits) and sum(g["amount_vnd"] for g in gifts) == sum(c["credit_vnd"] for c in credits)
    assert {g["statement_line_id"] for g in gifts} == {line["_id"] for line in credits}
    debit_vnd = sum(line["debit_vnd"] for line in standing)
    credit_vnd = sum(gift["amount_vnd"] for gift in gifts)
    assert sum(journal.values()) == credit_vnd - debit_vnd
    assert told(desk) == (len(gifts), credit_vnd, debit_vnd)
    assert all(held["committed_vnd"] == 0 for held in db.fund_balances.find())
    return {"rows": len(standing), "credit_vnd": credit_vnd, "debit_vnd": debit_vnd}


def told(desk: Any) -> tuple[int, int, int]:
    """Gifts, credits and debits as whoever reads the events counts them: the newest version of each row."""
    newest: dict[tuple[str, str], dict[str, Any]] = {}
    for kind, id_field, types in (
        ("gift", "donation_id", ("donations_recorded", "donations_reversed")),
        ("debit", "statement_line_id", ("bank_debits_recorded", "bank_debits_reversed")),
    ):  # fmt: skip
        for event_type in types:
            for event in desk.said(f"donations.{event_type}.v1"):
                for row in event.data["entries"]:
                    key = (kind, row[id_field])
                    assert key not in newest or newest[key]["version"] != row["version"], "one version, told twice"
                    if key not in newest or newest[key]["version"] < row["version"]:
                        newest[key] = row
    counted = {key: row for key, row in newest.items() if not row.get("reversal_entry_id")}
    gifts = [row["amount_vnd"] for (kind, _), row in counted.items() if kind == "gift"]
    debits = [row["amount_vnd"] for (kind, _), row in counted.items() if kind == "debit"]
    return len(gifts), sum(gifts), sum(debits)


def crash_of(point: str, name: str) -> str:
    """In the second batch, where the file has one."""
    return point if "before_done" in point or "damaged" in name else f"{point}:2"


NOTHING = {"rows": 0, "credit_vnd": 0, "debit_vnd": 0}


def test_a_running_import_that_is_cancelled_stops_at_the_batch_and_its_certificate_says_how_far_it_got(
    desk: Any, statement: Statement
) -> None:
    import_id = desk.upload(many(statement, 450))
    lease = leases.take(desk.store.db, "first")
    assert lease is not None
    calls = iter(range(10))

    def cancel_before_the_third_batch() -> bool:
        if next(calls) == 2:
            desk.ok("cancel_statement_import", {"id": import_id})
        return False

    with pytest.raises(leases.LeaseLost):
        importing.ImportRun(desk.store, lease, cancel_before_the_third_batch).run()
    state = desk.state(import_id)
    assert (state["status"], state["rows_read"], state["certificate"]["rows_posted"]) == ("cancelled", 200, 200)
    assert books(desk)["rows"] == 200, "what was booked stays"
    assert desk.said("donations.statement_import_changed.v1")[-1].data["status"] == "cancelled"
    assert not Importer(desk.store, "another").run_once()


def test_progress_is_told_in_rows_bytes_and_per_cent(desk: Any, statement: Statement) -> None:
    content = many(statement, 2000)
    import_id = desk.upload(content)
    assert desk.state(import_id)["percent"] == 0
    run_batches(desk, import_id, 10)
    half = desk.state(import_id)
    assert (half["rows_read"], half["total_bytes"]) == (1000, len(content))
    assert 45 <= half["percent"] <= 70, half
    desk.run_importer()
    assert (desk.state(import_id)["status"], desk.state(import_id)["percent"]) == ("done", 100)


@pytest.mark.parametrize("how", ["cancelled", "failed"])
def test_an_import_that_stopped_goes_on_from_there_and_ends_as_if_it_never_had(
    desk: Any, sample: Sample, statement: Statement, how: str
) -> None:
    content = sample("vietcombank.csv")
    undisturbed = desk.imported(content)
    undo(desk, next(iter(desk.store.db.statement_imports.find()))["_id"])
    desk.run_importer()
    import_id = desk.upload(content)
    lease = run_batches(desk, import_id, 3)
    if how == "cancelled":
        desk.ok("cancel_statement_import", {"id": import_id})
    else:
        desk.store.transact(lambda uow: importing.fail(uow, lease, "Lỗi thử"))
    assert desk.state(import_id)["status"] == how
    again = desk.ok("resume_statement_import", {"id": import_id}, key="go-on")
    assert (again["status"], again["failure"], again["rows_read"]) == ("queued", None, 300)
    desk.run_importer()
    assert desk.ok("resume_statement_import", {"id": import_id}, key="go-on") == again
    assert desk.certificate(import_id) == undisturbed
    assert books(desk) == {"rows": 600, "credit_vnd": 742_157_542, "debit_vnd": 22_000}
    assert desk.refused("resume_statement_import", {"id": import_id})["code"] == "statement_import_closed"


def test_an_import_cancelled_before_it_began_has_no_file_to_go_on_with(desk: Any, statement: Statement) -> None:
    import_id = desk.upload(many(statement, 10))
    desk.ok("cancel_statement_import", {"id": import_id})
    assert desk.refused("resume_statement_import", {"id": import_id})["code"] == "statement_file_gone"


def test_an_undone_import_leaves_the_books_at_nought_and_its_file_can_be_booked_again(
    desk: Any, sample: Sample
) -> None:
    content = sample("vietcombank.csv")
    first = desk.upload(content)
    desk.run_importer()
    before = books(desk)
    assert undo(desk, first, key="once")["status"] == "undoing"
    desk.run_importer()
    assert undo(desk, first, key="once")["status"] == "undoing", "the first answer again"
    assert undo(desk, first)["status"] == "undone"
    state = desk.state(first)
    assert (state["rows_undone"], state["percent"], state["undo_by"]) == (600, 100, "thu-quy")
    assert books(desk) == NOTHING
    entries = list(desk.store.db.journal_entries.find())
    assert len(entries) == 1200 and sum("reverses" in entry for entry in entries) == 600, "nothing is deleted"

    made = desk.imported(content)
    assert (made["rows_posted"], made["rows_already_known"], made["identical_twins"]) == (600, 0, 7)
    assert books(desk) == before
    assert desk.imported(content)["rows_already_known"] == 600
    third = desk.store.db.statement_lines.find_one()
    assert third["booking"] == 2 and third["earlier_import_ids"] == [first]


def test_rows_that_an_earlier_import_had_booked_stay_when_the_later_one_is_undone(desk: Any, sample: Sample) -> None:
    desk.imported(sample("vietinbank.csv"), "vietinbank")
    before = books(desk)
    later = desk.upload(sample("vietinbank_overlap.csv"), "vietinbank")
    desk.run_importer()
    assert books(desk)["rows"] == before["rows"] + 50
    undo(desk, later)
    desk.run_importer()
    assert desk.state(later)["rows_undone"] == 50
    assert books(desk) == before


def test_a_pledge_is_owed_again_when_the_import_that_fulfilled_it_is_undone(desk: Any, statement: Statement) -> None:
    pledge = desk.ok("register_pledge", {
        "campaign": "ninh-thuan", "unit": "58", "amount_vnd": 500_000, "pledger_name": "Công ty A",
        "pledged_on": "2024-10-16",
    })  # fmt: skip
    import_id = desk.upload(statement((17, 200, pledge["memo_code"]), (18, 300, pledge["memo_code"])))
    desk.run_importer()
    assert desk.ok("get_pledge", {"id": pledge["pledge_id"]})["status"] == "fulfilled"
    undo(desk, import_id)
    desk.run_importer()
    now = desk.ok("get_pledge", {"id": pledge["pledge_id"]})
    assert (now["status"], now["fulfilled_vnd"]) == ("open", 0)
    assert desk.said("donations.pledges_changed.v1")[-1].data["entries"][0]["fulfilled_vnd"] == 0


def test_an_import_whose_money_is_spent_is_not_undone_and_the_refusal_says_how_much_is_left(
    desk: Any, statement: Statement
) -> None:
    import_id = desk.upload(statement((17, 300, "ung ho"), (18, 200, "ung ho")))
    desk.run_importer()
    desk.store.transact(lambda uow: fund.hold_back(uow, "ninh-thuan", "58", 1))
    refusal = desk.refused("undo_statement_import", {"import_id": import_id, "reason": "Nhầm"})
    assert (refusal["code"], refusal["kind"]) == ("import_money_spent", "conflict")
    assert refusal["facts"] == {"available_vnd": 499_999, "wanted_vnd": 500_000}
    assert desk.state(import_id)["status"] == "done"


def test_an_import_of_which_a_gift_was_given_back_is_not_undone(desk: Any, statement: Statement) -> None:
    import_id = desk.upload(statement((17, 300, "ung ho"), (18, 200, "ung ho")))
    desk.run_importer()
    gift = desk.store.db.donations.find_one({"amount_vnd": 300_000})

    def give_back() -> str:
        refund = desk.ok("refund_donation", {
            "donation_id": gift["_id"], "amount_vnd": 100_000, "way": "bank_transfer", "refunded_on": "2024-10-20",
            "cause": "Chuyển nhầm",
        })  # fmt: skip
        return str(refund["refund_id"])

    undo_it = {"import_id": import_id, "reason": "Nhầm"}
    early = desk.upload(statement((19, 500, "them")))
    desk.run_importer()
    undo(desk, import_id)
    refund_id = give_back()  # meanwhile
    desk.run_importer()
    state = desk.state(import_id)
    assert (state["status"], state["rows_undone"]) == ("undo_failed", 0) and "hoàn trả" in state["failure"]
    refusal = desk.refused("undo_statement_import", undo_it)
    assert (refusal["code"], refusal["facts"]) == ("import_money_given_back", {"refund_ids": [refund_id]})
    assert desk.state(early)["status"] == "done"


def test_what_is_not_finished_is_not_undone(desk: Any, statement: Statement) -> None:
    import_id = desk.upload(many(statement, 300))
    for _ in range(2):
        refusal = desk.refused("undo_statement_import", {"import_id": import_id, "reason": "Nhầm"})
        assert refusal["code"] == "statement_import_not_finished"
        run_batches(desk, import_id, 1)
    missing = desk.refused("undo_statement_import", {"import_id": "khong-co", "reason": "Nhầm"})
    assert missing["code"] == "statement_import_not_found"


def test_while_an_import_is_undone_nobody_can_spend_what_is_left_of_it(desk: Any, statement: Statement) -> None:
    import_id = desk.upload(many(statement, 300))
    desk.run_importer()
    undo(desk, import_id)
    lease = leases.take(desk.store.db, "first")
    assert lease is not None
    seen: list[int] = []

    def look() -> bool:
        def available(uow: UnitOfWork) -> int:
            held = FundBalance.objects.get(id=FundBalance.key("ninh-thuan", "58")).committed_vnd
            return fund_receipts.total_vnd(uow, "ninh-thuan", "58") - int(held)

        seen.append(desk.store.transact(available))
        return False

    assert undoing.UndoRun(desk.store, lease, look).run()
    assert seen == [0, 0, 0, 0]


def test_a_cancelled_import_is_undone_as_far_as_it_got(desk: Any, statement: Statement) -> None:
    import_id = cancel_in_the_middle(desk, many(statement, 450), 2)
    undo(desk, import_id)
    desk.run_importer()
    assert desk.state(import_id)["rows_undone"] == 200
    assert books(desk) == NOTHING
    assert desk.imported(many(statement, 450))["rows_posted"] == 450


def test_an_import_of_the_same_rows_waits_for_the_undo_that_is_under_way(desk: Any, statement: Statement) -> None:
    content = many(statement, 250)
    first = desk.upload(content)
    desk.run_importer()
    undo(desk, first)
    half = leases.take(desk.store.db, "half")
    assert half is not None
    second = desk.upload(content)
    Importer(desk.store, "eager").run_once()
    assert desk.state(second)["status"] == "running" and books_rows(desk) == 250
    desk.let_the_lease_run_out(first)
    desk.run_importer()
    desk.let_the_lease_run_out(second)
    desk.run_importer()
    assert desk.certificate(second)["rows_posted"] == 250
    assert books(desk)["rows"] == 250


def books_rows(desk: Any) -> int:
    return int(desk.store.db.statement_lines.count_documents({"undone_at": None}))


@pytest.mark.parametrize("point", ["importer.before_commit", "importer.after_commit", "importer.before_done"])
@pytest.mark.parametrize(("name", "bank"), FILES)
def test_an_importer_killed_at_any_point_of_any_sample_ends_in_the_ledger_of_the_manifest(
    desk: Any, sample: Sample, name: str, bank: str, point: str
) -> None:
    import_id = desk.upload(sample(name), bank)
    assert desk.importer_process(crash_at=crash_of(point, name), rows_a_batch=100).wait(timeout=60) == -signal.SIGKILL
    desk.let_the_lease_run_out(import_id)
    desk.run_importer()
    as_the_manifest_says(name, desk.certificate(import_id), books(desk))


@pytest.mark.parametrize("point", ["undo.before_commit", "undo.after_commit", "undo.before_done"])
@pytest.mark.parametrize(("name", "bank"), FILES)
def test_an_undo_killed_at_any_point_of_any_sample_leaves_nought_and_the_file_books_as_before(
    desk: Any, sample: Sample, name: str, bank: str, point: str
) -> None:
    import_id = desk.upload(sample(name), bank)
    desk.run_importer()
    undo(desk, import_id)
    assert desk.importer_process(crash_at=crash_of(point, name), rows_a_batch=100).wait(timeout=60) == -signal.SIGKILL
    desk.let_the_lease_run_out(import_id)
    desk.run_importer()
    assert desk.state(import_id)["status"] == "undone"
    assert books(desk) == NOTHING
    as_the_manifest_says(name, desk.imported(sample(name), bank), books(desk))


def as_the_manifest_says(name: str, made: dict[str, Any], booked: dict[str, Any]) -> None:
    expected = json.loads((SAMPLES / "manifest.json").read_text())[name]
    assert made["rows_read"] == expected["rows"]
    assert booked["rows"] == expected.get("posted_rows", expected["rows"])
    for field in ("credit_vnd", "debit_vnd"):
        if field in expected:
            assert made["posted"][field] == booked[field] == expected[field]
    if "posted_vnd" in expected:
        assert booked["credit_vnd"] == expected["posted_vnd"]
    for field in ("credit_rows", "debit_rows", "identical_twins", "balance_chain", "opening_vnd", "closing_vnd"):
        if field in expected:
            assert made[field] == expected[field]


# What peers' users complain of


def test_a_retry_does_not_double_a_donation(desk: Any, statement: Statement) -> None:
    """OCA bank-statement-import 979, CiviCRM iATS 263: the same file, the same request and the same batch again."""
    content = many(statement, 250)
    begin = desk.begin(content)
    ids = {desk.ok("begin_statement_import", begin, key="send-once")["import_id"] for _ in range(3)}
    assert len(ids) == 1
    import_id = desk.upload(content)
    run_batches(desk, import_id, 2)
    desk.run_importer()
    desk.imported(content)
    assert books(desk)["rows"] == 250


def test_telling_the_same_rows_apart_drops_no_real_row(desk: Any, statement: Statement) -> None:
    """OCA 475, 65, 711: gifts equal in day, amount, reference and memo are as many gifts as the bank printed."""
    content = statement(*[(17, 50, "ung ho")] * 120, *[(18, 50, "ung ho")] * 130)
    made = desk.imported(content)
    assert (made["rows_posted"], made["rows_already_known"]) == (250, 0)
    more = desk.imported(statement(*[(17, 50, "ung ho")] * 121))
    assert (more["rows_posted"], more["rows_already_known"]) == (1, 120)
    assert books(desk) == {"rows": 251, "credit_vnd": 251 * 50_000, "debit_vnd": 0}


def test_a_failure_leaves_no_half_batch(desk: Any, statement: Statement) -> None:
    """NPSP 5955: what fails inside a batch takes the whole batch with it, in every collection."""
    import_id = desk.upload(many(statement, 450))
    killed = desk.importer_process(crash_at="importer.before_commit:3", rows_a_batch=100)
    assert killed.wait(timeout=60) == -signal.SIGKILL
    assert books(desk)["rows"] == desk.state(import_id)["certificate"]["rows_posted"] == 200
    assert desk.store.db.journal_entries.count_documents({}) == 200


def refund_by_transfer(desk: Any, gift: dict[str, Any], amount_vnd: int) -> str:
    return str(desk.ok("refund_donation", {
        "donation_id": gift["_id"], "amount_vnd": amount_vnd, "refunded_on": "2024-10-20", "way": "bank_transfer",
        "cause": "Chuyển nhầm",
    })["refund_id"])  # fmt: skip


def settle(desk: Any, refund_id: str) -> dict[str, Any]:
    """With the debit that stands in the books last."""
    debit = desk.store.db.journal_entries.find({"about_kind": "bank_debit"}).sort("posted_at", -1)[0]
    return dict(desk.ok("settle_refund", {"refund_id": refund_id, "bank_debit_entry_id": debit["_id"]}))


def received_vnd(desk: Any) -> int:
    total: int = desk.store.transact(lambda uow: fund_receipts.total_vnd(uow, "ninh-thuan", "58"))
    journal = fund_receipts.journal_totals_vnd(desk.store.db)
    assert journal["ninh-thuan", "58"] == total
    return total


DEBIT = f"{HEADER}1,21/10/2024,5001.9,400.000,,,hoan tra\n".encode()


def test_a_refund_waits_for_its_debit_again_when_the_import_of_the_debit_is_undone(
    desk: Any, statement: Statement
) -> None:
    desk.imported(statement((17, 500, "ung ho"), (18, 300, "ung ho")))
    refund_id = refund_by_transfer(desk, desk.store.db.donations.find_one({"amount_vnd": 500_000}), 400_000)
    import_id = desk.upload(DEBIT)
    desk.run_importer()
    assert received_vnd(desk) == 0, "the refund and the debit both count"
    settle(desk, refund_id)
    assert received_vnd(desk) == 400_000, "they are one"
    undo(desk, import_id)
    desk.run_importer()
    assert received_vnd(desk) == 400_000, "the debit is gone, and the refund stands"
    assert desk.ok("get_refund", {"id": refund_id})["bank_debit_entry_id"] is None
    desk.imported(DEBIT)
    assert received_vnd(desk) == 0
    settle(desk, refund_id)
    assert received_vnd(desk) == 400_000
    assert all(held["committed_vnd"] == 0 for held in desk.store.db.fund_balances.find())


def test_the_undo_of_a_debit_that_was_explained_holds_its_money_too(desk: Any, statement: Statement) -> None:
    desk.imported(statement((17, 500, "ung ho")))
    refund_id = refund_by_transfer(desk, desk.store.db.donations.find_one({"amount_vnd": 500_000}), 400_000)
    import_id = desk.upload(statement((19, 700, "ung ho")) + DEBIT.removeprefix(HEADER.encode()))
    desk.run_importer()
    settle(desk, refund_id)
    assert received_vnd(desk) == 800_000
    desk.store.transact(lambda uow: fund.hold_back(uow, "ninh-thuan", "58", 100_001))
    refusal = desk.refused("undo_statement_import", {"import_id": import_id, "reason": "Nhầm"})
    assert refusal["facts"] == {"available_vnd": 699_999, "wanted_vnd": 700_000}
    fund.change_held("ninh-thuan", "58", -1)
    undo(desk, import_id)
    desk.run_importer()
    assert received_vnd(desk) == FundBalance.objects.get(id="ninh-thuan:58").committed_vnd == 100_000


def test_a_refund_is_not_settled_with_a_debit_that_is_being_undone(desk: Any, statement: Statement) -> None:
    desk.imported(statement((17, 500, "ung ho")))
    refund_id = refund_by_transfer(desk, desk.store.db.donations.find_one({"amount_vnd": 500_000}), 400_000)
    import_id = desk.upload(DEBIT)
    desk.run_importer()
    undo(desk, import_id)
    debit = desk.store.db.journal_entries.find_one({"about_kind": "bank_debit"})
    refused = desk.refused("settle_refund", {"refund_id": refund_id, "bank_debit_entry_id": debit["_id"]})
    assert refused["code"] == "not_the_debit_of_this_refund"
