"""Letters to the superior level on a real MongoDB: once, whatever is killed, restarted or at work beside it."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from services.monitoring.escalations.commands import draft_missed
from tests.conftest import Servers
from tests.integration.monitoring.asking import Monitoring
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
