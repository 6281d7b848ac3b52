"""Surveys on a real MongoDB."""

from __future__ import annotations

import hashlib
import json
import threading
from typing import Any

import pytest

from runtime.clock import local_day, utc_now
from tests.integration.monitoring.asking import Json, Monitoring

pytestmark = pytest.mark.integration

CHOICES = [{"code": "ngheo", "text": "Hộ nghèo"}, {"code": "khac", "text": "Hộ khác"}]
OVERALL = {"code": "chung", "kind": "scale", "text": "Hài lòng chung?", "points": 5, "satisfied": ["4", "5"]}
OPEN = {"code": "gop_y", "kind": "text", "text": "Góp ý?", "required": False}
SECRET = "Trưởng thôn Kia không họp dân"


def today() -> str:
    return local_day(utc_now()).isoformat()


def ticket(number: int) -> str:
    return hashlib.sha256(f"ticket {number}".encode()).hexdigest()


def opened(monitoring: Monitoring, **changes: Any) -> Json:
    told = {
        "survey_id": "ntm", "campaign": "ninh-thuan-2024", "unit": "58", "topic": "new_rural", "title": "Khảo sát",
        "opens_on": today(), "closes_on": today(), "areas": [{"unit": "582", "sample": 10}, {"unit": "584"}],
        "overall": "chung",
        "questions": [OVERALL, {"code": "nhom", "kind": "one_of", "text": "Hộ?", "choices": CHOICES, "groups": True,
                                "required": False}, OPEN],
        **changes,
    }
    monitoring.ok("make_survey", told)
    return monitoring.ok("open_survey", {"survey_id": "ntm"})


def answer(value: str = "5", **changes: Any) -> Json:
    answers = [{"question": "chung", "values": [value]}]
    return {"survey_id": "ntm", "questionnaire": 1, "unit": "582", "answers": answers, **changes}


def test_each_ticket_answers_once_and_nobody_without_one(monitoring: Monitoring) -> None:
    opened(monitoring, uses_tickets=True)
    issue = {"survey_id": "ntm", "unit": "584", "ticket_hashes": [ticket(1), ticket(2)]}
    assert monitoring.ok("issue_survey_tickets", issue, key="t") == monitoring.ok(
        "issue_survey_tickets", issue, key="t"
    )
    first = answer(ticket_hash=ticket(1), unit=None)
    assert monitoring.ok("answer_survey", first, actor="", key="a") == monitoring.ok(
        "answer_survey", first, actor="", key="a"
    )
    assert monitoring.refused("answer_survey", first) == "ticket_used"
    assert monitoring.refused("answer_survey", answer(ticket_hash=ticket(9), unit=None)) == "ticket_unknown"
    assert monitoring.refused("answer_survey", answer()) == "ticket_wanted"
    # A refusal uses no ticket up.
    assert monitoring.refused("answer_survey", answer("6", ticket_hash=ticket(2), unit=None)) == "answer_out_of_range"
    monitoring.ok("answer_survey", answer(ticket_hash=ticket(2), unit=None))
    progress = {one["unit"]: one for one in monitoring.ok("get_survey", {"id": "ntm"})["progress"]}
    assert progress["584"] == {"unit": "584", "sample": 0, "answers": 2, "tickets": 2}
    assert progress["582"]["answers"] == 0


def test_two_who_use_one_ticket_at_the_same_moment_are_one_answer(monitoring: Monitoring) -> None:
    opened(monitoring, uses_tickets=True)
    monitoring.ok("issue_survey_tickets", {"survey_id": "ntm", "unit": "582", "ticket_hashes": [ticket(1)]})
    outcomes: list[str] = []

    def use() -> None:
        told = monitoring.ask("answer_survey", answer(ticket_hash=ticket(1), unit=None))
        outcomes.append("taken" if "ok" in told else told["refused"]["code"])

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["taken", *["ticket_used"] * 3]
    assert monitoring.store.db["survey_answers"].count_documents({}) == 1


def test_who_may_not_answer_is_told_why(monitoring: Monitoring) -> None:
    survey = opened(monitoring)
    assert survey["status"] == "open"
    assert monitoring.refused("answer_survey", answer(questionnaire=2)) == "questionnaire_unknown"
    assert monitoring.refused("answer_survey", answer(unit="586")) == "area_not_asked"
    assert monitoring.refused("answer_survey", answer(ticket_hash=ticket(1))) == "no_tickets_here"
    assert monitoring.refused("answer_survey", answer(survey_id="khac")) == "survey_not_found"
    assert monitoring.refused("read_survey_results", {"survey_id": "ntm"}) == "survey_not_counted"
    monitoring.ok("close_survey", {"survey_id": "ntm"})
    assert monitoring.refused("answer_survey", answer()) == "survey_closed"
    late = answer(channel="paper", answered_on=today())
    assert monitoring.refused("record_survey_answer", late) == "survey_closed"
    assert monitoring.refused("open_survey", {"survey_id": "ntm"}) == "survey_step_out_of_order"


def test_an_answer_keeps_the_version_of_the_questions_it_was_given_to(monitoring: Monitoring) -> None:
    opened(monitoring)
    monitoring.ok("answer_survey", answer())
    more = {"code": "nuoc", "kind": "scale", "text": "Nước sạch?", "points": 5, "satisfied": ["5"]}
    revised = {"survey_id": "ntm", "overall": "chung", "questions": [{**OVERALL, "text": "Ông bà hài lòng?"}, more]}
    assert monitoring.ok("revise_survey", revised)["questionnaire"] == 2
    monitoring.ok("answer_survey", answer())  # the page was loaded before
    assert monitoring.refused("answer_survey", answer(questionnaire=2)) == "answer_missing"
    kept = monitoring.store.db["survey_answers"].find()
    assert [one["questionnaire"] for one in kept] == [1, 1]
    changed = {**revised, "questions": [{**OVERALL, "satisfied": ["3", "4", "5"]}, more]}
    assert monitoring.refused("revise_survey", changed) == "question_changed"


def test_results_come_with_closing_and_the_events_tell_of_nobody(monitoring: Monitoring) -> None:
    opened(monitoring)
    for value, unit, count in (("5", "582", 12), ("2", "582", 6), ("4", "584", 9), ("1", "584", 7)):
        for _ in range(count):
            text = [{"question": "gop_y", "text": SECRET}]
            told = answer(value, unit=unit, channel="paper", answered_on=today())
            monitoring.ok("record_survey_answer", {**told, "answers": told["answers"] + text}, actor="can-bo")
    monitoring.ok("close_survey", {"survey_id": "ntm"})
    made = monitoring.ok("read_survey_results", {"survey_id": "ntm"})
    assert made["answers"] == 34
    overall = made["measures"][0]
    assert overall["parts"] == [{"part": "satisfied", "count": 21}, {"part": "not_satisfied", "count": 13}]
    assert overall["tables"][0]["rows"] == [{"row": "582", "cells": [12, 6]}, {"row": "584", "cells": [9, 7]}]
    areas = monitoring.newest("monitoring.survey_areas_counted.v1", "unit")
    assert {unit: (one["answers"], one["satisfied"]) for unit, one in areas.items()} == {
        "582": (18, 12), "584": (16, 9),
    }
    row = monitoring.newest("monitoring.surveys_changed.v1", "survey_id")["ntm"]
    assert (row["answers"], row["satisfied"], row["unplaced_answers"], row["unplaced_satisfied"]) == (34, 21, 0, 0)
    said = json.dumps(monitoring.said("monitoring.surveys_changed.v1"), ensure_ascii=False)
    assert SECRET not in said and SECRET not in json.dumps(made, ensure_ascii=False)
    read = monitoring.ok("look_at_survey_texts", {"survey_id": "ntm", "purpose": "Tổng hợp ý kiến"}, actor="bac-tam")
    assert len(read["texts"]) == 34 and read["texts"][0]["text"] == SECRET
    look = monitoring.store.db["survey_text_looks"].find_one({})
    assert look is not None and look["looked_by"] == "bac-tam"


def test_nothing_that_is_kept_leads_from_a_ticket_to_its_answer(monitoring: Monitoring) -> None:
    opened(monitoring, uses_tickets=True)
    monitoring.ok("issue_survey_tickets", {"survey_id": "ntm", "unit": "582", "ticket_hashes": [ticket(1)]})
    monitoring.ok("answer_survey", answer(ticket_hash=ticket(1), unit=None, blind="ab" * 32), actor="", key="k")
    kept = monitoring.store.db["survey_answers"].find_one({})
    used = monitoring.store.db["survey_tickets"].find_one({})
    assert kept is not None and used is not None
    assert set(kept) == {"_id", "survey_id", "questionnaire", "unit", "channel", "answered_on", "values"}
    assert set(used) == {"_id", "unit", "used"}


def test_a_survey_given_up_is_gone_for_those_who_answer(monitoring: Monitoring) -> None:
    opened(monitoring)
    assert monitoring.ok("find_survey", {"survey_id": "ntm"})["takes_answers"] is True
    monitoring.ok("withdraw_survey", {"survey_id": "ntm", "reason": "Trùng với huyện"})
    assert monitoring.refused("find_survey", {"survey_id": "ntm"}) == "survey_not_found"
    assert monitoring.refused("answer_survey", answer()) == "survey_closed"
    assert [one["action"] for one in monitoring.trail("survey", "ntm")] == ["made", "opened", "withdrawn"]
