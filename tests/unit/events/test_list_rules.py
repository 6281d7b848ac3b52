"""Who goes when a list of guests is taken back."""

import pytest

from services.events.registration.list_rules import standing_of


@pytest.mark.parametrize(("ended", "came", "answered", "standing"), [
    (False, False, False, "free"), (False, True, False, "came"), (False, False, True, "answered"),
    (False, True, True, "came"), (True, False, True, "ended"),
])
def test_a_guest_goes_only_while_they_have_done_nothing(ended: bool, came: bool, answered: bool, standing: str) -> None:
    assert standing_of(ended=ended, came=came, answered=answered) == standing
