"""The tree of administrative units."""

import pytest

from gateway.units import Unit, UnitTree
from gateway.units.rules import UnknownParent, check_parents

PROVINCE = Unit("58", "Ninh Thuận", "province", valid_to="2025-06-30", successors=("56",))
CITY = Unit("582", "Phan Rang – Tháp Chàm", "district", parent="58", order=2)
MOUNTAIN = Unit("584", "Bác Ái", "district", parent="58", order=1)
COMMUNE = Unit("58401", "Phước Bình", "commune", parent="584")
TREE = UnitTree([PROVINCE, CITY, MOUNTAIN, COMMUNE])


def test_a_unit_contains_itself_and_everything_below() -> None:
    assert TREE.contains("58", "58")
    assert TREE.contains("58", "58401")
    assert not TREE.contains("582", "58401")
    assert not TREE.contains("58401", "58")


def test_an_unknown_unit_lies_in_nobody_but_itself() -> None:
    assert not TREE.contains("58", "999")
    assert TREE.contains("999", "999")
    assert TREE.name_of("999") == "999"


def test_units_are_read_in_their_stated_order() -> None:
    assert [unit.code for unit in TREE.children("58")] == ["584", "582"]
    assert TREE.descendants("58") == ["58", "584", "58401", "582"]


def test_a_parent_may_come_in_the_same_list() -> None:
    check_parents([COMMUNE, MOUNTAIN, PROVINCE], UnitTree([]))


def test_an_unknown_parent_is_refused_by_name() -> None:
    with pytest.raises(UnknownParent) as refused:
        check_parents([Unit("590", "Lạc", "district", parent="59")], TREE)
    assert "59" in refused.value.message


def test_a_ring_of_parents_is_refused() -> None:
    with pytest.raises(UnknownParent):
        check_parents([Unit("58", "Ninh Thuận", "province", parent="58401")], TREE)
