"""A team's form on a visit, in real browsers whose network goes away."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESK, PHONE, Visitor, barriers, too_wide
from tests.e2e.product import Campaign, eventually
from tests.e2e.test_supervision_visits import REPORT, under_way

pytestmark = [pytest.mark.browser, pytest.mark.e2e]

PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40
HERE = "/giam-sat/hien-truong/"


class Team:
    """A team at work on a visit, and its devices."""

    def __init__(self, campaign: Campaign, visitor: Visitor) -> None:
        self.campaign, self.visitor = campaign, visitor
        self.api = campaign.product.api("giam-sat")
        self.address = under_way(campaign, "fund_use")
        self.visit_id = self.address.rsplit("/", 1)[-1]
        self.path = f"{HERE}{self.visit_id}/"

    def device(self, **how: Any) -> Page:
        """A device that has all it needs for when the network goes."""
        page = self.visitor("giam-sat", **how)
        page.goto(self.path)
        ready(page)
        expect(page.locator("#trang-luu")).to_have_text("Được.")
        return page

    def answer(self, question: str) -> dict[str, Any]:
        """The answer as the server has it; empty when there is none."""
        asked = self.api.read(f"{self.address}/checklists/fund_use")["questions"]
        return dict(next(one["answer"] for one in asked if one["code"] == question) or {})


@pytest.fixture
def team(campaign: Campaign, visitor: Visitor) -> Team:
    return Team(campaign, visitor)


def ready(page: Page) -> None:
    page.locator("body[data-field=ready]").wait_for()


def question(page: Page, code: str) -> Locator:
    return page.locator(f'fieldset[data-question="{code}"]')


def note(page: Page, code: str) -> Locator:
    return question(page, code).get_by_label("Ghi chú")


def state(page: Page, code: str) -> Locator:
    return question(page, code).locator(':scope > [data-part="state"]')


def sent(page: Page) -> None:
    expect(page.locator("#chua-gui")).to_be_hidden(timeout=30_000)


def in_time(page: Page, look: Callable[[], object]) -> None:
    """Wait, and let the browser's own callbacks run meanwhile."""
    give_up_at = time.monotonic() + 15
    while not look():
        assert time.monotonic() < give_up_at
        page.wait_for_timeout(50)


@pytest.mark.duty("M2")
def test_without_javascript_answers_photos_and_findings_are_sent_by_plain_forms(team: Team) -> None:
    page = team.visitor("giam-sat", size=PHONE, script=False)
    page.goto("/giam-sat")
    page.get_by_role("link", name="Cuộc giám sát của đoàn").click()
    eventually(lambda: page.reload() and page.locator(f'a[data-visit="{team.visit_id}"]').count())
    found = barriers_of_list = too_wide(page)
    page.locator(f'a[data-visit="{team.visit_id}"]').click()
    question(page, "ky_nhan").get_by_label("Không đạt").check()
    note(page, "ky_nhan").fill("Hai hộ chưa ký\nHẹn ký bù")
    question(page, "ho_doi_chieu").locator("input[type=text]").fill("ba mươi")
    page.get_by_role("button", name="Gửi các câu trả lời").last.click()
    expect(page.get_by_role("alert")).to_contain_text("Có chỗ cần sửa")
    expect(question(page, "ho_doi_chieu").locator("input[type=text]")).to_have_value("ba mươi")
    assert team.answer("ky_nhan")["note"] == "Hai hộ chưa ký\nHẹn ký bù", "what is right is saved all the same"
    question(page, "ho_doi_chieu").locator("input[type=text]").fill("30")
    page.get_by_role("button", name="Gửi các câu trả lời").last.click()
    expect(page.get_by_role("status").first).to_contain_text("Máy chủ đã ghi 1 câu.")
    assert (team.answer("ho_doi_chieu")["number"], team.answer("ky_nhan")["version"]) == (30, 1)
    # Somebody else answers while this page is open: both stand side by side, and the person chooses.
    body = {"subject": "fund_use", "question": "ky_nhan", "base_version": 1, "choice": "yes"}
    team.api.made(f"{team.address}/answers", body)
    note(page, "ky_nhan").fill("Ba hộ chưa ký")
    page.get_by_role("button", name="Gửi các câu trả lời").last.click()
    versions = question(page, "ky_nhan").locator(".version")
    expect(versions).to_have_count(2)
    expect(versions.nth(0)).to_contain_text("Có, đạt")
    expect(versions.nth(1)).to_contain_text("Ba hộ chưa ký")
    found += too_wide(page)
    versions.nth(1).get_by_role("button").click()
    expect(versions).to_have_count(0)
    assert (team.answer("ky_nhan")["choice"], team.answer("ky_nhan")["conflicts"]) == ("no", [])
    question(page, "ky_nhan").get_by_role("link", name="Thêm ảnh").click()
    page.set_input_files("#tep", {"name": "anh.jpg", "mimeType": "image/jpeg", "buffer": PHOTO})
    found += too_wide(page)
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(question(page, "ky_nhan")).to_contain_text("anh.jpg")
    question(page, "ky_nhan").get_by_role("link", name="Lập phát hiện").click()
    page.get_by_role("button", name="Gửi phát hiện").click()
    expect(page.get_by_role("alert")).to_contain_text("Chọn mức độ.")
    page.get_by_label("Nghiêm trọng").check()
    page.fill("#summary", "Chi không có ký nhận")
    found += too_wide(page)
    page.get_by_role("button", name="Gửi phát hiện").click()
    expect(page.get_by_role("status").first).to_contain_text("Đã lập phát hiện")
    assert found == barriers_of_list == 0


@pytest.mark.duty("M2")
def test_what_is_filled_in_without_a_network_survives_a_reload_and_is_on_the_server_afterwards(team: Team) -> None:
    page = team.device(size=PHONE)
    page.context.set_offline(True)
    question(page, "ky_nhan").get_by_label("Không đạt").check()
    note(page, "ky_nhan").fill("Hai hộ chưa ký")
    question(page, "ho_doi_chieu").locator("input[type=text]").fill("1.030")
    note(page, "dung_muc_dich").fill("Chưa xem hết hồ sơ")
    question(page, "ton_tai").locator("textarea").first.type("Sổ quỹ ghi chậm")
    with page.expect_file_chooser() as chooser:
        question(page, "ky_nhan").get_by_role("button", name="Thêm ảnh").click()
    chooser.value.set_files({"name": "ky-nhan.jpg", "mimeType": "image/jpeg", "buffer": PHOTO})
    question(page, "ky_nhan").get_by_role("button", name="Lập phát hiện").click()
    draft = question(page, "ky_nhan").locator(".finding-draft")
    draft.get_by_label("Tóm tắt").fill("Chi không có ký nhận")
    expect(page.locator("#chua-gui")).to_contain_text("4 câu trả lời, 1 phát hiện, 1 ảnh chưa lên máy chủ. Mất mạng")
    expect(state(page, "ton_tai")).to_contain_text("chưa gửi, giữ trên máy này")
    found = barriers(page)
    assert too_wide(page) == 0
    page.reload()
    ready(page)
    expect(page.locator("#chua-gui")).to_contain_text("4 câu trả lời, 1 phát hiện, 1 ảnh chưa lên máy chủ")
    expect(question(page, "ky_nhan").get_by_label("Không đạt")).to_be_checked()
    expect(note(page, "ky_nhan")).to_have_value("Hai hộ chưa ký")
    expect(question(page, "ton_tai").locator("textarea").first).to_have_value("Sổ quỹ ghi chậm")
    expect(state(page, "dung_muc_dich")).to_contain_text("Chọn câu trả lời thì mới gửi được.")
    expect(draft.get_by_label("Tóm tắt")).to_have_value("Chi không có ký nhận")
    expect(question(page, "ky_nhan")).to_contain_text("ky-nhan.jpg")
    draft.get_by_label("Mức độ").select_option("serious")
    draft.get_by_role("button", name="Gửi phát hiện").click()
    expect(draft).to_contain_text("chưa gửi, giữ trên máy này")
    question(page, "dung_muc_dich").get_by_label("Có, đạt").check()
    found += barriers(page)
    assert team.answer("ky_nhan") == {}
    page.context.set_offline(False)
    sent(page)
    answer = team.answer("ky_nhan")
    assert (answer["choice"], answer["note"], answer["version"]) == ("no", "Hai hộ chưa ký", 1)
    assert team.answer("ho_doi_chieu")["number"] == 1030
    assert team.answer("ton_tai")["text"] == "Sổ quỹ ghi chậm"
    assert team.answer("dung_muc_dich")["note"] == "Chưa xem hết hồ sơ"
    expect(state(page, "ky_nhan")).to_contain_text("đã lưu ở máy chủ giam-sat")
    expect(question(page, "ky_nhan").get_by_role("link", name="Phát hiện: Chi không có ký nhận")).to_be_visible()
    [file] = team.api.read(f"{team.address}/evidence")["evidence"]
    assert (file["question"], file["file_name"]) == ("ky_nhan", "ky-nhan.jpg")
    assert team.api.http.get(f"{team.address}/evidence/{file['evidence_id']}").content == PHOTO
    found += barriers(page)
    assert found == [] and too_wide(page) == 0


def test_two_devices_on_one_visit_both_keep_what_they_wrote_and_a_person_chooses(team: Team) -> None:
    first, second = team.device(), team.device(size=PHONE)
    for page, words in ((first, "Có, đạt"), (second, "Không đạt")):
        page.context.set_offline(True)
        question(page, "ky_nhan").get_by_label(words).check()
    note(second, "ky_nhan").fill("Hai hộ chưa ký")
    first.context.set_offline(False)
    sent(first)
    second.context.set_offline(False)
    versions = question(second, "ky_nhan").locator(".version")
    expect(versions).to_have_count(2, timeout=30_000)
    expect(versions.nth(0)).to_contain_text("Có, đạt")
    expect(versions.nth(1)).to_contain_text("Hai hộ chưa ký")
    expect(state(second, "ky_nhan")).to_contain_text("có các bản khác nhau")
    assert (team.answer("ky_nhan")["choice"], barriers(second), too_wide(second)) == ("yes", [], 0)
    # What is written while two versions stand there is kept, and sent only by choosing it.
    note(second, "ky_nhan").fill("Ba hộ chưa ký")
    expect(second.locator("#chua-gui")).to_contain_text("1 câu trả lời chưa lên máy chủ")
    second.reload()
    ready(second)
    expect(note(second, "ky_nhan")).to_have_value("Ba hộ chưa ký")
    assert len(team.answer("ky_nhan")["conflicts"]) == 1
    question(second, "ky_nhan").get_by_role("button", name="Lấy nội dung đang ghi trong ô").click()
    sent(second)
    expect(versions).to_have_count(0)
    answer = team.answer("ky_nhan")
    assert (answer["choice"], answer["note"], answer["conflicts"]) == ("no", "Ba hộ chưa ký", [])


def test_an_answer_whose_receipt_is_lost_is_the_same_answer_and_a_later_edit_stands_on_it(team: Team) -> None:
    page = team.device()
    lost: list[str] = []

    def lose(route: Any) -> None:
        route.fetch()
        lost.append(route.request.url)
        route.abort()

    page.route("**/answers", lose)
    question(page, "ky_nhan").get_by_label("Không đạt").check()
    in_time(page, lambda: lost and team.answer("ky_nhan"))
    note(page, "ky_nhan").fill("Hai hộ chưa ký")
    expect(page.locator("#chua-gui")).to_contain_text("1 câu trả lời chưa lên máy chủ")
    page.unroute("**/answers")
    page.click("#gui-ngay")
    sent(page)
    answer = team.answer("ky_nhan")
    assert (answer["note"], answer["version"], answer["conflicts"]) == ("Hai hộ chưa ký", 2, [])


def test_a_file_of_the_device_brings_everything_to_the_office_when_there_is_never_a_network(
    team: Team, tmp_path: Path
) -> None:
    """Kobo's users lose data when the browser's cache is cleared."""
    page = team.device()
    page.context.set_offline(True)
    question(page, "ky_nhan").get_by_label("Không đạt").check()
    note(page, "tham_quyen").fill("Chưa chọn câu trả lời")
    with page.expect_file_chooser() as chooser:
        question(page, "ky_nhan").get_by_role("button", name="Thêm ảnh").click()
    chooser.value.set_files({"name": "ky-nhan.jpg", "mimeType": "image/jpeg", "buffer": PHOTO})
    expect(page.locator("#con-lai")).to_have_text("2 câu trả lời, 1 ảnh chưa lên máy chủ.")
    with page.expect_download() as download:
        page.click("#xuat")
    file = tmp_path / "giam-sat.json"
    download.value.save_as(file)
    kinds = [one["kind"] for one in json.loads(file.read_text())["items"]]
    assert kinds == ["visit_answer", "visit_answer", "visit_evidence"]
    office = team.visitor("giam-sat")
    office.goto(HERE)
    ready(office)
    for counts in ("1 câu trả lời đã ghi, 1 ảnh, tệp", "1 câu trả lời đã ghi, 1 ảnh, tệp"):
        office.set_input_files("#tep", file)
        office.get_by_role("button", name="Nhập tệp", exact=True).click()
        expect(office.get_by_role("status").filter(has_text="Đã đọc 3 mục")).to_contain_text(counts)
        expect(office.get_by_role("status").filter(has_text="Bản nháp")).to_be_visible()
    assert team.answer("ky_nhan")["choice"] == "no"
    # The device finds a network after all, and has been written on meanwhile: nothing is doubled, nothing conflicts.
    note(page, "ky_nhan").fill("Hai hộ chưa ký")
    question(page, "tham_quyen").get_by_label("Có, đạt").check()
    page.context.set_offline(False)
    sent(page)
    answer = team.answer("ky_nhan")
    assert (answer["note"], answer["version"], answer["conflicts"]) == ("Hai hộ chưa ký", 2, [])
    assert team.answer("tham_quyen")["note"] == "Chưa chọn câu trả lời"
    assert len(team.api.read(f"{team.address}/evidence")["evidence"]) == 1


def test_leaving_or_logging_out_with_something_unsent_asks_first_and_loses_nothing(team: Team) -> None:
    page = team.device()
    page.context.set_offline(True)
    question(page, "ky_nhan").get_by_label("Không đạt").check()
    expect(page.locator("#chua-gui")).to_be_visible()
    asked: list[str] = []

    def refuse(dialog: Any) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", refuse)
    page.route("**/answers", lambda route: route.abort())
    page.context.set_offline(False)
    page.get_by_role("button", name="Đăng xuất").click()
    in_time(page, lambda: "confirm" in asked)
    page.evaluate("location.href = '/tong-quan'")
    in_time(page, lambda: "beforeunload" in asked)
    assert page.url.endswith(team.path)
    page.remove_listener("dialog", refuse)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/giam-sat")
    expect(page.locator("#con-chua-gui")).to_contain_text("chưa lên máy chủ: 1.")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/dang-nhap")
    page.fill("#username", "giam-sat")
    page.fill("#password", team.campaign.product.stack.secrets.demo_password("giam-sat"))
    page.click("main button[type=submit]")
    page.unroute("**/answers")
    page.goto(HERE)
    ready(page)
    sent(page)
    assert team.answer("ky_nhan")["choice"] == "no"


def test_a_visit_that_was_only_listed_opens_without_a_network_and_what_the_server_refuses_stays_with_its_reason(
    team: Team
) -> None:
    page = team.visitor("giam-sat", size=PHONE)
    link = page.locator(f'a[data-visit="{team.visit_id}"]')
    page.goto(HERE)
    eventually(lambda: page.reload() and link.count())
    expect(page.locator(f'li:has(a[data-visit="{team.visit_id}"]) [data-part=kept]')).to_be_visible()
    found = barriers(page)
    assert too_wide(page) == 0
    page.context.set_offline(True)
    link.click()
    ready(page)
    question(page, "ky_nhan").get_by_label("Không đạt").check()
    expect(page.locator("#chua-gui")).to_contain_text("1 câu trả lời chưa lên máy chủ")
    team.api.made(f"{team.address}/report", REPORT)  # by somebody at the office, meanwhile
    page.context.set_offline(False)
    expect(state(page, "ky_nhan")).to_contain_text("máy chủ chưa nhận", timeout=30_000)
    expect(state(page, "ky_nhan")).to_contain_text("đang ở bước khác")
    expect(page.locator("#chua-gui")).to_contain_text("1 mục máy chủ chưa nhận")
    found += barriers(page)
    assert found == []


def test_a_finding_is_raised_inside_the_visit_from_its_question_ciso_assistant_4092(team: Team) -> None:
    page = team.device(size=PHONE)
    question(page, "dung_doi_tuong").get_by_role("button", name="Lập phát hiện").click()
    draft = question(page, "dung_doi_tuong").locator(".finding-draft")
    draft.get_by_role("button", name="Gửi phát hiện").click()
    expect(draft).to_contain_text("Chọn mức độ và ghi tóm tắt trước khi gửi.")
    draft.get_by_label("Mức độ").select_option("minor")
    draft.get_by_label("Tóm tắt").fill("Chi sai đối tượng")
    draft.get_by_role("button", name="Gửi phát hiện").click()
    link = question(page, "dung_doi_tuong").get_by_role("link", name="Phát hiện: Chi sai đối tượng")
    link.click()
    finding = team.api.read(f"/findings/{page.url.rsplit('/', 1)[-1]}")
    assert (finding["visit_id"], finding["question"], finding["unit"]) == (team.visit_id, "dung_doi_tuong", "582")


def test_who_logs_in_next_does_not_send_what_somebody_else_wrote_and_a_receipt_proves_each_answer_globaleaks_3397(
    team: Team
) -> None:
    page = team.device()
    page.context.set_offline(True)
    question(page, "ky_nhan").get_by_label("Không đạt").check()
    expect(page.locator("#chua-gui")).to_be_visible()
    page.route("**/hien-truong/phien", lambda route: route.fulfill(json={"csrf_token": "x", "account": "nguoi-khac"}))
    cookies = page.context.cookies()
    page.context.clear_cookies()
    page.context.set_offline(False)
    expect(page.locator("#chua-gui")).to_contain_text("Do tài khoản giam-sat ghi", timeout=30_000)
    assert team.answer("ky_nhan") == {}
    page.unroute("**/hien-truong/phien")
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.reload()
    ready(page)
    sent(page)
    expect(state(page, "ky_nhan")).to_have_text(re.compile(r"đã lưu ở máy chủ giam-sat, \d\d:\d\d"))


def test_who_does_not_go_on_visits_sees_neither_page_nor_worker_and_the_kept_page_holds_no_secret(team: Team) -> None:
    other = team.visitor("thuan-bac").request
    for path in ("", "vo", "phien", "tho.js", f"{team.visit_id}/", f"{team.visit_id}/vo"):
        assert other.get(HERE + path).status == 403
    team.api.made(f"{team.address}/answers", {
        "subject": "fund_use", "question": "ky_nhan", "choice": "no", "note": "Chỉ đoàn biết", "base_version": 0,
    })
    page = team.visitor("giam-sat", size=DESK)
    for path in (f"{team.path}vo", f"{HERE}vo"):
        shell = page.request.get(path).text()
        assert "csrf" not in shell and "Đăng xuất" not in shell and "Chỉ đoàn biết" not in shell
    page.goto(team.path)
    ready(page)
    assert (barriers(page), too_wide(page)) == ([], 0)
    expect(note(page, "ky_nhan")).to_have_value("Chỉ đoàn biết")
