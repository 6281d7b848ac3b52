"""The file of a team's device that never got a network, by the API."""

from __future__ import annotations

import base64
import json
import uuid
from typing import Any

import pytest

from tests.e2e.product import Campaign
from tests.e2e.test_supervision_visits import under_way

pytestmark = pytest.mark.e2e


def item(kind: str, visit_id: str, **payload: Any) -> dict[str, Any]:
    whole = {"visit_id": visit_id, "author": "giam-sat", "ready": True, **payload}
    about = {"device_id": "may-a", "made_at": "2025-06-17T01:00:00Z"}
    return {"id": uuid.uuid4().hex, "kind": kind, "payload": whole, **about}


def edit(visit_id: str, question: str, **said: Any) -> dict[str, Any]:
    usual = {"subject": "fund_use", "question": question, "choice": None, "number": None, "text": "", "note": "",
             "base_version": 0, "settles": [], "after": None}
    return item("visit_answer", visit_id, **usual | said)


def test_each_item_is_recorded_once_edits_stand_on_each_other_and_a_bad_one_harms_no_other(campaign: Campaign) -> None:
    api, here = campaign.product.api("giam-sat"), under_way(campaign, "fund_use")
    visit_id = here.rsplit("/", 1)[-1]
    first = edit(visit_id, "ky_nhan", choice="no")
    second = edit(visit_id, "ky_nhan", choice="no", note="Hai hộ", after=first["id"])
    place = {"checklist": "fund_use", "question": "ky_nhan"}
    photo = base64.b64encode(b"\xff\xd8\xff\xe0" + b"x" * 700_000).decode()
    items = [
        first, second,
        item("visit_evidence", visit_id, **place, file_name="a.jpg", data_base64=photo),
        item("visit_evidence", visit_id, **place, file_name="b.jpg", data_base64="không phải"),
        item("visit_finding", visit_id, **place, severity="minor", found_on="2025-06-17", summary="Thiếu ký nhận",
             detail="", recommendation=""),
        edit(visit_id, "ho_doi_chieu", note="chưa đếm", ready=False), edit(visit_id, "khong_co", choice="yes"),
        edit("khong-co", "ky_nhan", choice="yes"), edit(visit_id, "tham_quyen", choice="có"),
        {"kind": "check_in"}, 7,
    ]
    file = json.dumps({"format": "chungtay-device-queue", "version": 1, "items": items}).encode()

    def sent(username: str = "giam-sat", data: bytes = file) -> Any:
        return campaign.product.api(username).http.post(
            "/supervision-visits/queue-files", files={"file": ("giam-sat.json", data)}
        )

    for _ in range(2):
        told = sent().json()
        assert told["outcomes"] == {"saved": 2, "evidence": 1, "finding": 1}
        assert [one["item"] for one in told["refused"]] == [4, 6, 7, 8, 9, 10, 11]
        assert "nháp" in told["refused"][1]["message"]
    asked = api.read(f"{here}/checklists/fund_use")["questions"]
    [answer] = [one["answer"] for one in asked if one["answer"]]
    assert (answer["note"], answer["version"], answer["conflicts"]) == ("Hai hộ", 2, [])
    assert len(api.read(f"{here}/evidence")["evidence"]) == 1
    assert sent("thuan-bac").status_code == 403
    assert sent(data=b"PK").json()["code"] == "queue_file_unreadable"
    assert api.http.post("/supervision-visits/queue-files").status_code == 422
