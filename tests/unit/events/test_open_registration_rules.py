"""When the public may register, and what is refused."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.guests.rules import contacts_of
from services.events.open_registration import rules

TODAY = dt.date(2026, 11, 17)
DAYS = {"starts_on": dt.date(2026, 11, 18), "ends_on": dt.date(2026, 11, 19)}


def state(said: str | None, today: dt.date = TODAY, closes_on: dt.date | None = None, **days: dt.date | None) -> str:
    return rules.state_of(said, today, closes_on=closes_on, **{**DAYS, **days})


def test_it_is_open_through_its_last_day_for_registering_and_through_the_activity():
    assert state(rules.OPEN, closes_on=TODAY) == rules.OPEN
    assert state(rules.OPEN, TODAY + dt.timedelta(1), closes_on=TODAY) == rules.OVER
    assert state(rules.OPEN, DAYS["ends_on"]) == rules.OPEN
    assert state(rules.OPEN, DAYS["ends_on"] + dt.timedelta(1)) == rules.PAST
    assert state(rules.OPEN, dt.date(2999, 1, 1), starts_on=None, ends_on=None) == rules.OPEN


def test_what_is_called_off_stays_so_when_its_day_has_passed_and_what_nobody_opened_is_announced():
    assert state(rules.CALLED_OFF, dt.date(2999, 1, 1)) == rules.CALLED_OFF
    assert state(None) == rules.ANNOUNCED
    assert state(rules.CLOSED, closes_on=TODAY - dt.timedelta(1)) == rules.CLOSED
    assert state(None, ends_on=None, today=DAYS["starts_on"] + dt.timedelta(1)) == rules.PAST


@pytest.mark.parametrize(("found", "refusal"), [
    (rules.CALLED_OFF, rules.ActivityCalledOff), (rules.PAST, rules.ActivityOver),
    (rules.CLOSED, rules.RegistrationNotOpen),
    (rules.OVER, rules.RegistrationDayOver), (rules.ANNOUNCED, rules.RegistrationNotOpen),
])
def test_each_way_of_not_being_open_is_refused_by_its_own_name_and_says_what_to_do(found, refusal):
    rules.check_open(rules.OPEN, "Ngày hội", "", None)
    with pytest.raises(refusal) as told:
        rules.check_open(found, "Ngày hội", "", TODAY)
    assert "Ngày hội" in told.value.message
    assert told.value.remedy


def test_the_organisers_own_words_are_the_remedy():
    with pytest.raises(rules.RegistrationNotOpen) as told:
        rules.check_open(rules.CLOSED, "Ngày hội", "Đã đủ khách.", None)
    assert told.value.remedy == "Đã đủ khách."


def test_an_activity_is_not_opened_after_it_nor_until_a_day_that_can_not_be():
    rules.check_days("x", TODAY, closes_on=DAYS["ends_on"], **DAYS)
    rules.check_days("x", TODAY, closes_on=TODAY, starts_on=None, ends_on=None)
    for closes_on in (TODAY - dt.timedelta(1), DAYS["ends_on"] + dt.timedelta(1)):
        with pytest.raises(rules.ClosesOutsideActivity):
            rules.check_days("x", TODAY, closes_on=closes_on, **DAYS)
    with pytest.raises(rules.ActivityOver):
        rules.check_days("x", DAYS["ends_on"] + dt.timedelta(1), closes_on=None, **DAYS)


def test_the_public_needs_a_block_or_a_number_of_places_and_never_one_that_is_set_apart():
    rules.check_block("khoi-1", None, "Khối 1", set_apart=False)
    rules.check_block(None, 20, "", set_apart=False)
    with pytest.raises(rules.NowhereToRegister):
        rules.check_block(None, None, "", set_apart=False)
    with pytest.raises(rules.QuotaNotForPublic, match="Hộ nghèo"):
        rules.check_block("ho", 5, "Hộ nghèo", set_apart=True)


def test_who_registers_can_be_reached():
    rules.check_contact("0912345678", "")
    rules.check_contact("", "a@b.vn")
    with pytest.raises(rules.ContactMissing):
        rules.check_contact("", "")


@pytest.mark.parametrize("typed", [
    "0912345678", "0912 345 678", "0912.345.678", "+84912345678", "84912345678", "+84 912 345 678", "0084912345678",
    "+84 0912345678",
])
def test_a_telephone_number_is_known_again_however_it_is_typed(typed):
    assert contacts_of(typed, "") == ["0912345678"]


def test_other_numbers_stay_apart_and_an_address_is_known_in_any_case():
    assert contacts_of("8412345", "") == ["8412345"], "a short number that begins with 84 is none from abroad"
    assert contacts_of("", "  Mai@Example.VN ") == ["mai@example.vn"]
    assert contacts_of("", "") == []


@given(st.integers(0, 120_000))
def test_the_public_is_told_of_no_more_places_than_there_are_and_of_none_only_when_it_is_full(places):
    told = rules.at_least(places)
    assert told is not None
    assert told <= places
    assert (told == 0) == (places == 0)


def test_places_are_told_in_steps_so_that_one_guest_more_is_hardly_ever_seen():
    assert [rules.at_least(places) for places in (None, -1, 0, 1, 4, 5, 9, 10, 49)] == [None, 0, 0, 1, 1, 5, 5, 10, 20]
    told = [rules.at_least(places) for places in range(1_001)]
    assert sum(one != other for one, other in itertools.pairwise(told)) < 10
