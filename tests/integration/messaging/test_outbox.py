"""The outbox has a bound, and no clock but the database server's decides when an event is due."""

import datetime as dt
import time

import pytest
from pymongo import MongoClient

from messaging import outbox
from messaging.unit_of_work import OutboxFull, Store, StoreAway, UnitOfWork
from runtime.clock import utc_now
from tests.integration.messaging.world import SAMPLE, event

pytestmark = pytest.mark.integration

TYPE = SAMPLE["type"]


@pytest.fixture
def small(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store whose outbox takes three events, and looks each time."""
    monkeypatch.setattr(outbox, "LOOK_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(store, "room", outbox.Room(store.db, 3))
    # pymongo.timeout(0) would mean: no time at all
    monkeypatch.setattr(outbox.pymongo, "timeout", lambda _seconds: outbox.contextlib.nullcontext())
    return store


def say(uow: UnitOfWork) -> str:
    uow.db["things"].insert_one({})
    return uow.publish(TYPE, "fine", SAMPLE["data"])


def test_a_full_outbox_takes_no_new_work_and_nothing_is_half_written(small: Store, things) -> None:
    for _ in range(3):
        small.transact(say)
    with pytest.raises(OutboxFull):
        small.transact(say)
    assert things.count_documents({}) == 3
    assert small.db["outbox"].count_documents({}) == 3
    assert issubclass(OutboxFull, StoreAway), "so that it is answered `away`, and 503 by the gateway"


def test_a_full_outbox_still_lets_us_read(small: Store, things) -> None:
    for _ in range(3):
        small.transact(say)
    assert small.transact(lambda uow: uow.db["things"].count_documents({})) == 3


def test_work_is_taken_again_as_soon_as_the_relay_has_caught_up(small: Store, things) -> None:
    sent = [small.transact(say) for _ in range(3)]
    outbox.remove(small.db, sent[:1])
    small.transact(say)
    assert things.count_documents({}) == 4


def test_an_event_from_elsewhere_takes_effect_however_full_the_outbox_is(small: Store, things) -> None:
    for _ in range(3):
        small.transact(say)
    assert small.handle(event(), "tests", lambda uow: (say(uow), None)[1])
    assert things.count_documents({}) == 4


def test_the_look_is_cheap_it_is_not_made_for_every_transaction(store: Store, things) -> None:
    room = outbox.Room(store.db, 1)
    assert room.left()
    store.transact(say)
    assert room.left(), "it goes by its word of a moment ago"
    time.sleep(outbox.LOOK_EVERY_SECONDS + 0.1)
    assert not room.left()


def test_while_the_database_is_away_the_last_word_stands() -> None:
    with MongoClient("mongodb://127.0.0.1:1", serverSelectionTimeoutMS=100) as nobody:
        assert outbox.Room(nobody["tests"], 1).left()


@pytest.mark.parametrize("hours", [-1, 1])
def test_an_event_is_due_at_once_whatever_the_clock_of_its_service_said(store: Store, things, hours: int) -> None:
    said = event()
    outbox.append(store.db, [said], utc_now() + dt.timedelta(hours=hours))
    assert [row["_id"] for row in outbox.oldest(store.db, 10)] == [said.id]


def test_an_event_put_off_is_due_when_its_time_has_come_and_not_before(store: Store, things) -> None:
    first, second = event(), event()
    outbox.append(store.db, [first, second], utc_now())
    outbox.put_off(store.db, [first.id], 1)
    assert [row["_id"] for row in outbox.oldest(store.db, 10)] == [second.id]
    time.sleep(1.1)
    assert [row["_id"] for row in outbox.oldest(store.db, 10)] == [second.id, first.id]
