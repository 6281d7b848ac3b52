from datetime import date

import pytest

from services.events.activities.rules import (
    MAX_DEPTH,
    TOTAL,
    ActivityEndsBeforeItStarts,
    ActivityOfOtherCampaign,
    ActivityUnitFixed,
    GuaranteedPlacesExceedTotal,
    Quota,
    QuotaBelowTaken,
    QuotaCycle,
    QuotaInUse,
    QuotaNamedTwice,
    QuotasTooDeep,
    StepNumberedTwice,
    UnknownParentQuota,
    check_change,
    check_description,
    check_removed,
    plan_places,
    with_everything_inside,
)

PUPILS = Quota("hoc-sinh", "Học sinh", 10, within="khoi-7")
HOUSEHOLDS = Quota("ho", "Hộ nghèo", 10, within="khoi-7")
BLOCK_7 = Quota("khoi-7", "Khối 7", 20, guaranteed=True)
BLOCK_2 = Quota("khoi-2", "Doanh nghiệp", 150)


def test_a_guest_takes_from_the_quota_those_around_it_and_the_total():
    plan = plan_places(300, [BLOCK_2, Quota("nha-hao-tam", "Nhà hảo tâm", 30, within="khoi-2")])
    assert plan.pools["nha-hao-tam"] == ("nha-hao-tam", "khoi-2", TOTAL)
    assert plan.sizes == {TOTAL: 300, "khoi-2": 150, "nha-hao-tam": 30}


def test_guaranteed_places_are_taken_out_of_the_total_beforehand():
    plan = plan_places(100, [BLOCK_2, BLOCK_7, PUPILS, HOUSEHOLDS])
    assert plan.sizes[TOTAL] == 80
    assert plan.pools["hoc-sinh"] == ("hoc-sinh", "khoi-7")


def test_a_guaranteed_quota_deep_inside_is_set_apart_from_everything_around_it():
    plan = plan_places(100, [BLOCK_2, Quota("ghe-dau", "Ghế đầu", 15, within="khoi-2", guaranteed=True)])
    assert plan.sizes == {TOTAL: 85, "khoi-2": 135, "ghe-dau": 15}
    assert plan.pools["ghe-dau"] == ("ghe-dau",)


def test_guaranteed_inside_guaranteed_is_not_counted_twice():
    plan = plan_places(25, [BLOCK_7, Quota("ho", "Hộ", 8, within="khoi-7", guaranteed=True)])
    assert plan.sizes == {TOTAL: 5, "khoi-7": 12, "ho": 8}


def test_without_a_total_only_the_quotas_limit():
    plan = plan_places(None, [BLOCK_2])
    assert plan.pools["khoi-2"] == ("khoi-2",)
    assert plan.room("khoi-2", {"khoi-2": 3}) == 3


def test_more_guaranteed_than_the_total_is_refused_by_name():
    with pytest.raises(GuaranteedPlacesExceedTotal) as refusal:
        plan_places(15, [BLOCK_7, PUPILS])
    assert refusal.value.field == "places"
    assert refusal.value.facts == {"quota": TOTAL, "guaranteed": 20, "places": 15}


def test_more_guaranteed_than_the_quota_around_them_is_refused_at_that_quota():
    with pytest.raises(GuaranteedPlacesExceedTotal) as refusal:
        plan_places(500, [Quota("a", "A", 5), Quota("b", "B", 6, within="a", guaranteed=True)])
    assert refusal.value.field == "quotas.0.places"


def test_two_quotas_of_one_code_are_refused():
    with pytest.raises(QuotaNamedTwice, match="khoi-2"):
        plan_places(None, [BLOCK_2, BLOCK_2])


def test_a_quota_within_an_unknown_one_is_refused_with_the_known_ones():
    with pytest.raises(UnknownParentQuota) as refusal:
        plan_places(None, [BLOCK_2, PUPILS])
    assert refusal.value.field == "quotas.1.within"
    assert "khoi-2" in refusal.value.remedy


@pytest.mark.parametrize("ring", [["a"], ["a", "b"], ["a", "b", "c"]])
def test_a_ring_of_quotas_is_refused(ring):
    quotas = [Quota(code, code, 1, within=ring[(i + 1) % len(ring)]) for i, code in enumerate(ring)]
    with pytest.raises(QuotaCycle):
        plan_places(None, quotas)


def test_a_quota_that_leads_into_a_ring_is_refused():
    quotas = [Quota("x", "x", 1, "a"), Quota("a", "a", 1, "b"), Quota("b", "b", 1, "a")]
    with pytest.raises(QuotaCycle):
        plan_places(None, quotas)


def test_quotas_may_lie_only_so_deep():
    chain = [Quota(f"q{i}", f"q{i}", 1, within=f"q{i - 1}" if i else None) for i in range(MAX_DEPTH + 1)]
    plan_places(None, chain[:MAX_DEPTH])
    with pytest.raises(QuotasTooDeep):
        plan_places(None, chain)


def test_places_may_not_go_below_the_guests_who_have_them():
    plan = plan_places(300, [Quota("khoi-2", "Doanh nghiệp", 9)])
    with pytest.raises(QuotaBelowTaken) as refusal:
        plan.left({"khoi-2": 10})
    assert refusal.value.field == "quotas.0.places"
    assert refusal.value.facts == {"quota": "khoi-2", "taken": 10, "places": 9}
    assert plan.left({"khoi-2": 9}) == {TOTAL: 291, "khoi-2": 0}


def test_making_a_quota_guaranteed_may_not_push_out_guests_of_the_shared_part():
    with pytest.raises(QuotaBelowTaken) as refusal:
        plan_places(30, [Quota("a", "A", 30), Quota("b", "B", 5, guaranteed=True)]).left({"a": 26})
    assert refusal.value.field == "places"


def test_a_quota_with_guests_is_not_dropped():
    with pytest.raises(QuotaInUse):
        check_removed([BLOCK_2], [], {"khoi-2": 1})
    check_removed([BLOCK_2], [], {"khoi-2": 0})


def test_days_must_be_in_order():
    check_description(None, None, [])
    check_description(date(2024, 10, 14), date(2024, 10, 14), [])
    with pytest.raises(ActivityEndsBeforeItStarts):
        check_description(date(2024, 10, 14), date(2024, 10, 13), [])
    with pytest.raises(ActivityEndsBeforeItStarts):
        check_description(None, date(2024, 10, 13), [])


def test_two_programme_steps_of_one_number_are_refused():
    with pytest.raises(StepNumberedTwice) as refusal:
        check_description(None, None, [1, 2, 1])
    assert refusal.value.field == "programme.2.order"


def test_an_activity_stays_in_its_campaign_and_once_counted_in_its_unit():
    check_change("a", campaigns=("c", "c"), units=("58", "582"), has_registrations=False)
    with pytest.raises(ActivityOfOtherCampaign):
        check_change("a", campaigns=("c", "d"), units=("58", "58"), has_registrations=False)
    with pytest.raises(ActivityUnitFixed):
        check_change("a", campaigns=("c", "c"), units=("58", "582"), has_registrations=True)


def test_a_quota_is_listed_with_everything_inside_it():
    assert with_everything_inside("khoi-7", [BLOCK_2, BLOCK_7, PUPILS, HOUSEHOLDS]) == ["khoi-7", "hoc-sinh", "ho"]
