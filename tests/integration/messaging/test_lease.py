"""One holder at a time, by the server's clock."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest

from messaging.lease import Lease

pytestmark = pytest.mark.integration


@pytest.fixture
def leases(store):
    name = uuid.uuid4().hex
    return lambda seconds=5: Lease(store.db, name, seconds)


def test_of_eight_who_ask_at_once_one_gets_the_lease(leases):
    with ThreadPoolExecutor(8) as pool:
        held = list(pool.map(lambda _: leases().hold(), range(8)))
    assert sum(held) == 1


def test_a_holder_renews_and_keeps_its_fence(leases):
    mine, other = leases(1), leases(1)
    assert mine.hold()
    for _ in range(4):
        time.sleep(0.4)
        assert mine.hold()
        assert not other.hold()
    assert (mine.fence, other.fence) == (1, 0)


def test_a_dead_holders_lease_expires_and_the_fence_grows(leases):
    dead, next_one = leases(1), leases(1)
    assert dead.hold()
    assert not next_one.hold()
    time.sleep(1.1)
    assert next_one.hold()
    assert next_one.fence == 2
    assert not dead.hold(), "a holder that slept through its lease must notice"


def test_a_released_lease_is_free_at_once_and_only_its_holder_can_release(leases):
    mine, other = leases(), leases()
    assert mine.hold()
    other.release()
    assert not other.hold()
    mine.release()
    assert other.hold()
