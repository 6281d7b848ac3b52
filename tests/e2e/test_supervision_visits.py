"""A visit by checklist, from the API to the report."""

from __future__ import annotations

from typing import Any

import pytest

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


def test_the_province_adds_its_own_version_of_a_checklist(campaign: Campaign) -> None:
    api = campaign.product.api()
    known = api.read("/checklists/relief_goods")
    mine = {"subject": "relief_goods", "title": "Phiếu cứu trợ của tỉnh", "questions": known["questions"]}
    assert campaign.product.api("giam-sat").post("/checklists", mine).status_code == 403
    assert api.made("/checklists", mine)["version"] == known["version"] + 1
    assert api.read("/checklists/relief_goods", version=1)["title"] == "Tiếp nhận, phân phối tiền, hàng cứu trợ"
    assert len(api.read("/checklists")["templates"]) == 15
