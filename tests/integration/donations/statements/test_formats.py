"""Files of every kind, from upload to ledger."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest

from services.donations.statements import deciding, importing, leases
from services.donations.statements.reading import files
from tests.statement_files import VIETCOMBANK, Booked, as_camt053, as_csv, as_mt940, as_xlsx, real_cells, table

pytestmark = pytest.mark.integration

ACCOUNT = "0011000000000"
LINES = [
    Booked(dt.date(2024, 10, 17 + n % 5), "5001.1" if n % 3 else "", 50_000 if n % 7 else -11_000, f"ung ho {n // 4}")
    for n in range(1200)
]
NET = sum(line.amount_vnd for line in LINES)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a statement of some hundreds of lines takes several transactions."""
    monkeypatch.setattr(importing, "ROWS_PER_TRANSACTION", 500)


def test_the_same_statement_in_four_formats_is_booked_once(desk: Any) -> None:
    first = desk.imported(as_xlsx(real_cells(LINES)))
    ledger = desk.ledger()
    assert (first["rows_posted"], ledger["credit_vnd"] - ledger["debit_vnd"]) == (1200, NET)
    others = (
        as_csv(table(LINES)), as_xlsx(table(LINES)), as_camt053(LINES, ACCOUNT, opening_vnd=5), as_mt940(LINES, ACCOUNT)
    )
    for other in others:
        made = desk.imported(other)
        assert (made["rows_read"], made["rows_posted"], made["rows_already_known"]) == (1200, 0, 1200)
    assert desk.ledger() == ledger


@pytest.mark.parametrize("written", [as_camt053, as_mt940])
def test_the_certificate_holds_the_opening_and_closing_balance_that_the_message_states(
    desk: Any, written: Callable[..., bytes]
) -> None:
    made = desk.imported(written(LINES, ACCOUNT, opening_vnd=1000))
    assert (made["opening_vnd"], made["closing_vnd"], made["unexplained_vnd"]) == (1000, 1000 + NET, 0)
    assert (made["balance_chain"], made["balances_stated"], made["rows_posted"]) == ("partial", 2, 1200)


@pytest.mark.parametrize("bank", ["vietcombank", "agribank", "vietinbank", "bidv"])
def test_a_sample_as_a_spreadsheet_is_the_sample(desk: Any, sample: Callable[[str], bytes], bank: str) -> None:
    content = sample(f"{bank}.csv")
    desk.imported(content, bank)
    ledger = desk.ledger()
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    made = desk.imported(as_xlsx(rows), bank)
    assert (made["rows_posted"], made["rows_refused"], made["rows_already_known"]) == (0, 0, len(rows) - 1)
    assert desk.ledger() == ledger


def test_a_spreadsheet_is_refused_when_it_is_whole_and_its_layout_is_unknown(desk: Any) -> None:
    content = as_xlsx([["Ngay", "So tien", "Ghi chu"], [dt.date(2024, 10, 17), 5000, "ung ho"]])
    refusal = desk.upload_refused(content)
    assert refusal["code"] == "unknown_statement_layout"
    assert refusal["facts"]["found_columns"] == ["Ngay", "So tien", "Ghi chu"]
    assert refusal["facts"]["first_rows"][1] == ["2024-10-17", "5000", "ung ho"]
    assert desk.said("donations.statement_import_changed.v1") == []


def test_what_only_begins_as_a_spreadsheet_is_refused_by_name(desk: Any) -> None:
    assert desk.upload_refused(b"PK\x03\x04 not a spreadsheet")["code"] == "statement_file_unreadable"


def test_a_large_spreadsheet_is_looked_into_by_the_importer(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "MOST_BYTES_LOOKED_INTO_AT_ONCE", 100)
    good, unknown = as_xlsx(real_cells(LINES)), as_xlsx([["Ngay", "So tien"], ["1", "2"]])
    import_ids = [desk.upload(content) for content in (good, unknown)]
    assert [desk.state(one)["layout"] for one in import_ids] == ["auto", "auto"]
    desk.run_importer()
    assert (desk.state(import_ids[0])["layout"], desk.certificate(import_ids[0])["rows_posted"]) == (
        "vietcombank", 1200,
    )  # fmt: skip
    failed = desk.state(import_ids[1])
    assert failed["status"] == "failed" and "Không nhận ra mẫu sao kê" in failed["failure"]


def test_a_spreadsheet_that_unfolds_far_is_left_to_the_importer(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_UNPACKED_LOOKED_INTO_AT_ONCE", 1000)
    assert desk.imported(as_xlsx(real_cells(LINES)))["rows_posted"] == 1200


def test_xml_that_breaks_off_fails_the_import_with_words_and_the_whole_file_again_adds_only_the_rest(desk: Any) -> None:
    content = as_camt053(LINES, ACCOUNT)
    import_id = desk.upload(content[: len(content) * 2 // 3])
    desk.run_importer()
    failed = desk.state(import_id)
    assert failed["status"] == "failed" and "Tệp XML bị hỏng" in failed["failure"]
    posted = len(desk.ledger()["lines"])
    assert 0 < posted < 1200
    made = desk.imported(content)
    assert (made["rows_posted"], made["rows_already_known"]) == (1200 - posted, posted)


@pytest.mark.parametrize("written", [as_camt053, as_mt940])
def test_a_message_taken_up_half_way_ends_as_one_undisturbed_run(desk: Any, written: Callable[..., bytes]) -> None:
    pages = [LINES[:1050], LINES[1050:]]
    opening = [7, 7 + sum(line.amount_vnd for line in pages[0])]
    content = written(LINES, ACCOUNT, opening_vnd=7)
    if written is as_mt940:
        begun = zip(pages, opening, strict=True)
        content = b"".join(written(page, ACCOUNT, opening_vnd=begin) for page, begin in begun)
    import_id = desk.upload(content)
    stops = iter([False, False, True])
    lease = leases.take(desk.store.db, "first")
    assert lease is not None and not importing.ImportRun(desk.store, lease, lambda: next(stops)).run()
    desk.let_the_lease_run_out(import_id)
    desk.run_importer()
    made = desk.certificate(import_id)
    assert (made["rows_read"], made["rows_posted"], len(desk.ledger()["lines"])) == (1200, 1200, 1200)
    assert (made["balance_chain"], made["opening_vnd"], made["unexplained_vnd"]) == ("partial", 7, 0)
    assert made["balances_stated"] == (4 if written is as_mt940 else 2)


def test_an_import_of_before_formats_were_kept_is_still_read_as_csv(desk: Any) -> None:
    import_id = desk.upload(as_csv(table(LINES)))
    unset = {"file_kind": "", "layout_decided": "", "mapping": ""}
    desk.store.db.statement_imports.update_one({"_id": import_id}, {"$unset": unset})
    desk.run_importer()
    assert desk.certificate(import_id)["rows_posted"] == 1200


def test_titles_above_the_header_are_passed_over_and_a_total_below_is_refused_by_line(desk: Any) -> None:
    rows = [["NGÂN HÀNG"], [], ["Số tài khoản", ACCOUNT], *table(LINES[:3]), ["", "Tổng cộng", "", "", "150.000"]]
    made = desk.imported(as_xlsx(rows))
    assert (made["rows_posted"], made["rows_refused"]) == (3, 1)
    assert [(row["line_no"], row["reason_code"]) for row in made["refused"]] == [(8, "day_unreadable")]
    assert list(rows[3]) == list(VIETCOMBANK)
