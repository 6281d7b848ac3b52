"""What a key may be given: never more than its owner has, wherever and whatever is asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.access.allow_table import table
from gateway.access.key_rules import (
    GROUPS,
    MOST_PER_OWNER,
    ActionNotGrantable,
    KeyBeyondOwner,
    TooManyKeys,
    check_area,
    check_count,
    resolved,
)
from gateway.access.rules import PUBLIC, ROLES, Grant, Limit
from gateway.units import Unit, UnitTree

TREE = UnitTree(
    [
        Unit("58", "Ninh Thuận", "province"),
        Unit("582", "Phan Rang", "district", parent="58"),
        Unit("58201", "Mỹ Hải", "commune", parent="582"),
        Unit("584", "Bác Ái", "district", parent="58"),
    ]
)
UNITS = ["58", "582", "58201", "584"]


class Owner:
    def __init__(self, *grants: Grant) -> None:
        self.grants = grants


owners = st.lists(
    st.builds(Grant, st.sampled_from([role for role in ROLES if role != PUBLIC]), st.sampled_from(UNITS)), max_size=3
).map(lambda grants: Owner(*grants))
limits = st.builds(
    Limit, st.frozensets(st.sampled_from(sorted(table().actions))), st.one_of(st.none(), st.sampled_from(UNITS))
)


@given(owners, limits, st.sampled_from(sorted(table().actions)), st.one_of(st.none(), st.sampled_from(UNITS)))
def test_a_key_reaches_exactly_where_both_its_owner_and_its_limit_do(
    owner: Owner, limit: Limit, action: str, unit: str | None
) -> None:
    """`narrowed` (which lists are cut to) and `allows` (which a single row is held against) agree with each other."""
    areas = limit.narrowed(action, table().areas(owner, action), TREE.contains)
    by_areas = areas is None or (unit is not None and any(TREE.contains(area, unit) for area in areas))
    by_cell = table().allows(owner, action, unit, TREE.contains) and limit.allows(action, unit, TREE.contains)
    assert by_areas == by_cell


def may(*actions: str) -> list[str]:
    return resolved(actions, table(), lambda action: action in ("donation.record", "pledge.register", "report.read"))


def test_a_group_gives_only_what_its_owner_may() -> None:
    assert may("gifts") == ["donation.record", "pledge.register"]
    assert may("reading", "donation.record") == ["donation.record", "report.read"]


@pytest.mark.parametrize("name", ["support.pay", "guests"])
def test_what_the_owner_may_not_is_refused_by_its_place(name: str) -> None:
    with pytest.raises(KeyBeyondOwner) as refused:
        may("donation.record", name)
    assert refused.value.field == "actions.1"


@pytest.mark.parametrize("name", ["money.burn", "key.make", "key.manage"])
def test_what_is_unknown_or_never_given_to_a_program_is_refused(name: str) -> None:
    with pytest.raises(ActionNotGrantable):
        resolved([name], table(), lambda _action: True)


def test_every_group_is_made_of_actions_that_keys_may_have() -> None:
    assert all(table().by_key(action) for actions in GROUPS.values() for action in actions)


def test_a_key_for_a_unit_where_the_owner_may_nothing_is_refused() -> None:
    check_area(["report.read"], None, lambda _action, _unit: False)
    check_area(["report.read"], "582", lambda _action, unit: unit == "582")
    with pytest.raises(KeyBeyondOwner, match="584"):
        check_area(["report.read"], "584", lambda _action, unit: unit == "582")


def test_the_keys_of_one_owner_are_bounded() -> None:
    check_count(MOST_PER_OWNER - 1)
    with pytest.raises(TooManyKeys):
        check_count(MOST_PER_OWNER)
