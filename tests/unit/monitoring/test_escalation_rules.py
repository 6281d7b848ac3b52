"""A letter to the superior level is wanted when a reply is late, and at no other time."""

import datetime as dt

import pytest

from services.monitoring.escalations import rules

DUE = dt.date(2024, 11, 24)
DAY = dt.timedelta(days=1)


def test_a_letter_is_wanted_from_the_day_after_the_last_day_and_for_nothing_but_replies() -> None:
    assert not rules.is_wanted("reply", "open", DUE, DUE)
    assert rules.is_wanted("reply", "open", DUE, DUE + DAY)
    assert not rules.is_wanted("reply", "met", DUE, DUE + DAY)
    assert not rules.is_wanted("reply", "dropped", DUE, DUE + DAY)
    assert not rules.is_wanted("remedy", "open", DUE, DUE + DAY)


def test_a_letter_goes_out_once_and_not_while_the_reply_is_in_time() -> None:
    today = DUE + 9 * DAY
    rules.sent("drafted", DUE, DUE + DAY, today)
    with pytest.raises(rules.SentBeforeDue):
        rules.sent("drafted", DUE, DUE, today)
    for status in ("sent", "dropped"):
        with pytest.raises(rules.EscalationStepOutOfOrder):
            rules.sent(status, DUE, today, today)
