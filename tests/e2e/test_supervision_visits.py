"""A visit by checklist, from the API to the report."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from PIL import Image

from tests.e2e.product import Campaign, eventually
from tests.e2e.test_supervision_plans import visit

pytestmark = pytest.mark.e2e


def under_way(of: Campaign, *subjects: str, **changes: Any) -> str:
    """A visit whose team is at work; its address."""
    api = of.product.api("giam-sat")
    body = visit(of, kind="supervision", subjects=list(subjects), reason="Theo đề nghị của dân", **changes)
    here = f"/supervision-visits/{api.made('/supervision-visits', body)['visit_id']}"
    api.made(f"{here}/decision", {"sent_on": "2025-05-30", "document_number": "7/QĐ"})
    api.made(f"{here}/start", {"started_on": "2025-06-16"})
    return here


def answered(of: Campaign, here: str, subject: str, question: str, **said: Any) -> dict[str, Any]:
    body = {"subject": subject, "question": question, "base_version": 0, **said}
    return of.product.api("giam-sat").made(f"{here}/answers", body)


REPORT = {"ended_on": "2025-06-18", "reported_on": "2025-06-20", "summary": "Báo cáo của đoàn"}


@pytest.mark.duty("M2")
def test_the_identification_of_poor_households_is_supervised_by_checklist_and_shows_in_the_report(
    campaign: Campaign,
) -> None:
    here = under_way(campaign, "household_identification", "state_support")
    answered(campaign, here, "household_identification", "niem_yet", choice="no", note="Chưa niêm yết ở thôn 2")
    answered(campaign, here, "household_identification", "ho_phuc_tra", number=30)
    answered(campaign, here, "state_support", "dung_han", choice="yes")
    campaign.product.api("giam-sat").made(f"{here}/report", REPORT)
    eventually(lambda: campaign.total("questions_answered")["count"] == 3)
    assert campaign.total("questions_unmet")["count"] == 1
    subjects = campaign.product.api().read("/reports/provincial", campaign=campaign.code)
    assert subjects["total"]["visits_by_subject"]["count"] == 2

    def table(address: str, who: str = "tinh", **which: str) -> list[list[str]]:
        answer = campaign.product.api(who).http.get(f"{address}/export.csv", params=which)
        assert answer.status_code == 200, answer.text
        head, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
        places = [head.index(name) for name in ("subject", "question", "choice", "number", "note")]
        return [row for row in ([one[place] for place in places] for one in rows) if row[2] or row[3]]

    said = table(f"{here}/answers")
    assert ["household_identification", "niem_yet", "no", "", "Chưa niêm yết ở thôn 2"] in said and len(said) == 3
    assert [row[1] for row in table(f"{here}/answers", subject="state_support")] == ["dung_han"]
    period = {"campaign": campaign.code, "from_on": "2025-06-01", "to_on": "2025-06-30"}
    assert sorted(table("/visit-answers", **period)) == sorted(said)
    assert table("/visit-answers", **{**period, "from_on": "2025-06-17"}) == []
    assert campaign.product.api().http.get(f"{here}/answers/export.xlsx").content.startswith(b"PK")
    assert campaign.product.api("thuan-bac").http.get(f"{here}/answers/export.csv").status_code == 403


@pytest.mark.duty("M3")
def test_new_rural_work_is_supervised_and_each_subject_counts_on_its_own(campaign: Campaign) -> None:
    subjects = ["new_rural_environment", "new_rural_debt", "civilised_urban", "housing_support"]
    here = under_way(campaign, *subjects)
    for subject in subjects:
        page = campaign.product.api("giam-sat").read(f"{here}/checklists/{subject}")
        first = next(one for one in page["questions"] if one["kind"] == "yes_no_partly")
        assert first["citation"] and first["answer"] is None
        answered(campaign, here, subject, first["code"], choice="partly")
    campaign.product.api("giam-sat").made(f"{here}/report", REPORT)
    eventually(lambda: campaign.total("visits_by_subject")["count"] == 4)
    [row] = campaign.rows("questions_answered")
    assert [one["answered"] for one in row["state"]["checklists"]] == [1, 1, 1, 1]


def test_two_edits_of_one_answer_both_come_back_to_the_person_and_the_supervised_unit_cannot_answer(
    campaign: Campaign,
) -> None:
    here = under_way(campaign, "fund_use")
    assert answered(campaign, here, "fund_use", "ky_nhan", choice="yes")["outcome"] == "saved"
    other = answered(campaign, here, "fund_use", "ky_nhan", choice="no")
    assert other["outcome"] == "conflict" and other["answer"]["choice"] == "yes"
    assert [one["choice"] for one in other["answer"]["conflicts"]] == ["no"]
    body = {"subject": "fund_use", "question": "ky_nhan", "base_version": 1, "choice": "yes"}
    for someone in ("thuan-bac", "tinh", "ke-toan", "kiem-toan"):
        assert campaign.product.api(someone).post(f"{here}/answers", body).status_code == 403
    for someone in ("thuan-bac", "ke-toan", "duyet-1"):
        looked = campaign.product.api(someone).http.get(f"{here}/checklists/fund_use")
        assert looked.status_code == 403, "what the team has noted is not for whoever is supervised"


def test_the_province_adds_its_own_version_of_a_checklist(campaign: Campaign) -> None:
    api = campaign.product.api()
    known = api.read("/checklists/relief_goods")
    mine = {"subject": "relief_goods", "title": "Phiếu cứu trợ của tỉnh", "questions": known["questions"]}
    assert campaign.product.api("giam-sat").post("/checklists", mine).status_code == 403
    assert api.made("/checklists", mine)["version"] == known["version"] + 1
    assert api.read("/checklists/relief_goods", version=1)["title"] == "Tiếp nhận, phân phối tiền, hàng cứu trợ"
    assert len(api.read("/checklists")["templates"]) == 15


@pytest.mark.duty("M5")
def test_a_finding_inside_a_visit_leads_to_recommendations_that_only_a_verifier_ends(campaign: Campaign) -> None:
    """CISO Assistant 4092: findings can't be raised inside an audit."""
    api, here = campaign.product.api, under_way(campaign, "fund_use")
    answered(campaign, here, "fund_use", "dung_doi_tuong", choice="no")
    finding = api("giam-sat").made(f"{here}/findings", {
        "severity": "serious", "found_on": "2025-06-17", "summary": "Chi sai đối tượng", "checklist": "fund_use",
        "question": "dung_doi_tuong",
    })
    assert (finding["unit"], finding["question"]) == ("582", "dung_doi_tuong")
    made = api("giam-sat").made("/recommendations", {
        "finding_id": finding["finding_id"], "unit": "582", "body": "UBND phường", "text": "Thu hồi",
        "document_number": "9/KN", "sent_on": "2025-06-20", "remedy_by": "2025-08-31",
    })
    path = f"/recommendations/{made['recommendation_id']}"
    assert api("giam-sat").post(f"{path}/reply", {"replied_on": "2025-07-01", "text": "x"}).status_code == 403
    assert api("thuan-bac").post(f"{path}/reply", {"replied_on": "2025-07-01", "text": "x"}).status_code == 403
    eventually(lambda: campaign.total("recommendations_open")["count"] == 1)
    api().made(f"{path}/reply", {"replied_on": "2025-07-05", "text": "Sẽ thu hồi"})
    api().made(f"{path}/remedy", {"remedied_on": "2025-07-20", "text": "Đã thu hồi"})
    assert api().post(
        f"{path}/verification", {"verified_on": "2025-07-21", "passed": True, "conclusion": "x"}
    ).status_code == 403, "the supervised side never verifies"
    assert campaign.total("recommendations_open")["count"] == 1
    api("giam-sat").made(
        f"{path}/verification", {"verified_on": "2025-07-25", "passed": True, "conclusion": "Đã vào tài khoản Quỹ"}
    )
    api("giam-sat").made(
        f"/findings/{finding['finding_id']}/closing", {"verified_on": "2025-07-26", "conclusion": "Xong"}
    )
    eventually(lambda: campaign.total("findings_open")["count"] == 0)
    eventually(lambda: campaign.total("recommendations_open")["count"] == 0)
    listed = api().read("/recommendations", campaign=campaign.code, finding_id=finding["finding_id"])["rows"]
    assert [(row["replied_on"], row["remedied_on"], row["verified_on"]) for row in listed] == [
        ("2025-07-05", "2025-07-20", "2025-07-25"),
    ]
    trail = api("kiem-toan").read("/supervision-trail", thing="recommendation", id=made["recommendation_id"])
    # The clock may have drafted its letter in between: by today's date the reply is long overdue.
    done = [one["action"] for one in trail["entries"] if one["action"] != "escalated"]
    assert done == ["made", "replied", "remedied", "verified"]


def real_photo() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (640, 480), "green").save(held, "JPEG")
    return held.getvalue()


def test_evidence_is_sent_once_shown_inline_only_when_it_is_an_image_and_never_to_whoever_may_not(
    campaign: Campaign,
) -> None:
    api, here = campaign.product.api, under_way(campaign, "fund_use")
    photo, paper = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 6000, b"%PDF-1.7 <script>alert(1)</script>"

    def send(data: bytes, name: str, **told: str) -> Any:
        return api("giam-sat").http.post(
            f"{here}/evidence", data=told, files={"file": (name, data, "text/html")},
            headers={"Idempotency-Key": f"{name}-{len(data)}"},
        )

    where = {"checklist": "fund_use", "question": "ky_nhan", "place": "Thôn 2", "latitude": "11.58"}
    kept = [send(photo, "anh.jpg", **where).json() for _ in range(2)]
    assert kept[0] == kept[1] and kept[0]["content_type"] == "image/jpeg"
    shown = api().http.get(f"{here}/evidence/{kept[0]['evidence_id']}")
    assert shown.content == photo and shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    saved = api().http.get(f"{here}/evidence/{send(paper, 'x.html').json()['evidence_id']}")
    assert saved.content == paper and saved.headers["Content-Type"] == "application/octet-stream"
    assert saved.headers["Content-Disposition"].startswith("attachment") and "html" not in str(saved.headers)
    refused = send(b"<html><script>", "anh.png")
    assert (refused.status_code, refused.json()["code"], refused.json()["field"]) == (422, "not_evidence", "file")
    assert send(b"", "trong.jpg").json()["code"] == "empty_file"
    assert len(api().read(f"{here}/evidence")["evidence"]) == 2
    small = api().http.get(f"{here}/evidence/{send(real_photo(), 'that.jpg').json()['evidence_id']}/thumbnail")
    assert small.content.startswith(b"\xff\xd8\xff") and small.headers["Content-Type"] == "image/jpeg"
    broken = api().http.get(f"{here}/evidence/{kept[0]['evidence_id']}/thumbnail")
    assert (broken.status_code, broken.json()["code"]) == (422, "picture_unreadable")
    looks = api("kiem-toan").read(f"{here}/evidence-looks")["looks"]
    assert [one["what"] for one in looks] == ["thumbnail", "thumbnail", "file", "file"]
    assert api("giam-sat").http.get(f"{here}/evidence-looks").status_code == 403
    withdrawal = f"{here}/evidence/{kept[0]['evidence_id']}/withdrawal"
    assert api("thuan-bac").post(withdrawal, {"reason": "Che giấu"}).status_code == 403
    withdrawn = api("giam-sat").made(withdrawal, {"reason": "Chụp nhầm nhà"})
    assert (withdrawn["status"], withdrawn["sha256"]) == ("withdrawn", kept[0]["sha256"])
    gone = api().http.get(f"{here}/evidence/{kept[0]['evidence_id']}")
    assert (gone.status_code, gone.json()["code"]) == (409, "evidence_withdrawn")
    assert [one["status"] for one in api().read(f"{here}/evidence")["evidence"]] == ["withdrawn", "kept", "kept"]
    assert api("thuan-bac").http.get(f"{here}/evidence/{kept[0]['evidence_id']}").status_code == 403
    assert api("thuan-bac").http.post(f"{here}/evidence", files={"file": photo}).status_code == 403
