"""What an account may be, and who may change whose rights."""

import pytest

from gateway.access.account_rules import (
    AdministratorHoldsNothingElse,
    LastAdministrator,
    OwnRightsUnchangeable,
    RoleNotUsable,
    check_not_ones_own,
    check_somebody_still_manages,
    checked_roles,
)
from gateway.access.rules import Grant


def test_who_manages_access_holds_no_role_that_sees_people_or_moves_money() -> None:
    assert checked_roles([Grant("administrator", "58")])
    with pytest.raises(AdministratorHoldsNothingElse):
        checked_roles([Grant("administrator", "58"), Grant("auditor", "58")])


def test_a_role_given_twice_is_held_once() -> None:
    assert checked_roles([Grant("auditor", "58")] * 3) == [Grant("auditor", "58")]


@pytest.mark.parametrize(
    "grant", [Grant("public", "58"), Grant("king", "58"), Grant("auditor", "5"), Grant("auditor", "$")]
)
def test_a_role_that_nobody_can_be_given_is_refused_by_its_place(grant: Grant) -> None:
    with pytest.raises(RoleNotUsable) as refused:
        checked_roles([Grant("auditor", "58"), grant])
    assert refused.value.field == "roles.1"


def test_nobody_changes_their_own_rights() -> None:
    check_not_ones_own("quan-tri", "ke-toan")
    with pytest.raises(OwnRightsUnchangeable):
        check_not_ones_own("quan-tri", "quan-tri")


def test_the_last_administrator_stays() -> None:
    check_somebody_still_manages(["a", "b"], "a", stays=False)
    check_somebody_still_manages(["a"], "a", stays=True)
    check_somebody_still_manages(["a"], "b", stays=False)
    check_somebody_still_manages([], "a", stays=False)
    with pytest.raises(LastAdministrator):
        check_somebody_still_manages(["a"], "a", stays=False)
