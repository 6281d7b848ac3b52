"""What the pages of plans and recommendations make of what was typed, and which step comes next."""

import pytest
from marshmallow import ValidationError

from contracts.commands.monitoring.plans import MOST_ITEMS, RECURRENCES, AmendPlan
from contracts.commands.monitoring.recommendations import RECOMMENDATION_STATUSES
from contracts.commands.monitoring.subjects import BODIES as KNOWN_BODIES
from contracts.commands.monitoring.subjects import KINDS as KNOWN_KINDS
from gateway.web.supervisor import plan_words
from gateway.web.supervisor.plan_form import MOST_LINES, PARTS, items_of, lines_filled_in
from gateway.web.supervisor.plans import by_month
from gateway.web.supervisor.recommendations import open_steps

EMPTY = dict.fromkeys([f"{part}_{line}" for line in range(MOST_LINES) for part in PARTS], "") | {
    f"targets_{line}": [] for line in range(MOST_LINES)
}
ITEM = {
    "code": "quy", "kind": "supervision", "subject": "fund_use", "title": "Việc sử dụng Quỹ", "targets": ["582", "584"],
    "every": "half_year", "month": 6, "day": 31,
}


def test_lines_that_are_amended_keep_their_code_and_what_has_no_title_goes() -> None:
    other = {**ITEM, "code": "nha", "title": "Nhà"}
    assert items_of(EMPTY | lines_filled_in([ITEM, other]))[0] == [ITEM, other]
    changed = EMPTY | lines_filled_in([ITEM, other]) | {"title_0": "", "title_1": "Nhà ở"}
    changed |= {"title_4": "Nha", "kind_4": "x", "subject_4": "fund_use", "every_4": "year", "month_4": "sáu"}
    items, places = items_of(changed)
    assert [(one["code"], one["title"]) for one in items] == [("nha", "Nhà ở"), ("nha-2", "Nha")]
    with pytest.raises(ValidationError) as refused:
        AmendPlan().load({"plan_id": "p", "reason": "x", "items": items})
    wrong = refused.value.normalized_messages()["items"][1]
    assert {places[f"items.1.{part}"] for part in wrong} == {"kind_4", "month_4", "targets_4"}
    assert len(range(MOST_LINES)) == MOST_ITEMS


def test_visits_stand_under_their_month_and_the_day_of_sending_does_not() -> None:
    days = [
        {"clock": "plan_item", "due_on": "2025-12-31"}, {"clock": "plan_sent", "due_on": "2025-06-15"},
        {"clock": "plan_item", "due_on": "2025-06-30"},
    ]
    assert [(month, len(those)) for month, those in by_month(days)] == [("2025-06", 1), ("2025-12", 1)]


def test_a_remedy_may_be_told_before_a_reply_and_is_looked_at_before_it_ends() -> None:
    none = {"status": "open", "reply": None, "remedy": None}
    assert open_steps(none) == ["tra-loi", "khac-phuc", "rut"]
    assert open_steps(none | {"status": "remedied", "remedy": {"on": "x"}}) == ["tra-loi", "kiem-tra", "rut"]
    assert open_steps(none | {"status": "remedied", "reply": {"on": "x"}, "remedy": {"on": "x"}}) == ["kiem-tra", "rut"]
    assert open_steps(none | {"status": "verified"}) == []


def test_every_code_has_its_words() -> None:
    assert (list(plan_words.BODIES), list(plan_words.KINDS)) == (KNOWN_BODIES, KNOWN_KINDS)
    assert (list(plan_words.RECURRENCES), list(plan_words.RECOMMENDATION_STATUS)) == (
        RECURRENCES, RECOMMENDATION_STATUSES,
    )
