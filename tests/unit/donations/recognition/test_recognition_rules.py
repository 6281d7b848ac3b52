"""Who is honoured: thresholds, rows of years, consent, and dated rules at their edges."""

import datetime as dt
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donations.recognition import rules

YEARLY = rules.Criteria("tam-long-vang", dt.date(2020, 1, 1), 1, 100, 1, ())


def giver(by_year: dict[int, int], name: str = "Công ty Mẫu", **changes: object) -> rules.Giver:
    made = rules.Giver(name, frozenset({"shown"}), frozenset({"enterprise"}), by_year, 1)
    return made._replace(**changes)


def test_the_exact_threshold_is_enough_and_one_dong_less_is_not() -> None:
    assert rules.deserved(giver({2024: 100}), YEARLY, 2024) == rules.Deserved("Công ty Mẫu", "shown", 100, 1, 1)
    assert rules.deserved(giver({2024: 99}), YEARLY, 2024) is None


def test_gifts_of_other_years_do_not_count_for_a_year() -> None:
    assert rules.deserved(giver({2023: 1000, 2024: 99, 2025: 1000}), YEARLY, 2024) is None


def test_five_and_ten_years_are_calendar_years_with_their_leap_days() -> None:
    assert rules.period(2024, 5) == (dt.date(2020, 1, 1), dt.date(2024, 12, 31))
    assert rules.period(2024, 10) == (dt.date(2015, 1, 1), dt.date(2024, 12, 31))
    first, last = rules.period(2024, 1)
    assert (last - first).days + 1 == 366
    five = YEARLY._replace(span_years=5)
    assert rules.deserved(giver({2020: 40, 2024: 60}), five, 2024) is not None
    assert rules.deserved(giver({2019: 40, 2024: 60}), five, 2024) is None


def test_a_row_of_years_ends_at_the_first_year_without_a_gift() -> None:
    assert rules.years_in_row({2024: 1, 2023: 1, 2021: 1}, 2024) == 2
    assert rules.years_in_row({2023: 1}, 2024) == 0
    assert rules.years_in_row({2024: 1, 2023: 0}, 2024) == 1, "a year whose gifts all went back has none"
    three = YEARLY._replace(years_in_row=3)
    assert rules.deserved(giver({2024: 100, 2023: 1, 2022: 1}), three, 2024) is not None
    assert rules.deserved(giver({2024: 100, 2023: 1}), three, 2024) is None


def test_who_stayed_anonymous_is_never_proposed_and_who_is_masked_stays_masked() -> None:
    assert rules.deserved(giver({2024: 100}, displays=frozenset({"anonymous", "shown"})), YEARLY, 2024) is None
    masked = rules.deserved(giver({2024: 100}, displays=frozenset({"masked", "shown"})), YEARLY, 2024)
    assert masked is not None and masked.name_display == "masked"


def test_a_rule_for_enterprises_leaves_others_out() -> None:
    enterprises = YEARLY._replace(donor_kinds=("enterprise",))
    assert rules.deserved(giver({2024: 100}), enterprises, 2024) is not None
    assert rules.deserved(giver({2024: 100}, kinds=frozenset()), enterprises, 2024) is None


def test_of_two_that_gave_the_same_every_run_names_the_same_one_first() -> None:
    one, two = (rules.Deserved(name, "shown", 100, 1, 1) for name in ("B", "A"))
    longer = rules.Deserved("C", "shown", 100, 1, 2)
    more = rules.Deserved("D", "shown", 101, 1, 1)
    assert rules.ranked([one, two, longer, more]) == rules.ranked([more, longer, two, one]) == [more, longer, two, one]


def test_the_state_of_a_rule_at_the_end_of_the_year_counts() -> None:
    higher = YEARLY._replace(from_on=dt.date(2024, 12, 31), at_least_vnd=200)
    assert rules.in_force([YEARLY, higher], 2023) == YEARLY
    assert rules.in_force([YEARLY, higher], 2024) == higher
    assert rules.in_force([higher], 2023) is None


def test_one_name_in_several_writings_is_one_giver_and_another_letter_is_another() -> None:
    assert rules.name_key("NGUYỄN  văn Tú") == rules.name_key("nguyễn văn tu")
    assert rules.name_key("Tú") != rules.name_key("Tư")
    assert rules.name_key("Đa") != rules.name_key("Da")
    [one] = rules.merged([giver({2024: 60}, "Công ty Mẫu"), giver({2024: 40, 2023: 1}, "CÔNG TY MẪU")])
    assert (one.by_year, one.gifts) == ({2024: 100, 2023: 1}, 2)


@given(st.text())
def test_a_name_is_the_same_however_its_letters_are_composed(name: str) -> None:
    composed, apart = (unicodedata.normalize(form, name) for form in ("NFC", "NFD"))
    assert rules.name_key(composed) == rules.name_key(apart)


def test_nobody_decides_what_they_proposed_and_nothing_is_decided_twice() -> None:
    day = dt.date(2024, 12, 20)
    rules.check_decision("proposed", "a", "b", day, day, day)
    with pytest.raises(rules.ProposerDecides):
        rules.check_decision("proposed", "a", "a", day, day, day)
    for status in ("approved", "rejected", "lapsed"):
        with pytest.raises(rules.HonourDecided):
            rules.check_decision(status, "a", "b", day, day, day)


def test_the_year_under_way_may_be_looked_at_and_the_next_one_not() -> None:
    rules.check_year(2024, dt.date(2024, 1, 1))
    with pytest.raises(rules.YearNotBegun):
        rules.check_year(2025, dt.date(2024, 12, 31))
