"""The paper of a receipt."""

import re
from typing import Any

from gateway.printing.receipts import ANONYMOUS, LONGEST_NOTE, LONGEST_PURPOSE, printed, receipts_pdf

FUNDS, PAGE = {"c": "Tháng cao điểm"}, "https://quy.example.vn/kiem-tra-bien-nhan"


def receipt(**changes: Any) -> dict[str, Any]:
    usual = {
        "campaign": "c", "unit_name": "Phan Rang – Tháp Chàm", "check_code": "BN7K3MXQ9A2C4D5E6F71",
        "donor_name": "Nguyễn Văn An",
        "note": "", "channel": "cash", "void_reason": None, "number_text": "0000123/2026-H", "status": "issued",
        "address": "", "issued_on": "2026-11-27", "received_on": "2024-10-18", "amount_vnd": 523_056,
        "amount_in_words": "Năm trăm hai mươi ba nghìn không trăm năm mươi sáu đồng",
    }
    return usual | changes


def told(**changes: Any) -> dict[str, Any]:
    return printed(receipt(**changes), FUNDS, PAGE)


def test_each_receipt_is_one_sheet_however_much_is_filled_in() -> None:
    much = "Ủng hộ xây nhà cho hộ nghèo " * 20
    longest = receipt(
        donor_name=much[:120], address=much[:200], note=much[:500], void_reason=much[:500], status="void",
        amount_vnd=10**15 - 1, amount_in_words=much[:170],
    )
    pdf = receipts_pdf([receipt(), longest, receipt(status="void", void_reason="Ghi sai")], FUNDS, PAGE)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 3


def test_what_donors_write_is_text_and_never_markup() -> None:
    assert receipts_pdf([receipt(donor_name='#panic() ] } " \\ $ @x', note="*[")], FUNDS, PAGE)


def test_the_code_is_printed_for_cameras_and_for_fingers() -> None:
    paper = told()
    assert paper["check_code_spaced"] == "BN7K 3MXQ 9A2C 4D5E 6F71"
    assert paper["check_address"] == "quy.example.vn/kiem-tra-bien-nhan"
    assert paper["qr"].startswith("<svg") and paper["qr"] != told(check_code="BN" + "0" * 18)["qr"]


def test_a_donor_without_a_name_and_a_long_purpose_fit_the_lines() -> None:
    paper = told(donor_name="", note="x " * 250, void_reason="y " * 250)
    assert paper["donor"] == ANONYMOUS
    assert len(paper["purpose"]) <= LONGEST_PURPOSE and len(paper["void_reason"]) <= LONGEST_NOTE
