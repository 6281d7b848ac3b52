"""Numbers of pages come in addresses as digits."""

import pytest

from contracts.commands import Command
from contracts.commands.events.golf import ListGolfLooks, ListGolfPlayers
from contracts.commands.events.golf_money import ListGolfBidders
from contracts.commands.events.guests import ListGuestLooks
from contracts.commands.events.invitations import ListInvitations
from contracts.commands.monitoring.evidence import ListEvidenceLooks


@pytest.mark.parametrize(
    "listed", [ListGolfPlayers, ListGolfLooks, ListGolfBidders, ListGuestLooks, ListInvitations, ListEvidenceLooks]
)
def test_a_list_that_the_api_asks_by_its_address_takes_digits_for_its_pages(listed: type[Command]) -> None:
    numbers = {name: "7" for name in ("after", "limit") if name in listed().fields}
    told = listed(partial=True).load(numbers)
    assert {name: told[name] for name in numbers} == dict.fromkeys(numbers, 7)
