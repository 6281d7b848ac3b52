"""The chain of a finding: which fact may follow which, on what day, by whom."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.business_days import DayInFuture, DayTooEarly
from contracts.refusals import Refusal
from services.monitoring.findings import rules

FOUND = dt.date(2024, 10, 20)
TODAY = dt.date(2024, 12, 1)


def day(offset: int) -> dt.date:
    return FOUND + dt.timedelta(days=offset)


def replied() -> rules.Progress:
    return rules.replied(rules.raised(FOUND, TODAY), day(3), "commune", TODAY)


def remedied() -> rules.Progress:
    return rules.remedied(replied(), day(5), "commune", TODAY)


def closed() -> rules.Progress:
    return rules.closed(remedied(), day(7), "verifier", TODAY)


def test_a_finding_goes_through_four_statuses_and_keeps_three_dates():
    chain = [rules.raised(FOUND, TODAY), replied(), remedied(), closed()]
    assert [progress.status for progress in chain] == ["open", "replied", "remedied", "closed"]
    last = chain[-1]
    assert (last.replied_on, last.remedied_on, last.verified_on) == (day(3), day(5), day(7))


def test_a_finding_of_today_is_taken_and_one_of_tomorrow_refused():
    assert rules.raised(TODAY, TODAY).status == "open"
    with pytest.raises(DayInFuture) as refused:
        rules.raised(TODAY + dt.timedelta(days=1), TODAY)
    assert refused.value.field == "found_on"
    assert refused.value.remedy
    with pytest.raises(DayTooEarly) as slipped:
        rules.raised(dt.date(224, 11, 1), TODAY)
    assert slipped.value.field == "found_on" and "01/11/0224" in slipped.value.message


def test_the_reply_is_due_as_many_days_after_the_finding_as_its_clock_says():
    assert rules.reply_due_on(dt.date(2024, 10, 20), 20) == dt.date(2024, 11, 9)


def test_a_finding_is_overdue_the_day_after_its_last_day_and_never_once_replied():
    due = rules.reply_due_on(FOUND, 20)
    new = rules.raised(FOUND, TODAY)
    assert not rules.is_overdue(new, due, due)
    assert rules.is_overdue(new, due, due + dt.timedelta(days=1))
    assert not rules.is_overdue(replied(), due, due + dt.timedelta(days=100))


def test_a_reply_before_the_finding_is_refused():
    with pytest.raises(rules.ReplyBeforeFinding):
        rules.replied(rules.raised(FOUND, TODAY), day(-1), "commune", TODAY)


def test_a_reply_on_the_day_of_the_finding_is_taken():
    assert rules.replied(rules.raised(FOUND, TODAY), FOUND, "commune", TODAY).status == "replied"


def test_a_second_reply_does_not_write_over_the_first():
    with pytest.raises(rules.AlreadyReplied) as refused:
        rules.replied(replied(), day(4), "commune", TODAY)
    assert refused.value.facts == {"replied_on": "2024-10-23"}


def test_a_remedy_before_the_finding_is_refused():
    with pytest.raises(rules.RemedyBeforeFinding):
        rules.remedied(replied(), day(-1), "commune", TODAY)


def test_a_remedy_before_the_reply_is_refused():
    with pytest.raises(rules.RemedyBeforeReply):
        rules.remedied(replied(), day(2), "commune", TODAY)


def test_a_remedy_without_a_reply_is_refused():
    with pytest.raises(rules.ReplyMissing):
        rules.remedied(rules.raised(FOUND, TODAY), day(2), "commune", TODAY)


def test_a_second_remedy_does_not_write_over_the_first():
    with pytest.raises(rules.AlreadyRemedied):
        rules.remedied(remedied(), day(6), "commune", TODAY)


def test_a_body_that_says_done_does_not_close_the_finding():
    with pytest.raises(rules.RemedyMissing):
        rules.closed(replied(), day(7), "verifier", TODAY)
    assert remedied().status == "remedied"


@pytest.mark.parametrize("who", ["replier", "remedier"])
def test_who_recorded_the_reply_or_the_remedy_cannot_close(who: str):
    progress = rules.replied(rules.raised(FOUND, TODAY), day(1), "replier", TODAY)
    progress = rules.remedied(progress, day(2), "remedier", TODAY)
    with pytest.raises(rules.CloserReportedRemedy) as refused:
        rules.closed(progress, day(7), who, TODAY)
    assert refused.value.kind == "forbidden"
    assert refused.value.code == "closer_reported_remedy"


def test_a_verification_before_the_remedy_is_refused():
    with pytest.raises(rules.VerifiedBeforeRemedy):
        rules.closed(remedied(), day(4), "verifier", TODAY)


@pytest.mark.parametrize(
    "step",
    [
        lambda: rules.replied(closed(), day(8), "commune", TODAY),
        lambda: rules.remedied(closed(), day(8), "commune", TODAY),
        lambda: rules.closed(closed(), day(8), "another", TODAY),
    ],
    ids=["reply", "remedy", "close"],
)
def test_a_closed_finding_takes_no_more_facts(step):
    with pytest.raises(rules.FindingAlreadyClosed):
        step()


@pytest.mark.parametrize(
    ("step", "field"),
    [
        (lambda day: rules.replied(rules.raised(FOUND, TODAY), day, "commune", TODAY), "replied_on"),
        (lambda day: rules.remedied(replied(), day, "commune", TODAY), "remedied_on"),
        (lambda day: rules.closed(remedied(), day, "verifier", TODAY), "verified_on"),
    ],
    ids=["reply", "remedy", "close"],
)
def test_no_fact_is_dated_tomorrow(step, field):
    with pytest.raises(DayInFuture) as refused:
        step(TODAY + dt.timedelta(days=1))
    assert refused.value.field == field


STEPS = st.tuples(
    st.sampled_from(["reply", "remedy", "close"]),
    st.integers(-3, 50),
    st.sampled_from(["commune", "verifier", "third"]),
)


@given(st.lists(STEPS, max_size=12))
def test_whatever_is_tried_the_dates_stay_in_order_and_the_closer_is_somebody_else(steps):
    progress = rules.raised(FOUND, TODAY)
    act = {"reply": rules.replied, "remedy": rules.remedied, "close": rules.closed}
    for name, offset, who in steps:
        try:
            progress = act[name](progress, day(offset), who, TODAY)
        except Refusal as refusal:
            assert refusal.message and refusal.remedy
    facts = [progress.found_on, progress.replied_on, progress.remedied_on, progress.verified_on]
    known = [fact for fact in facts if fact is not None]
    assert facts[: len(known)] == known, "no fact without the one before it"
    assert known == sorted(known)
    if progress.status == "closed":
        assert progress.verified_by not in (progress.replied_by, progress.remedied_by)
