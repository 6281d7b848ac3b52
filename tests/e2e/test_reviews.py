"""A draft is reviewed, and the report tells what became of each point."""

from __future__ import annotations

import pytest

from tests.e2e.product import Campaign, eventually

pytestmark = pytest.mark.e2e


@pytest.mark.duty("M6")
def test_a_draft_is_criticised_on_request_and_answered_point_by_point(campaign: Campaign) -> None:
    api = campaign.product.api
    made = api("giam-sat").made(
        "/reviews",
        {"campaign": campaign.code, "unit": "58", "origin": "request", "document_kind": "resolution",
         "title": "Dự thảo nghị quyết hỗ trợ nhà ở", "drafting_body": "Sở Xây dựng", "body_unit": "58",
         "received_on": "2024-10-21"},
    )
    path = f"/reviews/{made['review_id']}"
    api("giam-sat").made(f"{path}/form", {"form": "dialogue", "held_on": "2024-10-28"})
    opinion = {"by": "Hội Nông dân", "part": "Điều 3", "text": "Mức thấp", "given_on": "2024-10-28"}
    api("giam-sat").made(f"{path}/opinions", opinion)
    points = [{"code": "muc", "text": "Nâng mức"}, {"code": "doi-tuong", "text": "Thêm hộ cận nghèo"}]
    api("giam-sat").made(
        f"{path}/conclusion", {"sent_on": "2024-10-30", "document_number": "12/PB", "points": points}
    )
    told = {"answered_on": "2024-11-06", "document_number": "7/SXD", "answers": [
        {"code": "muc", "outcome": "partly", "reason": "Nâng một phần"}, {"code": "doi-tuong", "outcome": "accepted"},
    ]}
    assert api("giam-sat").post(f"{path}/answers", told).status_code == 403, "who criticises doesn't answer"
    assert api().made(f"{path}/answers", told)["status"] == "answered"
    eventually(lambda: campaign.total("review_points")["count"] == 2)
    assert campaign.total("reviews_concluded")["count"] == 1
    [row] = api("kiem-toan").read("/reviews", campaign=campaign.code, status="answered")["rows"]
    assert (row["partly"], row["accepted"], row["form"]) == (1, 1, "dialogue")
