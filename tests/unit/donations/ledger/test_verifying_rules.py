"""Whatever is done to a copy of the ledger is noticed, and the entry or block is named."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.donations.ledger import sealing_rules
from services.donations.ledger.verifying_rules import Verifier
from tests.unit.donations.ledger.exported import Chain, entry, export

DAYS = ((3, 1), (2,), (4,))


def faults(lines, published=None):
    verifier = Verifier(published)
    found = [fault for line in lines for fault in verifier.feed(line)]
    return [*found, *verifier.finish()]


@pytest.fixture
def lines():
    return copy.deepcopy(export(*DAYS, closed=2))


def place_of(lines, entry_id):
    return next(place for place, line in enumerate(lines) if line.get("id") == entry_id)


def roots_of(lines):
    return {line["header"]["day"]: line["hash"] for line in lines if line["kind"] == "day"}


def test_an_untouched_export_is_whole_with_or_without_its_last_day_closed(lines):
    assert faults(lines, roots_of(lines)) == []
    assert faults(export(*DAYS, closed=3)) == []
    verifier = Verifier()
    assert [fault for line in lines for fault in verifier.feed(line)] == []
    assert (verifier.entries, verifier.blocks) == (10, 4)
    assert verifier.turnover_vnd == sum(1000 + n for n in range(10))


def test_one_dong_more_names_the_entry(lines):
    lines[place_of(lines, "donation-4")]["postings"][0]["debit_vnd"] += 1
    assert "Bút toán donation-4: không cân: Nợ 1005 đồng, Có 1004 đồng." in faults(lines)


def test_one_dong_more_on_both_sides_names_the_entry(lines):
    for posting in lines[place_of(lines, "donation-4")]["postings"]:
        for side in ("debit_vnd", "credit_vnd"):
            posting[side] += bool(posting[side])
    assert faults(lines)[0] == "Bút toán donation-4 đã bị sửa: nội dung không khớp mã đã niêm phong."


def test_another_account_names_the_entry(lines):
    lines[place_of(lines, "donation-0")]["postings"][0]["account"] = "cash:583"
    assert "Bút toán donation-0 đã bị sửa: nội dung không khớp mã đã niêm phong." in faults(lines)


def test_an_amount_that_is_no_whole_number_is_refused(lines):
    lines[place_of(lines, "donation-0")]["postings"][0]["debit_vnd"] = 1000.0
    assert any("donation-0" in fault for fault in faults(lines))


def test_a_change_with_its_own_hash_made_anew_still_breaks_the_block(lines):
    changed = lines[place_of(lines, "donation-4")]
    facts = {**entry(4, amount_vnd=9)}
    changed.update({**facts, "leaf": sealing_rules.leaf_hash(facts).hex()})
    assert faults(lines) == ["Khối 3: gốc cây băm không khớp các bút toán của khối."]


def test_a_deleted_entry_is_noticed_where_it_stood(lines):
    del lines[place_of(lines, "donation-1")]
    found = faults(lines)
    assert any(fault.startswith("Bút toán donation-2 đứng sai chỗ trong khối 1") for fault in found)
    assert "Khối 1 phải có 3 bút toán, trong tệp có 2." in found


def test_an_added_entry_is_noticed(lines):
    facts = entry(77)
    leaf = sealing_rules.leaf_hash(facts).hex()
    lines.insert(place_of(lines, "donation-2") + 1, {"kind": "entry", "place": 3, "leaf": leaf, **facts})
    assert "Khối 1 phải có 3 bút toán, trong tệp có 4." in faults(lines)


def test_swapped_entries_are_named(lines):
    a, b = place_of(lines, "donation-0"), place_of(lines, "donation-2")
    lines[a], lines[b] = lines[b], lines[a]
    assert any("donation-2 đứng sai chỗ" in fault for fault in faults(lines))
    lines[a]["place"], lines[b]["place"] = 0, 2
    assert faults(lines) == ["Khối 1: gốc cây băm không khớp các bút toán của khối."]


def test_a_cut_tail_is_noticed(lines):
    for kept in range(1, len(lines)):
        assert "Tệp bị cắt đuôi: không có dòng kết thúc." in faults(lines[:kept])


def test_a_tail_cut_by_one_who_writes_the_end_anew_is_noticed_by_the_published_root(lines):
    published = roots_of(lines)
    forged = export(*DAYS[:1], closed=1)
    assert faults(forged) == []
    assert faults(forged, published) == [
        "Ngày 2024-10-19: mã niêm phong không có trong tệp hoặc khác mã đã công bố."
    ]


@pytest.mark.parametrize(
    ("field", "value"),
    [("entries", 9), ("height", 9), ("previous", "0" * 63 + "1"), ("sealed_at", "2024-10-19T03:00:00.000Z"),
     ("sealed_on", "2024-10-20"), ("campaign", "khac"), ("root", "0" * 64)],
)
def test_a_changed_block_is_named(lines, field, value):
    header = next(line["header"] for line in lines if line["kind"] == "block" and line["header"]["height"] == 2)
    header[field] = value
    assert any("hối 2" in fault for fault in faults(lines))


def test_a_block_made_anew_breaks_the_chain_after_it(lines):
    block = next(line for line in lines if line["kind"] == "block" and line["header"]["height"] == 2)
    block["header"]["sealed_at"] = "2024-10-18T09:00:00.000Z"
    block["hash"] = sealing_rules.block_hash(block["header"])
    assert "Khối 3 không nối với khối trước." in faults(lines)


def test_a_day_that_is_taken_out_or_changed_is_named(lines):
    days = [place for place, line in enumerate(lines) if line["kind"] == "day"]
    assert any("2024-10-18" in fault for fault in faults([*lines[: days[0]], *lines[days[0] + 1 :]]))
    lines[days[1]]["header"]["entries_so_far"] = 7
    assert "Ngày 2024-10-19: không khớp các khối của ngày (entries_so_far)." in faults(lines)


def test_an_entry_that_is_sealed_twice_is_told():
    made = Chain()
    made.block("2024-10-18", [entry(1), entry(2)])
    made.block("2024-10-18", [entry(2)])
    assert faults(made.whole()) == ["Có 1 bút toán được niêm phong hai lần."]


@pytest.mark.parametrize(
    "line", [None, 7, [], {}, {"kind": "other"}, {"kind": "entry"}, {"kind": "block", "header": 1}]
)
def test_a_line_that_is_none_of_a_ledger_is_told_and_stops_nothing(lines, line):
    assert faults([lines[0], line, *lines[1:]])


def _spoilt(value):
    """Another value of the same kind."""
    if isinstance(value, str):
        return f"{value}0" if value else "0"
    return value + 1


@given(st.data())
def test_no_single_change_anywhere_goes_unnoticed(data):
    lines = copy.deepcopy(export((2, 1), (3,), closed=1))
    whole = copy.deepcopy(lines)
    published = roots_of(lines)
    what = data.draw(st.sampled_from(["value", "drop", "double", "swap"]))
    at = data.draw(st.integers(0, len(lines) - 1))
    if what == "drop":
        del lines[at]
    elif what == "double":
        lines.insert(at, copy.deepcopy(lines[at]))
    elif what == "swap":
        other = data.draw(st.integers(0, len(lines) - 1))
        lines[at], lines[other] = lines[other], lines[at]
    else:
        inside = lines[at]
        while isinstance(inside, dict | list):
            keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
            key = data.draw(st.sampled_from(keys))
            parent, inside = inside, inside[key]
        parent[key] = _spoilt(inside)
    assert (faults(lines, published) == []) == (lines == whole)
