"""A bank statement imported, and imported again."""

from __future__ import annotations

import json
import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.product import SHARED_STATEMENTS, Campaign, eventually

pytestmark = pytest.mark.e2e

HEADER = "\ufeffPageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails\n"


@pytest.mark.duty("D2")
@pytest.mark.skipif(not SHARED_STATEMENTS.exists(), reason="the shared sample statements are not here")
def test_the_sample_statement_is_accounted_for_to_the_dong_and_a_second_import_finds_nothing_new(
    campaign: Campaign,
) -> None:
    manifest = json.loads((SHARED_STATEMENTS / "manifest.json").read_text())["vietcombank.csv"]
    file = SHARED_STATEMENTS / "vietcombank.csv"

    first = campaign.import_statement(file)["certificate"]
    assert first["rows_read"] == first["rows_posted"] == manifest["rows"] == 600
    assert (first["credit_rows"], first["credit_vnd"]) == (598, 742_157_542)
    assert (first["debit_rows"], first["debit_vnd"]) == (manifest["debit_rows"], manifest["debit_vnd"])
    assert first["identical_twins"] == manifest["identical_twins"] == 7
    assert (first["opening_vnd"], first["closing_vnd"]) == (manifest["opening_vnd"], manifest["closing_vnd"])
    assert first["balance_chain"] == "partial"

    again = campaign.import_statement(file)["certificate"]
    assert (again["rows_posted"], again["rows_already_known"], again["rows_refused"]) == (0, 600, 0)

    eventually(lambda: campaign.total("received") == {"count": 598, "amount_vnd": 742_157_542})
    assert campaign.total("bank_debits") == {"count": 2, "amount_vnd": 22_000}
    rows = campaign.rows("received")
    assert len(rows) == 598
    assert sum(row["state"]["amount_vnd"] for row in rows) == 742_157_542


@pytest.mark.duty("E1")
@pytest.mark.duty("D4")
def test_a_golf_pledge_becomes_money_when_a_statement_line_carries_its_code(campaign: Campaign) -> None:
    pledge = campaign.product.api().made(
        "/pledges",
        {"campaign": campaign.code, "unit": "58", "amount_vnd": 30_000_000, "pledger_name": "Nhà tài trợ mẫu",
         "pledged_on": "2024-11-01", "activity": campaign.activity("golf")},
    )
    eventually(lambda: campaign.total("pledged")["amount_vnd"] == 30_000_000)
    assert campaign.total("received")["amount_vnd"] == 0, "a pledge is not money"

    code = pledge["memo_code"]
    half = f"1,05/11/2024,5001.1,,15.000.000,,MBVCB.1.{code.lower()} tai tro golf\n"
    campaign.import_statement((HEADER + half).encode())
    eventually(lambda: campaign.total("pledge_fulfilled")["amount_vnd"] == 15_000_000)
    found = campaign.product.api().read(f"/pledges/{pledge['pledge_id']}")
    assert (found["status"], found["fulfilled_vnd"]) == ("part_fulfilled", 15_000_000)

    rest = half + f"1,06/11/2024,5001.2,,15.000.000,,{code[:4]} {code[4:8]}.{code[8:]} phan con lai\n"
    campaign.import_statement((HEADER + rest).encode())
    report = eventually(lambda: r if (r := campaign.report())["pledges"]["outstanding_vnd"] == 0 else None)
    assert report["pledges"]["collection_percent"] == 100.0
    assert report["total"]["received"]["amount_vnd"] == 30_000_000
    golf = [s for s in report["sources"] if s["figure"] == "pledge_fulfilled"]
    assert [(s["source"], s["amount_vnd"]) for s in golf] == [(campaign.activity("golf"), 30_000_000)]


def test_damaged_rows_are_refused_one_by_one_with_their_line_and_the_rest_is_booked(campaign: Campaign) -> None:
    rows = [
        "1,17/10/2024,5001.1,,100.000,,ung ho 1", "1,32/10/2024,5001.2,,100.000,,ngay sai",
        "1,17/10/2024,5001.3,,-50.000,,so am", '1,17/10/2024,5001.4,,200.000,,"=HYPERLINK(""http://x"")"',
    ]
    certificate = campaign.import_statement((HEADER + "\n".join(rows) + "\n").encode())["certificate"]
    assert (certificate["rows_posted"], certificate["rows_refused"]) == (2, 2)
    assert [refused["line_no"] for refused in certificate["refused"]] == [3, 4]
    eventually(lambda: campaign.total("received") == {"count": 2, "amount_vnd": 300_000})


@pytest.fixture
def waiting_import(campaign: Campaign) -> Iterator[Callable[[], str]]:
    """Sends a statement that stays in the queue: the importer is stopped (not ended) meanwhile."""
    pid = eventually(lambda: campaign.product.stack.pid_of("donations-importer"))
    os.kill(pid, signal.SIGSTOP)

    def send() -> str:
        answer = campaign.product.api("ke-toan").http.post(
            "/statement-imports",
            data={"campaign": campaign.code, "account_number": campaign.account("vietcombank")["number"]},
            files={"file": ("cho.csv", (HEADER + "1,17/10/2024,5001.1,,100.000,,ung ho\n").encode(), "text/csv")},
        )
        assert answer.status_code == 202, answer.text
        return str(answer.json()["import_id"])

    try:
        yield send
    finally:
        os.kill(pid, signal.SIGCONT)


def test_an_import_that_waits_is_cancelled_by_who_may_import_and_books_nothing(
    campaign: Campaign, waiting_import: Callable[[], str]
) -> None:
    import_id = waiting_import()
    treasurer = campaign.product.api("ke-toan")
    path = f"/statement-imports/{import_id}/cancellation"
    assert campaign.product.api("kiem-toan").post(path).status_code == 403
    assert treasurer.post("/statement-imports/khong-co/cancellation").status_code == 404
    assert treasurer.made(path, None)["status"] == "cancelled"
    assert treasurer.made(path, None)["status"] == "cancelled"
    eventually(lambda: treasurer.read(f"/statement-imports/{import_id}")["status"] == "cancelled")


def test_the_page_of_a_waiting_import_asks_before_it_cancels(
    campaign: Campaign, waiting_import: Callable[[], str]
) -> None:
    import_id = waiting_import()
    product = campaign.product
    with httpx.Client(base_url=product.address, trust_env=False, timeout=30) as browser:
        secret = _secret(browser.get("/dang-nhap"))
        password = product.stack.secrets.demo_password("ke-toan")
        browser.post("/dang-nhap", data={"csrf_token": secret, "username": "ke-toan", "password": password})
        assert f'href="/sao-ke/{import_id}/huy"' in browser.get(f"/sao-ke/{import_id}").text
        asked = browser.get(f"/sao-ke/{import_id}/huy")
        assert "Hủy lần nhập cho.csv?" in asked.text
        done = browser.post(f"/sao-ke/{import_id}/huy", data={"csrf_token": _secret(asked)}, follow_redirects=True)
        assert "Đã hủy lần nhập cho.csv" in done.text and "Lần nhập này đã hủy" in done.text
        assert f"/sao-ke/{import_id}/huy" not in done.text
        assert "không hủy được nữa" in browser.get(f"/sao-ke/{import_id}/huy").text


def _secret(page: httpx.Response) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.text)
    assert found, page.text
    return found.group(1)


def test_an_import_that_is_done_is_not_cancelled(campaign: Campaign) -> None:
    done = campaign.import_statement((HEADER + "1,17/10/2024,5001.1,,100.000,,ung ho\n").encode())
    late = campaign.product.api("ke-toan").post(f"/statement-imports/{done['import_id']}/cancellation")
    assert (late.status_code, late.json()["code"]) == (409, "statement_import_closed")


def test_a_row_of_an_impossible_year_is_refused_and_does_not_stretch_the_report(campaign: Campaign) -> None:
    rows = "1,17/10/0204,5001.1,,100.000,,sai nam\n1,17/10/2024,5001.2,,200.000,,dung nam\n"
    certificate = campaign.import_statement((HEADER + rows).encode())["certificate"]
    assert [(one["line_no"], one["reason_code"]) for one in certificate["refused"]] == [(2, "day_out_of_range")]
    eventually(lambda: campaign.total("received") == {"count": 1, "amount_vnd": 200_000})


@pytest.mark.skipif(not SHARED_STATEMENTS.exists(), reason="the shared sample statements are not here")
def test_an_undone_import_leaves_the_report_as_it_was_and_the_same_file_books_again(campaign: Campaign) -> None:
    treasurer, file = campaign.product.api("ke-toan"), SHARED_STATEMENTS / "vietcombank.csv"
    first = campaign.import_statement(file)
    path = f"/statement-imports/{first['import_id']}/undo"
    eventually(lambda: campaign.total("received")["amount_vnd"] == 742_157_542)
    assert campaign.product.api("kiem-toan").post(path, {"reason": "Nhầm"}).status_code == 403
    assert treasurer.post(path, {}).status_code == 422
    assert treasurer.post(path, {"reason": "Nhầm"}, key=None).status_code == 422
    asked = treasurer.made(path, {"reason": "Tải nhầm tài khoản"}, key=f"undo-{first['import_id']}")
    assert (asked["status"], asked["undo_reason"]) == ("undoing", "Tải nhầm tài khoản")
    undone = eventually(lambda: s if (s := _import(campaign, first))["status"] == "undone" else None)
    assert undone and (undone["rows_undone"], undone["percent"]) == (600, 100)
    assert treasurer.made(path, {"reason": "Tải nhầm tài khoản"}, key=f"undo-{first['import_id']}") == asked

    nothing = {"count": 0, "amount_vnd": 0}
    eventually(lambda: campaign.total("received") == nothing and campaign.total("bank_debits") == nothing)
    eventually(lambda: campaign.total("statement_rows_posted")["count"] == 0)
    assert campaign.rows("received") == []

    again = campaign.import_statement(file)["certificate"]
    assert (again["rows_posted"], again["rows_already_known"]) == (600, 0)
    eventually(lambda: campaign.total("received") == {"count": 598, "amount_vnd": 742_157_542})
    assert campaign.total("bank_debits") == {"count": 2, "amount_vnd": 22_000}


def test_an_import_that_is_read_shows_its_progress_is_cancelled_and_goes_on_to_its_end(campaign: Campaign) -> None:
    rows = "".join(f"1,{17 + n % 14}/10/2024,5001.{n},,100.000,,ung ho {n}\n" for n in range(40_000))
    treasurer = campaign.product.api("ke-toan")
    answer = treasurer.http.post(
        "/statement-imports",
        data={"campaign": campaign.code, "account_number": campaign.account("vietcombank")["number"]},
        files={"file": ("lon.csv", (HEADER + rows).encode(), "text/csv")},
    )
    sent = answer.json()
    running = eventually(lambda: s if (s := _import(campaign, sent))["rows_read"] else None)
    assert running and running["status"] == "running" and 0 < running["percent"] < 100
    path = f"/statement-imports/{sent['import_id']}"
    early = treasurer.post(f"{path}/undo", {"reason": "Nhầm"})
    assert (early.status_code, early.json()["code"]) == (409, "statement_import_not_finished")
    cancelled = treasurer.made(f"{path}/cancellation", None)
    booked = cancelled["certificate"]["rows_posted"]
    assert cancelled["status"] == "cancelled" and 0 < booked == cancelled["rows_read"] < 40_000
    eventually(lambda: campaign.total("received")["count"] == booked)

    assert treasurer.made(f"{path}/resumption", None)["status"] == "queued"
    done = eventually(lambda: s if (s := _import(campaign, sent))["status"] == "done" else None, within_seconds=60)
    assert done and (done["certificate"]["rows_posted"], done["percent"]) == (40_000, 100)
    eventually(
        lambda: campaign.total("received") == {"count": 40_000, "amount_vnd": 4_000_000_000}, within_seconds=60
    )


def test_the_command_line_imports_undoes_and_says_so(campaign: Campaign, tmp_path: Path) -> None:
    file = tmp_path / "sao-ke.csv"
    file.write_text(HEADER + "1,17/10/2024,5001.1,,100.000,,ung ho\n")
    chungtay = campaign.product.chungtay
    account = campaign.account("vietcombank")["number"]
    made = chungtay("statement", "import", str(file), "--campaign", campaign.code, "--account", account)
    found = re.search(r"Biên bản ([0-9a-f]{32})", made.stdout)
    assert made.returncode == 0 and found, made.stdout + made.stderr
    undone = chungtay("statement", "undo", found[1], "--reason", "Nhầm")
    assert undone.returncode == 0 and "undone" in undone.stdout, undone.stdout + undone.stderr
    late = chungtay("statement", "resume", found[1])
    assert late.returncode == 1 and "statement_import_closed" in late.stderr


def _import(campaign: Campaign, sent: dict[str, Any]) -> dict[str, Any]:
    return campaign.product.api("ke-toan").read(f"/statement-imports/{sent['import_id']}")
