import datetime as dt

import pytest

from services.events.invitations import rules

LAST = dt.date(2024, 10, 12)
LATER = LAST + dt.timedelta(days=1)


def check(answer="yes", status="sent", manner="link", today=LAST, comes="", invited="Lê Văn A"):
    rules.check_answer(status, answer, manner, today=today, reply_by_on=LAST, comes=comes, invited=invited)


@pytest.mark.parametrize("status", ["sent", "yes", "no", "substitute"])
def test_an_answer_counts_on_the_last_day_and_may_be_changed_until_then(status):
    for answer, comes in (("yes", ""), ("no", ""), ("substitute", "Trần Thị B")):
        check(answer, status, comes=comes)


def test_after_the_last_day_the_link_is_over_but_staff_enter_what_they_were_told():
    with pytest.raises(rules.ReplyDayPassed) as refused:
        check(today=LATER)
    assert refused.value.facts == {"reply_by_on": "2024-10-12"}
    check(today=LATER, manner="phone")


def test_a_substitute_is_named_and_so_is_whoever_comes_for_an_office():
    with pytest.raises(rules.SubstituteUnnamed):
        check("substitute")
    with pytest.raises(rules.SubstituteUnnamed):
        check("yes", invited="")
    check("yes", invited="", comes="Trần Thị B")
    check("no", invited="")


def test_a_withdrawn_invitation_takes_no_answer():
    with pytest.raises(rules.InvitationWithdrawn):
        check("no", status="withdrawn", manner="paper")
