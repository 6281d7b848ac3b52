"""Where units lie: only where code and name agree with the official list."""

from __future__ import annotations

import pytest

from gateway.units.places import place_of

BEFORE, SINCE = "2024-11-18", "2026-11-18"


def test_a_district_lies_where_it_was() -> None:
    where = place_of("588", "Huyện Thuận Bắc", BEFORE)
    assert where is not None
    assert where == pytest.approx((11.75, 109.07), abs=0.05)


def test_a_commune_of_the_same_code_and_name_lies_elsewhere_since_it_grew() -> None:
    assert place_of("22891", "Xã Phước Hữu", BEFORE) == pytest.approx((11.515, 108.891), abs=0.01)
    assert place_of("22891", "Xã Phước Hữu", SINCE) == pytest.approx((11.567, 108.831), abs=0.01)


def test_a_code_that_was_given_again_is_told_by_its_name() -> None:
    assert place_of("22786", "Xã Phước Hòa", BEFORE) == pytest.approx((11.919, 108.724), abs=0.01)
    assert place_of("22786", "Xã Bác Ái Tây", SINCE) == pytest.approx((11.995, 108.762), abs=0.01)
    assert place_of("22786", "Xã Đông Hải", SINCE) is None


@pytest.mark.parametrize("code", ["", "9", "999", "x' or 1=1 --", "58800"])
def test_what_is_no_known_unit_lies_nowhere(code: str) -> None:
    assert place_of(code, "Huyện Thuận Bắc", BEFORE) is None
