import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from contracts.commands.events.opinions import RecordOpinion
from services.events.opinions import rules
from services.events.opinions.rules import Standing, is_overdue

VOICED, TODAY = dt.date(2024, 10, 17), dt.date(2024, 11, 18)


def standing(**changes):
    return Standing(**({"status": "recorded", "voice": "self", "voiced_on": VOICED} | changes))


days = st.dates(dt.date(2024, 1, 1), dt.date(2025, 12, 31))


@given(due=days, answered=st.none() | days, first=days, later=st.integers(0, 400))
def test_what_is_overdue_stays_so_until_it_is_answered_whatever_ran_overnight(due, answered, first, later):
    then = first + dt.timedelta(later)
    if is_overdue(due, answered, first):
        assert is_overdue(due, answered, then) and not is_overdue(due, first, then)
    assert not is_overdue(due, answered, due)
    assert is_overdue(due, None, due + dt.timedelta(1))
    assert not is_overdue(None, None, first)


def test_what_is_resolved_need_not_be_answered_and_what_is_answered_not_resolved():
    rules.check_resolution(standing(), VOICED, TODAY)
    rules.check_answer(standing(resolved_on=VOICED), VOICED, TODAY)
    rules.check_judgement(standing(resolved_on=VOICED), VOICED, TODAY)


def test_an_asker_who_is_not_satisfied_is_answered_again_and_nobody_else():
    answered = {"answered_on": (VOICED,)}
    for said in (None, True):
        with pytest.raises(rules.AnsweredAlready):
            rules.check_answer(standing(**answered, satisfied=said), TODAY, TODAY)
    rules.check_answer(standing(**answered, satisfied=False), TODAY, TODAY)
    with pytest.raises(rules.TooManyAnswers):
        rules.check_answer(standing(answered_on=(VOICED,) * 20, satisfied=False), TODAY, TODAY)


def test_nobody_says_for_somebody_unknown_that_they_are_satisfied():
    with pytest.raises(rules.AskerUnknown):
        rules.check_judgement(standing(voice="anonymous", answered_on=(VOICED,)), TODAY, TODAY)


def test_nothing_is_judged_before_it_was_answered_or_resolved():
    with pytest.raises(rules.NothingToJudge):
        rules.check_judgement(standing(), TODAY, TODAY)
    with pytest.raises(rules.BeforeTheOpinion):
        rules.check_judgement(standing(answered_on=(TODAY,)), VOICED, TODAY)


def test_nothing_happened_before_the_opinion_and_nothing_after_it_was_withdrawn():
    before = VOICED - dt.timedelta(1)
    for check in (rules.check_answer, rules.check_resolution):
        with pytest.raises(rules.BeforeTheOpinion):
            check(standing(), before, TODAY)
        with pytest.raises(rules.OpinionWithdrawn):
            check(standing(status="withdrawn"), TODAY, TODAY)
    with pytest.raises(rules.BeforeTheOpinion):
        rules.check_deadline(standing(), before)
    with pytest.raises(rules.ResolvedAlready):
        rules.check_resolution(standing(resolved_on=VOICED), TODAY, TODAY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"voice": "anonymous", "asker_contact": "0900000000"}, "voice"),
        ({"voice": "self"}, "asker_name"),
        ({"voice": "proxy", "asker_name": "Bà Mẫu"}, "proxy_name"),
        ({"voice": "self", "asker_name": "Bà Mẫu", "proxy_name": "Ông Mẫu"}, "proxy_name"),
        ({"voice": "anonymous", "answer_due_on": "2024-11-01"}, "owner"),
    ],
)
def test_an_opinion_names_whom_its_voice_names(changes, field):
    told = {"campaign": "c", "unit": "58", "category": "water", "voiced_on": "2024-10-17", "summary": "Nước",
            "text": "Xin nước sạch"}
    with pytest.raises(ValidationError) as refused:
        RecordOpinion().load(told | changes)
    assert list(refused.value.normalized_messages()) == [field]
