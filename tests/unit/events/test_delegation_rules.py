import pytest
from marshmallow import ValidationError

from contracts.commands.events.costs import RecordCost
from services.events.delegations import rules

HEAD = ("Chủ tịch Mẫu", "Mặt trận tỉnh", "coming")


def test_a_delegation_that_looks_at_houses_names_them_and_no_other_does():
    rules.check_delegation("house_hand_over", HEAD, [], ["h1", "h2"])
    rules.check_delegation("great_unity_day", HEAD, [], [])
    for purpose, houses in (("house_survey", []), ("study_visit", ["h1"]), ("house_hand_over", ["h1", "h1"])):
        with pytest.raises(rules.HousesMissing):
            rules.check_delegation(purpose, HEAD, [], houses)


def test_nobody_goes_twice_and_who_declined_does_not_lead():
    namesake = (HEAD[0], "Sở Xây dựng", "invited")
    rules.check_delegation("study_visit", HEAD, [namesake], [])
    with pytest.raises(rules.MemberTwice) as refused:
        rules.check_delegation("study_visit", HEAD, [namesake, HEAD], [])
    assert refused.value.field == "members.1.name"
    with pytest.raises(rules.HeadDeclined):
        rules.check_delegation("study_visit", (*HEAD[:2], "declined"), [], [])


@pytest.mark.parametrize("status", ["went", "called_off"])
def test_what_went_or_was_called_off_waits_no_more(status):
    with pytest.raises(rules.DelegationNotWaiting):
        rules.check_waiting(status)


@pytest.mark.parametrize(("source", "payment_id"), [("fund", None), ("sponsor", "p1")])
def test_a_cost_is_the_funds_only_where_a_payment_is_named(source, payment_id):
    told = {"campaign": "c", "unit": "58", "activity": "a", "stage": "actual", "item": "Xe", "amount_vnd": 1,
            "source": source, "payment_id": payment_id, "counted_on": "2024-11-05"}
    with pytest.raises(ValidationError) as refused:
        RecordCost().load(told)
    assert list(refused.value.normalized_messages()) == ["payment_id"]
