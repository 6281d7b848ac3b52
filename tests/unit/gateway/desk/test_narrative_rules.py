"""Amounts and shares that a narrative names, and whether they are those of the figures."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.wording import vn_amount
from gateway.desk.narrative_rules import NarrativeDisagrees, check, named_in, refuse_unknown


def values(text: str) -> list[Fraction]:
    return [named.value for named in named_in(text)]


@pytest.mark.parametrize("text, expected", [
    ("tiếp nhận 382.726.868 đồng", [382_726_868]),
    ("được 1 tỷ 250 triệu đồng", [1_250_000_000]),
    ("hơn 12,5 tỷ đồng và 500 nghìn đồng", [12_500_000_000, 500_000]),
    ("1 triệu 200.000 đ", [1_200_000]),
    ("đạt 102,5% chỉ tiêu", [Fraction("102.5")]),
    ("10 hộ, 5 nhà, ngày 17/10/2024, Quyết định 12/2024", []),
    ("50.000 đồng bào", [50_000]),  # words alone can't tell; whoever wrote it confirms it
    ("", []),
])
def test_amounts_and_shares_are_found_as_clerks_write_them(text: str, expected: list[int]) -> None:
    assert values(text) == expected


@given(st.integers(1, 10**13))
def test_an_amount_written_whole_is_read_back(amount: int) -> None:
    assert values(f"Tổng số {vn_amount(amount)} đồng.") == [amount]


def snapshot(received: int, percent: float | None = None) -> dict[str, object]:
    total = {"count": 1, "amount_vnd": received}
    progress = {"target_vnd": 0, "received_vnd": received, "percent": percent}
    return {
        "report": {
            "unit_name": "Tỉnh", "figures": [{"key": "received", "name": "Đã tiếp nhận"}],
            "total": {"received": total}, "sources": [], "units": [], "progress": progress,
            "pledges": {"collection_percent": None},
        },
        "adjustments": [],
    }


def checked(text: str, received: int, percent: float | None = None) -> list[dict[str, object]]:
    return check([{"key": "results", "title": "Kết quả", "text": text}], snapshot(received, percent))


@pytest.mark.parametrize("text, agrees", [
    ("382.726.868 đồng", True),
    ("382.726.869 đồng", False),
    ("382,7 triệu đồng", True),
    ("382,8 triệu đồng", True),  # rounded up is 382,73: neither more nor less than a tenth away
    ("383,8 triệu đồng", False),
    ("0,38 tỷ đồng", True),
    ("63,8%", True),
    ("64,9%", False),
])
def test_an_amount_agrees_when_it_is_a_figure_rounded_or_cut_off(text: str, agrees: bool) -> None:
    (one,) = checked(text, 382_726_868, 63.8)
    assert bool(one["figures"]) is agrees


def test_an_amount_from_elsewhere_is_refused_until_it_is_confirmed_word_for_word() -> None:
    found = checked("Ngân sách đối ứng 12,5 tỷ đồng, Quỹ 5.000 đồng.", 5_000)
    with pytest.raises(NarrativeDisagrees) as refused:
        refuse_unknown(found, [])
    assert refused.value.facts["numbers"] == ["12,5 tỷ đồng"]
    with pytest.raises(NarrativeDisagrees):
        refuse_unknown(found, ["12,4 tỷ đồng"])
    refuse_unknown(found, ["12,5 tỷ đồng"])
