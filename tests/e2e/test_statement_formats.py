"""Statements in every format, a layout that nobody knew, and the certificate to sign, through the API."""

from __future__ import annotations

import datetime as dt
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.product import Campaign, eventually
from tests.statement_files import Booked, as_camt053, as_csv, as_mt940, as_xlsx, real_cells, table

pytestmark = pytest.mark.e2e

LINES = [
    Booked(dt.date(2024, 10, 17), "5001.1", 100_000, "ung ho 1"),
    Booked(dt.date(2024, 10, 17), "5001.1", 100_000, "ung ho 1"),
    Booked(dt.date(2024, 10, 18), "", -11_000, "phi"),
]
OWN = [["NGÂN HÀNG MẪU"], ["Ngày GD", "Số CT", "Có", "Nợ", "Diễn giải"],
       [dt.date(2024, 10, 17), "A1", 100_000, "", "ung ho"], [dt.date(2024, 10, 18), "A2", "", 11_000, "phi"]]
COLUMNS = {"day": "Ngày GD", "reference": ["Số CT"], "credit": "Có", "debit": "Nợ", "memo": "Diễn giải"}


def send(campaign: Campaign, content: bytes, name: str, **form: str) -> Any:
    account = campaign.account("vietcombank")["number"]
    return campaign.product.api("ke-toan").http.post(
        "/statement-imports", data={"campaign": campaign.code, "account_number": account, **form},
        files={"file": (name, content, "application/octet-stream")},
    )


@pytest.mark.duty("D2")
def test_a_bank_that_changes_its_export_does_not_double_the_gifts(campaign: Campaign) -> None:
    account = campaign.account("vietcombank")["number"]
    first = campaign.import_statement(as_xlsx(real_cells(LINES)))["certificate"]
    assert (first["rows_posted"], first["identical_twins"]) == (3, 1)
    for content in (as_csv(table(LINES)), as_camt053(LINES, account, opening_vnd=9), as_mt940(LINES, account)):
        made = campaign.import_statement(content)["certificate"]
        assert (made["rows_posted"], made["rows_already_known"]) == (0, 3)
    eventually(lambda: campaign.total("received") == {"count": 2, "amount_vnd": 200_000})
    assert campaign.total("bank_debits") == {"count": 1, "amount_vnd": 11_000}


def test_a_statement_in_foreign_currency_is_refused_by_name(campaign: Campaign) -> None:
    account = campaign.account("vietcombank")["number"]
    answer = send(campaign, as_mt940(LINES, account, currency="USD"), "usd.sta")
    assert (answer.status_code, answer.json()["code"]) == (422, "statement_in_foreign_currency")
    assert answer.json()["remedy"]


def test_an_unknown_layout_is_refused_with_its_columns_then_mapped_and_imported(campaign: Campaign) -> None:
    treasurer = campaign.product.api("ke-toan")
    account = campaign.account("vietcombank")["number"]
    content = as_xlsx(OWN)
    unknown = send(campaign, content, "la.xlsx")
    assert (unknown.status_code, unknown.json()["code"]) == (422, "unknown_statement_layout")
    assert unknown.json()["facts"]["found_columns"] == OWN[1]

    import_id = send(campaign, content, "la.xlsx", held="true").json()["import_id"]
    seen = treasurer.read(f"/statement-imports/{import_id}/preview")
    assert (seen["header"], len(seen["rows"])) == (OWN[1], 2)
    path = f"/statement-mappings/{campaign.code}/{account}"
    wrong = treasurer.http.put(path, json={"columns": {**COLUMNS, "memo": "Ghi chú"}, "number_grouping": "none",
                                           "import_id": import_id})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "columns.memo")
    right = {"columns": COLUMNS, "number_grouping": "none", "import_id": import_id}
    assert treasurer.http.put(path, json=right).status_code == 200
    assert treasurer.read(path)["columns"]["memo"] == "Diễn giải"
    assert treasurer.made(f"/statement-imports/{import_id}/start", None)["status"] == "queued"
    eventually(lambda: campaign.total("received") == {"count": 1, "amount_vnd": 100_000})
    again = campaign.import_statement(content)["certificate"]
    assert (again["rows_posted"], again["rows_already_known"]) == (0, 2)


def test_who_may_not_import_sees_no_rows_and_maps_nothing(campaign: Campaign) -> None:
    import_id = send(campaign, as_xlsx(OWN), "la.xlsx", held="true").json()["import_id"]
    auditor = campaign.product.api("kiem-toan")
    account = campaign.account("vietcombank")["number"]
    assert auditor.http.get(f"/statement-imports/{import_id}/preview").status_code == 403
    assert auditor.http.get(f"/statement-mappings/{campaign.code}/{account}").status_code == 403
    assert auditor.post(f"/statement-imports/{import_id}/start").status_code == 403


def test_the_certificate_is_printed_beside_its_json(campaign: Campaign, tmp_path: Path) -> None:
    rows = [*table(LINES), *([["1", "32/10/2024", "R", "", "1.000", "", "x"]] * 120)]
    done = campaign.import_statement(as_csv(rows))
    auditor = campaign.product.api("kiem-toan")
    path = f"/statement-imports/{done['import_id']}/certificate"
    assert auditor.read(path)["certificate"]["rows_refused"] == 120
    printed = auditor.http.get(f"{path}.pdf")
    assert (printed.status_code, printed.headers["Content-Type"]) == (200, "application/pdf")
    (tmp_path / "c.pdf").write_bytes(printed.content)
    text = subprocess.run(["pdftotext", "-layout", tmp_path / "c.pdf", "-"], capture_output=True, text=True, check=True)
    assert "BIÊN BẢN NHẬP SAO KÊ" in text.stdout and "200.000" in text.stdout
    assert text.stdout.count("Ngày giao dịch không có thật") == 120
    assert text.stdout.count("Vị trí") > 2, "the head of the list stands on every page"


def test_the_command_line_shows_maps_and_imports_an_unknown_layout(campaign: Campaign, tmp_path: Path) -> None:
    file = tmp_path / "la.csv"
    file.write_bytes(as_csv([OWN[1], ["17/10/2024", "A1", "100.000", "", "ung ho"]], delimiter=";"))
    where = ("--campaign", campaign.code, "--account", campaign.account("vietcombank")["number"])
    shown = campaign.product.chungtay("statement", "map", str(file), *where)
    assert shown.returncode == 0 and "Diễn giải" in shown.stdout and "ung ho" in shown.stdout, shown.stderr
    roles = [f"--column={role}={name}" for role, name in
             (("day", "Ngày GD"), ("reference", "Số CT"), ("credit", "Có"), ("debit", "Nợ"), ("memo", "Diễn giải"))]
    wrong = campaign.product.chungtay("statement", "map", str(file), *where, *roles)
    assert wrong.returncode == 1 and "number_grouping" in wrong.stderr
    done = campaign.product.chungtay("statement", "map", str(file), *where, *roles, "--grouping", "dot", "--import")
    assert done.returncode == 0 and "rows_posted: 1" in done.stdout, done.stdout + done.stderr
    again = campaign.product.chungtay("statement", "import", str(file), *where)
    assert again.returncode == 0 and "rows_already_known: 1" in again.stdout, again.stdout + again.stderr
