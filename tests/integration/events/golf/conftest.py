import pytest

from tests.integration.events.golf.job import Golf


@pytest.fixture
def golf(events):
    return Golf(events)
