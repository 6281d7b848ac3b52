"""Recommendations: three facts with three dates, and only somebody else ends one."""

import datetime as dt
from typing import Any

import pytest

from services.monitoring.findings import rules as findings
from services.monitoring.recommendations import rules

TODAY = dt.date(2024, 12, 1)
SENT = dt.date(2024, 11, 4)
DAY = dt.timedelta(days=1)


def progress(**changes: Any) -> rules.Progress:
    return rules.Progress(**{"sent_on": SENT, **changes})


def test_a_body_that_says_done_ends_nothing() -> None:
    done = rules.remedied(progress(), SENT + DAY, "commune", TODAY)
    assert done.status == "remedied"
    assert rules.verified(done, SENT + DAY, True, "verifier", TODAY).status == "verified"


def test_what_was_remedied_without_a_reply_still_owes_the_reply() -> None:
    done = rules.remedied(progress(), SENT + DAY, "commune", TODAY)
    assert done.replied_on is None
    assert rules.replied(done, SENT + 2 * DAY, "commune", TODAY).replied_on == SENT + 2 * DAY


def test_whoever_recorded_the_reply_or_the_remedy_does_not_verify_it() -> None:
    done = rules.remedied(rules.replied(progress(), SENT, "a", TODAY), SENT, "b", TODAY)
    for by in ("a", "b"):
        with pytest.raises(rules.VerifierReportedRemedy):
            rules.verified(done, TODAY, True, by, TODAY)


def test_a_remedy_that_is_found_wanting_has_to_be_done_again() -> None:
    done = rules.remedied(rules.replied(progress(), SENT, "a", TODAY), SENT, "b", TODAY)
    again = rules.verified(done, TODAY, False, "c", TODAY)
    assert (again.status, again.replied_on, again.remedied_on) == ("replied", SENT, None)
    assert rules.remedied(again, TODAY, "b", TODAY).status == "remedied"


def test_no_fact_is_written_over_and_none_follows_the_end() -> None:
    replied = rules.replied(progress(), SENT, "a", TODAY)
    with pytest.raises(rules.FactThere):
        rules.replied(replied, SENT, "a", TODAY)
    with pytest.raises(rules.NotRemediedYet):
        rules.verified(replied, TODAY, True, "c", TODAY)
    ended = rules.withdrawn(replied)
    for late in (rules.withdrawn, lambda one: rules.remedied(one, TODAY, "a", TODAY)):
        with pytest.raises(rules.RecommendationEnded):
            late(ended)


def test_dates_never_run_backwards() -> None:
    for step in (rules.replied, rules.remedied):
        with pytest.raises(rules.FactBeforeSent):
            step(progress(), SENT - DAY, "a", TODAY)
    done = rules.remedied(progress(), TODAY, "b", TODAY)
    with pytest.raises(rules.VerifiedBeforeRemedied):
        rules.verified(done, TODAY - DAY, True, "c", TODAY)
    with pytest.raises(rules.SentBeforeFinding):
        rules.made(SENT, SENT - DAY, None, 0, TODAY)
    with pytest.raises(rules.RemedyDueBeforeSent):
        rules.made(SENT, SENT, SENT - DAY, 0, TODAY)
    with pytest.raises(rules.TooManyRecommendations):
        rules.made(SENT, SENT, None, rules.MOST_PER_FINDING, TODAY)


def test_a_finding_closes_when_every_recommendation_is_verified_and_by_nobody_who_answered_one() -> None:
    found = findings.Progress(found_on=SENT)
    verified = findings.Recommended(SENT + DAY, frozenset({"commune"}))
    waiting = findings.Recommended(None, frozenset())
    assert findings.closed(found, TODAY, "verifier", TODAY, [verified, verified]).status == "closed"
    with pytest.raises(findings.RecommendationsNotVerified) as refused:
        findings.closed(found, TODAY, "verifier", TODAY, [verified, waiting])
    assert refused.value.facts == {"left": 1}
    with pytest.raises(findings.CloserReportedRemedy):
        findings.closed(found, TODAY, "commune", TODAY, [verified])
    with pytest.raises(findings.VerifiedBeforeRemedy):
        findings.closed(found, SENT, "verifier", TODAY, [verified])
