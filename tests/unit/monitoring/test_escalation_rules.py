"""A letter to the superior level is wanted when something is late, and at no other time."""

import datetime as dt

import pytest

from services.monitoring.escalations import rules

DUE = dt.date(2024, 11, 24)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize("clock", ["reply", "remedy", "complaint_answer", "review_answer"])
def test_a_letter_is_wanted_from_the_day_after_the_last_day(clock: str) -> None:
    since = DUE - 20 * DAY
    assert not rules.is_wanted(clock, "open", DUE, since, DUE)
    assert rules.is_wanted(clock, "open", DUE, since, DUE + DAY)
    assert not rules.is_wanted(clock, "met", DUE, since, DUE + DAY)
    assert not rules.is_wanted(clock, "dropped", DUE, since, DUE + DAY)


@pytest.mark.parametrize("clock", ["plan_sent", "decision_sent"])
def test_the_front_reports_its_own_delay_when_the_plan_or_visit_should_have_begun(clock: str) -> None:
    begins = DUE + 15 * DAY
    assert not rules.is_wanted(clock, "open", DUE, begins, DUE + DAY)
    assert not rules.is_wanted(clock, "open", DUE, begins, begins)
    assert rules.is_wanted(clock, "open", DUE, begins, begins + DAY)


def test_a_line_of_a_plan_has_no_letter_of_its_own() -> None:
    assert not rules.is_wanted("plan_item", "open", DUE, None, DUE + DAY)


def test_a_letter_goes_out_once_and_not_while_the_reply_is_in_time() -> None:
    today = DUE + 9 * DAY
    rules.sent("drafted", DUE, DUE + DAY, today)
    with pytest.raises(rules.SentBeforeDue):
        rules.sent("drafted", DUE, DUE, today)
    for status in ("sent", "dropped"):
        with pytest.raises(rules.EscalationStepOutOfOrder):
            rules.sent(status, DUE, today, today)
