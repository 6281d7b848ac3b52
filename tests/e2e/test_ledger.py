"""The sealed ledger and the books through the gateway and the command line."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import httpx
from python_calamine import CalamineWorkbook

from services.donations.ledger import sealing_rules
from tests.e2e.product import Campaign, Product, eventually


def as_a_visitor(product: Product, path: str, **query: str) -> httpx.Response:
    """Not logged in."""
    return httpx.get(f"{product.address}/api/v1/public/ledger/{path}", params=query, trust_env=False)


def proof_of(product: Product, entry_id: str) -> dict[str, Any]:
    found = eventually(lambda: (answer := as_a_visitor(product, f"proofs/{entry_id}")).is_success and answer)
    return dict(found.json()) if found else {}


def test_within_seconds_anybody_can_prove_that_a_gift_is_in_the_ledger(product: Product, campaign: Campaign):
    gift = product.api().made("/donations", campaign.gift(donor_name="Nguyễn Văn An", amount_vnd=123_457))
    proof = proof_of(product, gift["journal_entry_id"])
    sealing_rules.check_proof(proof)
    assert (proof["block"]["campaign"], proof["entry_id"]) == (campaign.code, gift["journal_entry_id"])
    assert "123457" not in str(proof)
    assert "An" not in str(proof)


def test_what_is_not_in_the_ledger_has_no_proof(product: Product, campaign: Campaign):
    unknown = as_a_visitor(product, "proofs/donation-unknown")
    assert (unknown.status_code, unknown.json()["code"]) == (404, "entry_not_found")
    assert as_a_visitor(product, "roots", campaign=campaign.code).json() == {"rows": [], "next": None}


def sealed(campaign: Campaign, entries: int, user: str = "tinh", **query: Any) -> dict[str, Any]:
    """The trial balance as soon as so many entries are sealed."""

    def look() -> dict[str, Any] | None:
        found = campaign.product.api(user).read("/books/trial-balance", campaign=campaign.code, **query)
        return found if found["sealed_entries"] >= entries else None

    return dict(eventually(look) or {})


def give(campaign: Campaign, *amounts_vnd: int, **more: Any) -> list[dict[str, Any]]:
    return [campaign.product.api().made("/donations", campaign.gift(amount_vnd=vnd, **more)) for vnd in amounts_vnd]


def test_the_ledger_is_exported_and_verified_offline_and_one_dong_changed_names_the_entry(
    product: Product, campaign: Campaign, tmp_path: Path
):
    gifts = give(campaign, 50_000, 70_000, 1)
    sealed(campaign, 3)
    file = tmp_path / "so-cai.jsonl"
    exported = product.chungtay("ledger", "export", str(file), "--campaign", campaign.code)
    assert exported.returncode == 0, exported.stderr
    whole = product.chungtay("verify-ledger", str(file))
    assert whole.returncode == 0, whole.stdout + whole.stderr
    assert "Sổ cái nguyên vẹn: 3 bút toán" in whole.stdout

    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert {line["id"] for line in lines if line["kind"] == "entry"} == {g["journal_entry_id"] for g in gifts}
    changed = next(line for line in lines if line.get("id") == gifts[1]["journal_entry_id"])
    for posting in changed["postings"]:
        posting["debit_vnd"] += bool(posting["debit_vnd"])
        posting["credit_vnd"] += bool(posting["credit_vnd"])
    file.write_text("".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines))
    told = product.chungtay("verify-ledger", str(file))
    assert told.returncode == 1
    assert f"Bút toán {changed['id']} đã bị sửa" in told.stdout


def test_the_books_are_read_and_taken_away_as_csv_and_xlsx(product: Product, campaign: Campaign):
    give(campaign, 50_000, 70_000, 1)
    give(campaign, 9_000, unit="588")
    books = sealed(campaign, 4)
    assert books["total"]["closing_debit_vnd"] == books["total"]["closing_credit_vnd"] == 129_001
    assert [row["account"] for row in sealed(campaign, 4, kind="cash", unit="582")["rows"]] == ["cash:582"]
    assert sealed(campaign, 4, level="commune")["rows"] == []
    assert sealed(campaign, 4, level="district")["total"]["debit_vnd"] == 129_001

    which = {"campaign": campaign.code, "account": "cash:582", "from_on": "2024-10-01", "to_on": "2024-10-31"}
    page = product.api().read("/books/account-book", **which, limit=2)
    assert (page["opening_vnd"], page["debit_vnd"], page["closing_vnd"]) == (0, 120_001, 120_001)
    rest = product.api().read("/books/account-book", **which, after=page["next"])
    assert [len(page["rows"]), len(rest["rows"]), rest["rows"][-1]["balance_vnd"]] == [2, 1, 120_001]

    text = product.api().http.get("/books/account-book/export.csv", params=which).text
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert (rows[0]["Loại chứng từ"], rows[-1]["Nợ"], rows[-1]["Số dư"]) == ("Số dư đầu kỳ", "120001", "120001")
    assert [row["Loại chứng từ"] for row in rows[1:-1]] == ["Khoản ủng hộ"] * 3
    sheet = product.api().http.get("/books/trial-balance/export.xlsx", params={"campaign": campaign.code})
    cells = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert cells[0][:2] == ["Tài khoản", "Dư Nợ đầu kỳ"]
    assert cells[-1] == ["Cộng", 0, 0, 129_001, 129_001, 129_001, 129_001]


def test_books_are_for_those_who_keep_or_audit_them_and_refuse_by_name(product: Product, campaign: Campaign):
    give(campaign, 50_000)
    give(campaign, 9_000, unit="588")
    which = {"campaign": campaign.code}
    assert sealed(campaign, 2, user="ke-toan")["total"] == sealed(campaign, 2, user="kiem-toan")["total"]
    assert product.api("thuan-bac").http.get("/books/trial-balance", params=which).status_code == 403
    # The treasurer keeps the books of the own units; the whole campaign's ledger is for who may see everything.
    assert product.api("ke-toan").http.get("/books/ledger", params=which).status_code == 403
    everybody = httpx.get(f"{product.address}/api/v1/books/trial-balance", params=which, trust_env=False)
    assert everybody.status_code == 401
    backwards = {**which, "from_on": "2024-10-02", "to_on": "2024-10-01"}
    refused = product.api().http.get("/books/trial-balance", params=backwards)
    assert (refused.status_code, refused.json()["code"]) == (422, "period_backwards")
    unknown = product.api().http.get("/books/ledger", params={"campaign": "khong-co"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "campaign_not_found")
