"""Which line comes next at the matching desk, and when a pledge stands ready to be confirmed."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, request

from contracts.commands.donations.matching import MATCH_REASONS, MATCH_STATES
from gateway.web.treasurer.matching_desk import _following, _is_sure, _place
from gateway.web.treasurer.matching_words import REASONS, STATE_NAMES


def lines(*ids: str) -> list[dict[str, Any]]:
    return [{"donation_id": one} for one in ids]


def test_the_line_after_the_current_one_follows_and_after_one_from_elsewhere_the_first() -> None:
    listed = lines("a", "b", "c")
    assert [_following(listed, one) for one in listed] == ["b", "c", ""]
    assert _following(listed, {"donation_id": "taken back"}) == "a"
    assert _following([], None) == ""


@pytest.mark.parametrize(
    ("scores", "sure"), [([], False), ([70], True), ([95, 70], True), ([95, 95], False), ([95, 95, 70], False)]
)
def test_a_pledge_stands_ready_only_where_none_fits_as_well(scores: list[int], sure: bool) -> None:
    assert _is_sure([{"score": one} for one in scores]) is sure


def test_what_is_searched_for_is_taken_from_a_form_and_never_from_an_address() -> None:
    app = Flask("desk")
    asked = {"tim": "đặng", "so_tien": "1.000", "trang_thai": "unmatched", "sau": "m"}
    with app.test_request_context("/doi-chieu", query_string=asked):
        assert _place(request.args).fields == {"trang_thai": "unmatched", "tim": "", "so_tien": "", "sau": "m"}
    with app.test_request_context("/doi-chieu", method="POST", data=asked | {"trang_thai": "no such"}):
        assert _place(request.form).fields == asked | {"trang_thai": "suggested"}


def test_every_state_and_reason_has_words() -> None:
    assert set(STATE_NAMES) == set(MATCH_STATES) and set(REASONS) == set(MATCH_REASONS)
