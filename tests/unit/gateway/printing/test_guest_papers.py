"""Badges, seat cards, sheets and letters as they come out of the printer."""

import io
import re
import subprocess
from typing import Any

from docx import Document

from gateway.printing import guest_papers as papers
from gateway.printing import invitation_letters as letters

ACTIVITY = {
    "name": "Diễn đàn", "place": "Phim trường", "starts_on": "2024-10-14", "ends_on": None,
    "quotas": [
        {"code": "khoi-7", "name": "Khối 7", "within": None, "protocol_order": 7},
        {"code": "ho", "name": "Hộ nghèo", "within": "khoi-7", "protocol_order": 1},
        {"code": "khoi-2", "name": "Khối 2", "within": None, "protocol_order": 2},
    ],
}
INJECTED = '#panic() ] } " \\ $ @x *['


def guest(number: int = 1, **changes: Any) -> dict[str, Any]:
    usual = {
        "number": number, "code": "A7KPX2", "guest_name": "Đặng Văn Giám", "quota": "khoi-2", "organisation": "Sở Y tế",
        "commune": "", "seat": "A1", "photo_consent": True, "beneficiary": False,
    }
    return usual | changes


HOUSEHOLD = guest(2, guest_name="Katơr Thị Sáu", quota="ho", organisation="", commune="Phước Bình", beneficiary=True)


def words(pdf: bytes) -> str:
    made = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return made.stdout.decode()


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_a_badge_shows_the_code_for_cameras_and_for_fingers_and_eight_are_on_a_sheet() -> None:
    made = papers.badges_pdf(ACTIVITY, [guest(n) for n in range(1, 10)])
    assert pages(made) == 2
    text = words(made)
    assert "".join(text.split()).count("A7KPX2") == 9 and "Sở Y tế" in text and "Khối 2" in text


def test_a_badge_or_card_does_not_tell_that_its_bearer_is_poor() -> None:
    for made in (papers.badges_pdf(ACTIVITY, [HOUSEHOLD]), papers.seat_cards_pdf(ACTIVITY, [HOUSEHOLD])):
        text = words(made)
        assert "Katơr Thị Sáu" in text
        assert "Hộ nghèo" not in text and "Khối 7" not in text and "Phước Bình" not in text


def test_whoever_has_not_said_yes_to_pictures_bears_it_on_the_badge() -> None:
    asks_not = "Xin không chụp ảnh"
    assert asks_not not in words(papers.badges_pdf(ACTIVITY, [guest()]))
    for consent in (None, False):
        assert asks_not in words(papers.badges_pdf(ACTIVITY, [guest(photo_consent=consent)]))


def test_a_card_bears_the_name_on_either_side_and_two_are_on_a_sheet() -> None:
    made = papers.seat_cards_pdf(ACTIVITY, [guest(1), guest(2), guest(3, guest_name="Trần " * 24)])
    assert pages(made) == 2


def test_the_sheet_to_be_signed_goes_by_protocol_order_and_counts() -> None:
    text = words(papers.attendance_pdf(ACTIVITY, [HOUSEHOLD, guest(1), guest(3)]))
    assert text.index("Khối 2") < text.index("Hộ nghèo")
    assert "Phước Bình" in text and "danh sách: 3" in text
    assert pages(papers.attendance_pdf(ACTIVITY, [guest(n) for n in range(1, 60)])) > 1


def test_what_guests_write_is_text_and_never_markup() -> None:
    odd = guest(guest_name=INJECTED, organisation=INJECTED, seat="A")
    for make in (papers.badges_pdf, papers.seat_cards_pdf, papers.attendance_pdf):
        assert "#panic()" in words(make(ACTIVITY, [odd]))


def test_long_names_do_not_push_a_badge_or_a_card_over_its_edge() -> None:
    long = [guest(n, guest_name="Nguyễn Thị " * 10, organisation="Sở Lao động " * 16) for n in range(1, 9)]
    assert pages(papers.badges_pdf(ACTIVITY, long)) == 1
    assert pages(papers.seat_cards_pdf(ACTIVITY, long[:2])) == 1


PAPER = {
    "letter_number": "", "place": "Phan Rang", "issued_on": "2024-10-01", "activity_name": "Diễn đàn",
    "time": letters.when(None, None), "venue": "Phim trường", "paragraphs": ["Trân trọng {{ 7*7 }} <b> &"],
    "signer_office": "Trưởng ban", "signer_name": "Nguyễn Văn Mẫu",
}


def invitation(**changes: Any) -> dict[str, Any]:
    usual = {
        "office": "Sở Y tế", "guest_name": "Đặng Văn Giám", "title": "Giám đốc", "reply_by_on": "2024-10-12",
        "link": "https://quy.vi-du.vn/thu-moi/abc",
    }
    return usual | changes


def test_each_office_gets_a_letter_of_its_own_with_its_day_and_link() -> None:
    both = [invitation(), invitation(office="Sở Nội vụ & bạn", guest_name="", title="")]
    made = letters.letters_pdf(PAPER, both)
    text = words(made)
    assert pages(made) == 2
    assert "Giám đốc Đặng Văn Giám, Sở Y tế" in text and "Sở Nội vụ & bạn" in text
    assert "Sẽ thông báo sau" in text and "ngày 12 tháng 10 năm 2024" in text
    document = Document(io.BytesIO(letters.letters_docx(PAPER, both)))
    written = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert written.count("GIẤY MỜI") == 2 and "Kính mời: Sở Nội vụ & bạn" in written
    assert "{{ 7*7 }} <b> &" in written and "https://quy.vi-du.vn/thu-moi/abc" in written
    assert len(document.inline_shapes) == 2


def test_days_are_written_as_in_a_letter() -> None:
    assert letters.when("2024-10-14", "2024-10-14") == "ngày 14 tháng 10 năm 2024"
    assert letters.when("2024-10-14", "2024-10-17") == "từ ngày 14 tháng 10 năm 2024 đến ngày 17 tháng 10 năm 2024"
