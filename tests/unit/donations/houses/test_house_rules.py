"""The steps of a house, and what stops them."""

import datetime as dt
from dataclasses import replace

import pytest

from contracts.business_days import DayInFuture
from services.donations.houses import rules
from services.donations.houses.rules import House

DAY = dt.date(2024, 11, 1)
TODAY = dt.date(2024, 12, 1)
PLANNED = House("planned", DAY)
SURVEYED = House("surveyed", DAY, photographed=frozenset({"survey"}))
ACCEPTED = House("accepted", DAY, photographed=frozenset({"survey", "acceptance"}))


def test_a_house_is_surveyed_accepted_and_handed_over_in_this_order() -> None:
    house = rules.surveyed(PLANNED, DAY, TODAY)
    house = rules.accepted(replace(house, photographed=frozenset({"survey"})), DAY, True, "", TODAY)
    house = rules.handed_over(replace(house, photographed=frozenset({"acceptance"})), DAY, TODAY)
    assert house.status == "handed_over"


@pytest.mark.parametrize("status", ["planned", "accepted", "handed_over", "cancelled"])
def test_only_a_surveyed_house_is_accepted(status: rules.Status) -> None:
    with pytest.raises(rules.HouseStepOutOfOrder):
        rules.accepted(replace(SURVEYED, status=status), DAY, True, "", TODAY)


def test_a_house_that_did_not_pass_is_inspected_again() -> None:
    again = rules.accepted(SURVEYED, DAY, False, "Mái còn dột", TODAY)
    assert again.status == "surveyed"
    assert rules.accepted(again, DAY, True, "", TODAY).status == "accepted"


def test_an_inspection_that_failed_says_what_to_mend() -> None:
    with pytest.raises(rules.DefectsMissing):
        rules.accepted(SURVEYED, DAY, False, "", TODAY)


def test_no_step_is_taken_before_the_last_one_has_a_photo() -> None:
    with pytest.raises(rules.HousePhotoMissing):
        rules.accepted(replace(SURVEYED, photographed=frozenset()), DAY, True, "", TODAY)
    with pytest.raises(rules.HousePhotoMissing):
        rules.handed_over(replace(ACCEPTED, photographed=frozenset({"survey"})), DAY, TODAY)


def test_an_open_finding_stops_every_step_but_giving_up() -> None:
    held = {"open_finding_ids": ("f1",)}
    with pytest.raises(rules.HouseOnHold):
        rules.surveyed(replace(PLANNED, **held), DAY, TODAY)
    with pytest.raises(rules.HouseOnHold):
        rules.accepted(replace(SURVEYED, **held), DAY, True, "", TODAY)
    with pytest.raises(rules.HouseOnHold):
        rules.handed_over(replace(ACCEPTED, **held), DAY, TODAY)
    assert rules.cancelled(replace(ACCEPTED, **held)).status == "cancelled"


def test_a_step_lies_between_the_last_one_and_today() -> None:
    with pytest.raises(rules.StepBeforeTheLast):
        rules.surveyed(PLANNED, DAY - dt.timedelta(days=1), TODAY)
    with pytest.raises(DayInFuture):
        rules.surveyed(PLANNED, TODAY + dt.timedelta(days=1), TODAY)


def test_a_house_that_was_handed_over_is_not_given_up() -> None:
    with pytest.raises(rules.HouseStepOutOfOrder):
        rules.cancelled(replace(ACCEPTED, status="handed_over"))


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"GIF89a", b"\xff\xd8\xff" + b"0" * rules.LARGEST_PHOTO_BYTES])
def test_only_small_pictures_are_photos(data: bytes) -> None:
    with pytest.raises(rules.NotAPhoto):
        rules.check_photo(data, 0)


def test_photos_are_told_by_their_content_and_bounded_in_number() -> None:
    assert rules.check_photo(b"\xff\xd8\xff\xe0", 0) == "image/jpeg"
    assert rules.check_photo(b"\x89PNG\r\n\x1a\n", 0) == "image/png"
    with pytest.raises(rules.TooManyPhotos):
        rules.check_photo(b"\xff\xd8\xff\xe0", rules.MOST_PHOTOS)
