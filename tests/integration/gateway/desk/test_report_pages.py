"""The pages of reports: what a unit, the level above and whoever signs see and send, and what is kept when it is
refused."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from gateway.access import accounts
from gateway.access.rules import Grant
from tests import events_made as made
from tests.integration.gateway.access.pages import log_in
from tests.integration.gateway.desk.conftest import APPROVER, AUDITOR, PROVINCE, SIGNER, People
from tests.integration.gateway.reports.conftest import take_in

pytestmark = pytest.mark.integration

COMMUNE = ("unit_officer", "582")
PASS_PHRASE = "a long enough pass phrase"


class Browser:
    """Somebody logged in, who fills in forms as they stand on a page."""

    def __init__(self, client: FlaskClient, username: str) -> None:
        self._client = client
        assert log_in(client, username, PASS_PHRASE).status_code in (302, 303)

    def get(self, path: str, status: int = 200) -> str:
        answer = self._client.get(path)
        assert answer.status_code == status, answer.text
        return answer.get_data(as_text=True)

    def hidden(self, path: str, action: str = "") -> dict[str, str]:
        """The hidden fields of the form that is sent to ``action`` (the page itself when empty)."""
        page = self.get(path)
        form = re.search(rf'<form[^>]*method="post" action="{re.escape(action or path)}".*?</form>', page, re.DOTALL)
        assert form, page
        found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form.group(0))
        return dict(found)

    def send(self, path: str, fields: dict[str, object], held: dict[str, str] | None = None) -> TestResponse:
        """Fill in and send the form of ``path``; ``held``: its hidden fields, read earlier."""
        return self._client.post(path, data={**(held or self.hidden(path)), **fields})


@pytest.fixture
def unit(people: People) -> Iterator[Browser]:
    accounts.create("can-bo", "Cán bộ", PASS_PHRASE, [Grant(*COMMUNE)])
    yield Browser(people.browser(), "can-bo")


@pytest.fixture
def province(people: People) -> Iterator[Browser]:
    accounts.create("tinh", "Tỉnh", PASS_PHRASE, [Grant(*PROVINCE)])
    yield Browser(people.browser(), "tinh")


def test_a_unit_fills_in_and_hands_in_and_the_level_above_accepts(
    people: People, unit: Browser, province: Browser
) -> None:
    people.ask(PROVINCE, "PUT", "/report-indicators/meetings", {
        "name": "Số buổi tuyên truyền", "measure": "buổi", "given_by": "unit", "adds_up": True,
    })
    round_ = people.open_round(indicators=["meetings"])
    report_id = f"{round_['round_id']}-582"
    report = f"/bao-cao/{report_id}"
    listed = unit.get("/bao-cao")
    assert round_["title"] in listed and report in listed
    assert f"{round_['round_id']}-584" not in unit.get(f"/bao-cao/ky/{round_['round_id']}"), "not theirs to see"
    unit.get(f"/bao-cao/{round_['round_id']}-584", 403)

    refused = unit.send(f"{report}/gui", {})
    assert refused.status_code == 422
    assert 'href="#sections.assessment"' in refused.text and 'id="sections.assessment"' in refused.text
    section = f"{report}/muc/assessment"
    beside = unit.get(section)
    assert "Số liệu của báo cáo" in beside and people.db["desk_reports"].find_one({"_id": report_id})["version"] == 1
    held = unit.hidden(section)
    for _ in range(2):  # a second press counts once
        saved = unit.send(section, {"text": "Xã làm tốt, được 999.999.999 đồng.", "o-lai": "1"}, held)
        assert saved.status_code == 303, saved.text
    assert people.db["desk_reports"].find_one({"_id": report_id})["version"] == 2
    assert "Không khớp số liệu nào" in unit.get(saved.headers["Location"])
    unit.send(section, {"text": "Xã làm tốt."})

    wrong = unit.send(f"{report}/chi-tieu", {"so.meetings": "ba buổi"})
    assert wrong.status_code == 422 and 'value="ba buổi"' in wrong.text and 'href="#so.meetings"' in wrong.text
    assert unit.send(f"{report}/chi-tieu", {"so.meetings": "1.234,5"}).status_code == 303
    example = {"kind": "person", "title": "Bà Mẫu", "story": "Hiến đất.", "found_on": "2024-11-01"}
    new, hidden = f"{report}/guong/moi", unit.hidden(f"{report}/guong", f"{report}/guong/moi")
    not_agreed = unit.send(new, example, hidden)
    assert not_agreed.status_code == 422 and "Hiến đất." in not_agreed.text, "what was typed is still there"
    assert unit.send(new, {**example, "person_agrees": "1"}, hidden).status_code == 303
    checked = unit.get(f"{report}/gui")
    assert "Bà Mẫu" in checked and "1.234,5 buổi" in checked
    assert unit.send(f"{report}/gui", {}).status_code == 303
    assert "Số liệu đang được chụp lại" in unit.get(report)
    assert "đang được chụp lại" in unit.get(f"{report}/so-lieu")
    accepting = province.hidden(report, f"{report}/xet/nhan")
    too_early = province.send(f"{report}/xet/nhan", {}, accepting)
    assert too_early.status_code == 409 and "còn đang được chụp lại" in too_early.text
    people.desk_works()
    assert "không đổi nữa" in unit.get(f"{report}/so-lieu")

    no_reason = province.send(f"{report}/xet/tra-lai", {}, accepting)
    assert no_reason.status_code == 422 and 'href="#tra-lai.reason"' in no_reason.text
    assert province.send(f"{report}/xet/tra-lai", {"tra-lai.reason": "Thêm kết quả."}, accepting).status_code == 303
    assert "Thêm kết quả." in unit.get(report)
    unit.send(f"{report}/gui", {})
    people.desk_works()
    late = province.send(f"{report}/xet/nhan", {}, accepting)
    assert late.status_code == 412 and "can-bo đã thay đổi báo cáo này" in late.text, "handed in anew since"
    assert province.send(f"{report}/xet/nhan", {}, province.hidden(report, f"{report}/xet/nhan")).status_code == 303
    page = province.get(report)
    assert "Bản 1" in page and "Đã được nhận" in page
    assert unit.send(section, {"text": "Muộn."}, {**held, "ma_phieu": "khac"}).status_code == 412


def test_of_two_who_write_the_same_section_neither_loses_a_word(
    people: People, unit: Browser, province: Browser
) -> None:
    round_ = people.open_round()
    report = f"/bao-cao/{round_['round_id']}-582"
    here, other = f"{report}/muc/assessment", f"{report}/muc/results"
    mine, another = unit.hidden(here), unit.hidden(other)
    assert province.send(here, {"text": "Lời của tỉnh."}).status_code == 303
    assert unit.send(other, {"text": "Mười nhà."}, another).status_code == 303, "another section is no conflict"
    clash = unit.send(here, {"text": "Lời của xã."}, mine)
    assert clash.status_code == 412
    assert "đã thay đổi báo cáo này" in clash.text
    assert "Lời của xã." in clash.text and "Lời của tỉnh." in clash.text
    kept = people.db["desk_reports"].find_one({"_id": f"{round_['round_id']}-582"})["sections"]
    assert kept == {"assessment": "Lời của tỉnh.", "results": "Mười nhà."}
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', clash.text))
    assert unit.send(here, {"text": "Lời của tỉnh và xã."}, again).status_code == 303
    kept = people.db["desk_reports"].find_one({"_id": f"{round_['round_id']}-582"})["sections"]
    assert kept["assessment"] == "Lời của tỉnh và xã."


def test_a_round_is_opened_once_after_it_was_shown_with_the_days_reckoned(people: People, province: Browser) -> None:
    form = "/bao-cao/mo-ky"
    fields = {
        "kind": "quarter_14", "day_in": "2024-10-20", "due_on": "", "due_business_days": "5", "don-vi": ["582", "584"],
    }
    hidden = province.hidden(form)
    assert province.send(form, {**fields, "kind": "", "buoc": "kiem-tra"}, hidden).status_code == 422
    none = province.send(form, {**fields, "don-vi": [], "buoc": "kiem-tra"}, hidden)
    assert none.status_code == 422 and "Chọn ít nhất một đơn vị" in none.text
    shown = province.send(form, {**fields, "buoc": "kiem-tra"}, hidden)
    assert shown.status_code == 200, shown.text
    assert "quý IV năm 2024 (từ 15/09/2024 đến 14/12/2024)" in shown.text and "20/12/2024" in shown.text
    assert people.db["desk_rounds"].count_documents({}) == 0, "only tried out"
    opened = [province.send(form, {**fields, "buoc": "gui"}, hidden) for _ in range(2)]
    assert {one.status_code for one in opened} == {303} and len({one.headers["Location"] for one in opened}) == 1
    assert people.db["desk_rounds"].count_documents({}) == 1
    twice = province.send(form, {**fields, "buoc": "kiem-tra"})
    assert twice.status_code == 409 and "Đơn vị đã mở kỳ báo cáo" in twice.text and 'value="2024-10-20"' in twice.text

    page = opened[0].headers["Location"]
    moving = province.hidden(page, f"{page}/han")
    assert province.send(f"{page}/han", {"han.due_on": "2024-12-31", "han.reason": ""}, moving).status_code == 422
    moved = province.send(f"{page}/han", {"han.due_on": "2024-12-31", "han.reason": "Lũ lụt."}, moving)
    assert moved.status_code == 303 and "31/12/2024" in province.get(page)
    late = province.send(f"{page}/huy", {"huy.reason": "Nhầm kỳ."}, {**moving, "ma_phieu": "khac"})
    assert late.status_code == 412 and "Nhầm kỳ." in late.text
    withdrawing = province.hidden(page, f"{page}/huy")
    assert province.send(f"{page}/huy", {"huy.reason": "Nhầm kỳ."}, withdrawing).status_code == 303
    assert "Kỳ báo cáo này đã hủy: Nhầm kỳ." in province.get(page)
    assert "Không có kỳ báo cáo nào như vậy." in province.get("/bao-cao?tinh-trang=open")
    assert page in province.get("/bao-cao?tinh-trang=withdrawn")


def test_the_province_puts_together_confirms_a_number_from_elsewhere_signs_and_corrects(
    people: People, province: Browser
) -> None:
    round_ = people.open_round()
    whole = f"/bao-cao/{round_['round_id']}-58"
    people.hand_in(round_, "582")
    missing = province.send(f"{whole}/tong-hop", {})
    assert missing.status_code == 409 and 'href="#khong-co"' in missing.text
    no_reason = province.send(f"{whole}/tong-hop", {"khong-co": ["584"]})
    assert no_reason.status_code == 422 and 'value="584" checked' in no_reason.text
    assert province.send(f"{whole}/tong-hop", {"khong-co": ["584"], "reason": "Bão."}).status_code == 303
    people.desk_works()
    province.send(f"{whole}/muc/assessment", {"text": "Trung ương giúp 7 tỷ đồng."})
    assert "1 số không khớp" in province.get(whole)
    assert "7 tỷ đồng" in province.get(f"{whole}/so-trong-loi-van")

    sign = f"{whole}/ky-ten"
    signer = {**SIGNER, "document_number": "12/BC"}
    hidden = province.hidden(sign)
    refused = province.send(sign, {**signer, "buoc": "kiem-tra"}, hidden)
    assert refused.status_code == 409 and 'href="#so-khac"' in refused.text and 'value="12/BC"' in refused.text
    nobody = province.send(sign, {**signer, "signer_name": "", "buoc": "kiem-tra"}, hidden)
    assert nobody.status_code == 422 and "Ghi họ và tên người ký." in nobody.text
    checked = province.send(sign, {**signer, "so-khac": ["7 tỷ đồng"], "buoc": "kiem-tra"}, hidden)
    assert checked.status_code == 200 and "Nguyễn Văn Mẫu" in checked.text and "7 tỷ đồng" in checked.text
    assert people.db["desk_versions"].count_documents({"kind": "signed"}) == 0, "only tried out"
    for _ in range(2):
        assert province.send(sign, {**signer, "so-khac": ["7 tỷ đồng"], "buoc": "gui"}, hidden).status_code == 303
    [version] = people.db["desk_versions"].find({"kind": "signed"})
    page = f"/bao-cao/ban/{version['_id']}"
    assert page in province.get(whole)
    told = province.get(f"{page}?kiem-tra=1")
    assert version["sha256"] in told and "mọi mã băm còn đúng như lúc chốt" in told and "Không khác" in told
    papers = re.findall(r'href="(/api/v1/report-versions/[^"]+)"', told)
    for name in ("gifts", "payments"):
        published = province.get(f"{page}/cong-khai/{name}")
        papers += re.findall(r'href="(/api/v1/report-versions/[^"]+)"', published)
    province.get(f"{page}/cong-khai/khong-co", 404)
    assert {path.rpartition(".")[2] for path in papers} >= {"pdf", "docx", "xlsx", "csv"} and len(papers) >= 15
    for path in papers:
        assert people.ask(APPROVER, "GET", path.removeprefix("/api/v1")).status_code == 200, path

    take_in(people.db, made.gifts("e-late", made.gift("late", 70_000, unit="582", received_on="2024-10-20")))
    assert "70.000 đ" in province.get(page)
    rows = province.get(f"{page}/khac?so-lieu=received")
    assert "Mới thêm" in rows and "70.000 đ" in rows
    assert province.get(f"{page}/khac?sau=abc")
    correcting = province.hidden(page, f"{whole}/xet/dinh-chinh")
    assert province.send(f"{whole}/xet/dinh-chinh", {"dinh-chinh.reason": "Khoản muộn."}, correcting).status_code == 303
    assert "Khoản muộn." in province.get(whole) and "Bản 1" in province.get(whole)


def test_who_only_reads_sees_the_report_and_no_form(people: People, province: Browser) -> None:
    round_ = people.open_round()
    accounts.create("kiem-toan", "Kiểm toán", PASS_PHRASE, [Grant(*AUDITOR)])
    auditor = Browser(people.browser(), "kiem-toan")
    report = f"/bao-cao/{round_['round_id']}-582"
    page = auditor.get(report)
    assert "Đánh giá chung" in page and f"{report}/muc/" not in page and f'action="{report}' not in page
    auditor.get(f"{report}/muc/assessment", 403)
    auditor.get(f"{report}/gui", 403)
    assert "Mở kỳ báo cáo" not in auditor.get("/bao-cao")
    assert auditor.get(f"/bao-cao/ky/{round_['round_id']}?tinh-trang=cham").count("/bao-cao/") > 3
    auditor.get("/bao-cao/khong-co", 404)
    province.get(f"{report}/muc/khong-co", 404)
    province.get("/bao-cao?sau=abc", 422)


def test_an_example_is_spread_and_withdrawn_with_what_was_typed_kept(
    people: People, unit: Browser, province: Browser
) -> None:
    made_example = people.ask(COMMUNE, "POST", "/report-examples", {
        "campaign": made.CAMPAIGN, "unit": "582", "kind": "model", "title": "Ngân hàng bò", "story": "Mười hộ.",
        "found_on": "2024-11-01",
    }).json
    page = f"/bao-cao/guong/{made_example['example_id']}"
    assert page in unit.get("/bao-cao/guong") and page not in unit.get("/bao-cao/guong?tinh-trang=spread")
    assert f'action="{page}/nhan-rong"' not in unit.get(page), "the province spreads"
    spreading, withdrawing = province.hidden(page, f"{page}/nhan-rong"), unit.hidden(page, f"{page}/rut")
    empty = province.send(f"{page}/nhan-rong", {"nhan-rong.how": ""}, spreading)
    assert empty.status_code == 422 and 'href="#nhan-rong.how"' in empty.text
    for _ in range(2):
        done = province.send(f"{page}/nhan-rong", {"nhan-rong.how": "Tập huấn các xã."}, spreading)
        assert done.status_code == 303, done.text
    assert "Tập huấn các xã." in unit.get(page) and page in unit.get("/bao-cao/guong?tinh-trang=spread&loai=model")
    late = unit.send(f"{page}/rut", {"rut.reason": "Ghi sai."}, withdrawing)
    assert late.status_code == 412 and 'value="Ghi sai."' in late.text
    unit.send(f"{page}/rut", {"rut.reason": "Ghi sai."}, unit.hidden(page, f"{page}/rut"))
    assert "Đã rút: Ghi sai." in province.get(page)


def test_a_unit_says_where_its_reminders_go(people: People, unit: Browser) -> None:
    round_ = people.open_round()
    form = "/bao-cao/dia-chi/582"
    assert form in unit.get(f"/bao-cao/{round_['round_id']}-582")
    wrong = unit.send(form, {"emails": "xa@mau.example khong-phai"})
    assert wrong.status_code == 422 and "không đúng" in wrong.text and "khong-phai" in wrong.text
    old = unit.hidden(form)
    assert unit.send(form, {"emails": "xa@mau.example\nphong@mau.example"}).status_code == 303
    assert "xa@mau.example, phong@mau.example" in unit.get(f"/bao-cao/{round_['round_id']}-582")
    late = unit.send(form, {"emails": "khac@mau.example"}, old)
    assert late.status_code == 412 and "khac@mau.example" in late.text and "phong@mau.example" in late.text
    unit.get("/bao-cao/dia-chi/584", 403)


def test_the_province_defines_an_indicator_and_states_days_off_that_move_a_last_day(
    people: People, province: Browser
) -> None:
    form = "/bao-cao/dinh-nghia"
    fields = {"code": "so-buoi", "name": "Số buổi", "measure": "buổi", "given_by": "unit", "adds_up": "1"}
    unnamed = province.send(form, {**fields, "name": "", "code": "Số Buổi"})
    assert unnamed.status_code == 422 and "Ghi tên chỉ tiêu." in unnamed.text and 'value="Số Buổi"' in unnamed.text
    marked = province.send(form, {**fields, "code": "số-buổi"})
    assert marked.status_code == 422 and 'href="#code"' in marked.text
    assert province.send(form, fields).status_code == 303
    twice = province.send(form, {**fields, "name": "Khác"})
    assert twice.status_code == 412 and "Đã có chỉ tiêu mang mã này" in twice.text and 'value="Khác"' in twice.text
    changing = province.hidden(f"{form}?sua=so-buoi", form)
    assert changing["code"] == "so-buoi"
    assert province.send(form, {**fields, "name": "Số buổi tuyên truyền"}, changing).status_code == 303
    assert "Số buổi tuyên truyền (buổi)" in province.get("/bao-cao/mo-ky")

    page = "/bao-cao/ngay-nghi/2025"
    assert "01/01/2025" in province.get(page) and "Chưa ghi ngày nghỉ của năm này" in province.get(page)
    for wrong in ("ngày mai Tết", "31/2/2025 Tết", "29/1/2025", "29/1/2026 Tết"):
        refused = province.send(page, {"days": wrong})
        assert refused.status_code == 422 and wrong in refused.text and 'href="#days"' in refused.text, wrong
    old = province.hidden(page)
    assert province.send(page, {"days": "1/1/2025 Tết Dương lịch\n2/1/2025 Nghỉ bù"}).status_code == 303
    assert "02/01/2025 Nghỉ bù" in province.get(page)
    assert people.open_round()["due_on"] == "2025-01-09", "a day later than without the substitute day"
    late = province.send(page, {"days": "3/1/2025 Khác"}, old)
    assert late.status_code == 412 and "3/1/2025 Khác" in late.text
    for nothing in ("1999", "02025", "x"):
        province.get(f"/bao-cao/ngay-nghi/{nothing}", 422)
