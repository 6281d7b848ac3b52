"""Letters to the superior level on a real MongoDB: once, whatever is killed, restarted or at work beside it."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from runtime.clock import local_day, utc_now
from services.monitoring.escalations.commands import draft_missed
from tests.conftest import Servers
from tests.integration.monitoring.asking import Monitoring, plan, visit
from tests.integration.monitoring.test_recommendations import finding, recommendation

pytestmark = pytest.mark.integration

LAST_DAY = dt.datetime(2025, 7, 10, 16, 59, tzinfo=dt.UTC)
"""One minute to midnight in Viet Nam, on the last day for the reply."""

NEXT_DAY = LAST_DAY + dt.timedelta(minutes=2)
SAID = "monitoring.escalations_changed.v1"

_DRAFT = """
import datetime as dt
from messaging.unit_of_work import Store
from runtime import settings
from runtime.clock import local_day, utc_now
from services.monitoring.escalations.commands import draft_missed
print(draft_missed(Store("monitoring", settings.load()), dt.datetime.fromisoformat("2025-07-10T17:01:00+00:00")))
"""


def late(monitoring: Monitoring, **changes: Any) -> str:
    """A recommendation whose reply is due on 10 July 2025."""
    finding_id = monitoring.ok("raise_finding", finding())["finding_id"]
    return str(monitoring.ok("make_recommendation", recommendation(finding_id, **changes))["recommendation_id"])


def letters(monitoring: Monitoring) -> list[tuple[str, int]]:
    return [(row["status"], row["version"]) for row in monitoring.said(SAID)]


def test_no_reply_by_the_last_day_drafts_a_letter_on_the_next_and_only_one(monitoring: Monitoring) -> None:
    recommendation_id = late(monitoring)
    assert draft_missed(monitoring.store, LAST_DAY) == 0
    assert draft_missed(monitoring.store, NEXT_DAY) == 1
    assert draft_missed(monitoring.store, NEXT_DAY + dt.timedelta(days=40)) == 0
    assert letters(monitoring) == [("drafted", 1)]
    letter = monitoring.ok("get_escalation", {"id": f"recommendation:{recommendation_id}:reply"})
    assert (letter["body"], letter["asked_number"], letter["due_on"]) == ("UBND phường", "9/KN", "2025-07-10")
    assert letter["drafted_on"] == "2025-07-11" and letter["citation"].startswith("Nghị quyết liên tịch 403")
    told = monitoring.ok("get_recommendation", {"id": recommendation_id})
    assert (told["escalated_on"], told["status"]) == ("2025-07-11", "open")


def rounds_of_the_timer(environ: dict[str, str]) -> None:
    """What the killed one's transaction holds for its 5 s on the server is met again in the service's next round."""
    ends = [1]
    while ends[-1] != 0 and len(ends) <= 3:
        again = subprocess.run([sys.executable, "-c", _DRAFT], env=environ, check=False, timeout=60)
        ends.append(again.returncode)
    assert ends[-1] == 0, "three rounds, and it did not get through"


@pytest.mark.parametrize("point", ["monitoring.before_commit", "monitoring.after_commit"])
def test_killed_in_the_middle_and_started_again_there_is_one_letter(
    monitoring: Monitoring, servers: Servers, point: str
) -> None:
    late(monitoring)
    environ = os.environ | {
        "MONGO_URL": servers.mongo_url, "AMQP_URL": servers.amqp_url,
        "CHUNGTAY_DB_PREFIX": monitoring.store.db.name.removesuffix("_monitoring"),
    }
    killed = subprocess.run(
        [sys.executable, "-c", _DRAFT], env=environ | {"CHUNGTAY_CRASH_AT": point}, check=False, timeout=60
    )
    assert killed.returncode == -9
    assert len(letters(monitoring)) == (1 if point.endswith("after_commit") else 0)
    for _ in range(2):
        rounds_of_the_timer(environ)
    assert letters(monitoring) == [("drafted", 1)]
    assert monitoring.store.db.escalations.count_documents({}) == 1


def test_several_services_at_once_draft_one_letter_each_and_not_one_twice(monitoring: Monitoring) -> None:
    for _ in range(3):
        late(monitoring)
    with ThreadPoolExecutor(4) as pool:
        drafted = list(pool.map(lambda _: draft_missed(monitoring.store, NEXT_DAY), range(4)))
    assert sum(drafted) == 3
    assert letters(monitoring) == [("drafted", 1)] * 3


def test_a_reply_before_the_round_drafts_nothing_and_one_after_it_is_told_by_the_letter(
    monitoring: Monitoring,
) -> None:
    early, slow = late(monitoring), late(monitoring)
    said = {"replied_on": "2025-07-20", "text": "Đã tiếp thu"}
    monitoring.ok("reply_to_recommendation", {**said, "recommendation_id": early, "replied_on": "2025-07-09"})
    assert draft_missed(monitoring.store, NEXT_DAY) == 1
    monitoring.ok("reply_to_recommendation", {**said, "recommendation_id": slow})
    [first, last] = monitoring.said(SAID)
    assert (first["replied_on"], last["replied_on"], last["status"]) == (None, "2025-07-20", "drafted")


def test_a_finding_without_recommendations_is_escalated_too_and_its_draft_falls_with_the_first_recommendation(
    monitoring: Monitoring,
) -> None:
    finding_id = monitoring.ok("raise_finding", finding())["finding_id"]
    assert draft_missed(monitoring.store, NEXT_DAY) == 1
    monitoring.ok("make_recommendation", recommendation(finding_id, sent_on="2025-07-12"))
    assert letters(monitoring) == [("drafted", 1), ("dropped", 2)]
    assert draft_missed(monitoring.store, NEXT_DAY) == 0


def test_a_letter_is_sent_or_dropped_once(monitoring: Monitoring) -> None:
    one, other = (f"recommendation:{late(monitoring)}:reply" for _ in range(2))
    draft_missed(monitoring.store, NEXT_DAY)
    send = {"escalation_id": one, "sent_on": "2025-07-15", "document_number": "31"}
    assert monitoring.refused("send_escalation", {**send, "sent_on": "2025-07-10"}) == "sent_before_due"
    assert monitoring.ok("send_escalation", send)["status"] == "sent"
    assert monitoring.refused("send_escalation", send) == "escalation_step_out_of_order"
    assert monitoring.ok("drop_escalation", {"escalation_id": other, "reason": "Đã gặp"})["status"] == "dropped"
    assert draft_missed(monitoring.store, NEXT_DAY) == 0
    assert [one["action"] for one in monitoring.trail("escalation", one)] == ["drafted", "sent"]
    assert monitoring.trail("escalation", one)[0]["by"] == "đồng hồ thời hạn"


def test_each_kind_of_deadline_that_is_missed_has_its_letter_which_falls_or_says_when_it_was_met(
    monitoring: Monitoring,
) -> None:
    year = {"made_on": "2024-12-02", "year": 2025}
    plan_id = monitoring.ok("make_plan", plan(**year))["plan_id"]
    visit_id = monitoring.ok("open_visit", visit())["visit_id"]
    of = late(monitoring, remedy_by="2025-07-01")
    review_id = concluded_review(monitoring)
    much_later = NEXT_DAY + dt.timedelta(days=60)
    assert draft_missed(monitoring.store, much_later) == 5
    rows = monitoring.newest(SAID, "escalation_id")
    assert sorted((row["clock"], row["by_unit"]) for row in rows.values()) == [
        ("decision_sent", "58"), ("plan_sent", "58"), ("remedy", "582"), ("reply", "582"), ("review_answer", "58"),
    ]
    told = monitoring.ok("get_escalation", {"id": f"review:{review_id}:answer"})
    assert (told["body"], told["subject"], told["asked_number"]) == ("Sở Xây dựng", "Dự thảo", "5/KL")

    monitoring.ok("cancel_visit", {"visit_id": visit_id, "reason": "Trùng lịch"})
    monitoring.ok("withdraw_plan", {"plan_id": plan_id, "reason": "Gộp kế hoạch"})
    remedied = {"recommendation_id": of, "remedied_on": "2025-07-20", "text": "Xong"}
    monitoring.ok("remedy_recommendation", remedied, actor="ubnd")
    rows = monitoring.newest(SAID, "escalation_id")
    after = {row["clock"]: (row["status"], row["replied_on"]) for row in rows.values()}
    assert after["decision_sent"] == after["plan_sent"] == ("dropped", None)
    assert after["remedy"] == ("drafted", "2025-07-20")
    assert draft_missed(monitoring.store, much_later) == 0


def test_a_complaint_that_a_body_leaves_unanswered_is_told_upwards_without_its_words(monitoring: Monitoring) -> None:
    told = {
        "campaign": "ninh-thuan-2024", "unit": "582", "place": "582", "category": "conduct",
        "text": "Ông Bảy giữ tiền của hộ nghèo", "code_hash": "ab" * 32,
    }
    complaint_id = monitoring.ok("file_complaint", told, actor="", key="k")["complaint_id"]
    today = local_day(utc_now())
    step = {"complaint_id": complaint_id}
    monitoring.ok(
        "forward_complaint",
        {**step, "body": "UBND phường", "body_unit": "584", "forwarded_on": today.isoformat()}, actor="office",
    )
    assert draft_missed(monitoring.store, utc_now()) == 0
    assert draft_missed(monitoring.store, utc_now() + dt.timedelta(days=20)) == 1
    letter = monitoring.ok("get_escalation", {"id": f"complaint:{complaint_id}:1"})
    assert (letter["clock"], letter["unit"], letter["by_unit"], letter["body"]) == (
        "complaint_answer", "584", "582", "UBND phường",
    )
    assert "Bảy" not in str(letter) and complaint_id in letter["subject"]
    monitoring.ok("answer_complaint", {**step, "answered_on": today.isoformat(), "text": "Đã trả"}, actor="ubnd")
    assert monitoring.newest(SAID, "escalation_id")[letter["escalation_id"]]["replied_on"] == today.isoformat()


def concluded_review(monitoring: Monitoring) -> str:
    """A review whose answer was due in the spring of 2025."""
    told = {
        "campaign": "ninh-thuan-2024", "unit": "58", "origin": "request", "document_kind": "plan", "title": "Dự thảo",
        "drafting_body": "Sở Xây dựng", "body_unit": "58", "received_on": "2025-03-01",
    }
    review_id = str(monitoring.ok("make_review", told)["review_id"])
    step = {"review_id": review_id}
    monitoring.ok("arrange_review", {**step, "form": "written", "held_on": "2025-03-05"})
    monitoring.ok("add_review_opinion", {**step, "by": "Bà A", "text": "Rõ hơn", "given_on": "2025-03-05"})
    point = {"code": "d1", "text": "Nêu nguồn vốn"}
    conclusion = {**step, "sent_on": "2025-03-10", "document_number": "5/KL", "points": [point]}
    monitoring.ok("conclude_review", conclusion)
    return review_id
