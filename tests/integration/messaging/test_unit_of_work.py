"""State and message: both or neither, whatever happens in between."""

import datetime as dt
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import mongoengine
import pytest
from pymongo import MongoClient

from messaging.context import CommandContext
from messaging.envelope import Envelope, PoisonMessage
from messaging.unit_of_work import Store, StoreAway
from runtime.clock import utc_now
from tests.integration.messaging.world import SAMPLE, Running, environ_for, event

pytestmark = pytest.mark.integration


class Thing(mongoengine.Document):
    """Written by mongoengine."""

    meta = {"db_alias": "monitoring", "collection": "things", "auto_create_index": False}  # noqa: RUF012
    name = mongoengine.StringField()


def say(uow) -> str:
    return uow.publish(SAMPLE["type"], "s", SAMPLE["data"], aggregate_version=4)


def context(seconds: float) -> CommandContext:
    return CommandContext("clerk", "the-correlation", utc_now() + dt.timedelta(seconds=seconds))


def both(store: Store) -> tuple[int, int]:
    return store.db["things"].count_documents({}), store.db["outbox"].count_documents({})


def test_a_change_and_its_event_are_committed_together(store, things):
    def work(uow):
        Thing(name="a").save()
        uow.db["things"].insert_one({"_id": 2})
        return say(uow)

    event_id = store.transact(work, context(5))
    assert both(store) == (2, 1)
    row = store.db["outbox"].find_one()
    said = Envelope.from_bytes(row["body"])
    assert (row["_id"], said.id, row["type"]) == (event_id, event_id, SAMPLE["type"])
    assert (said.correlation_id, said.causation_id, said.aggregate_version) == ("the-correlation", "the-correlation", 4)


def test_an_exception_takes_back_the_change_and_the_event(store, things):
    def work(uow):
        Thing(name="a").save()
        uow.db["things"].insert_one({"_id": 2})
        say(uow)
        raise LookupError("as asked")

    with pytest.raises(LookupError):
        store.transact(work)
    assert both(store) == (0, 0)


@pytest.mark.parametrize(("crash_at", "left"), [("before_commit", (0, 0)), ("after_commit", (1, 1))])
def test_a_kill_leaves_both_or_neither(store, things, settings, tmp_path, crash_at, left):
    environ = environ_for(settings, tmp_path, CHUNGTAY_CRASH_AT=f"monitoring.{crash_at}")
    assert Running(environ, "tests.integration.messaging.says_one").wait_dead() == -9
    assert both(store) == left


def test_an_event_that_breaks_its_contract_is_refused_where_it_is_said(store, things):
    def work(uow):
        uow.db["things"].insert_one({"_id": 1})
        uow.publish(SAMPLE["type"], "s", SAMPLE["data"] | {"version": "four"})
        pytest.fail("went on with a broken event")

    with pytest.raises(PoisonMessage, match="version"):
        store.transact(work)
    assert both(store) == (0, 0)


def test_an_unknown_event_type_is_refused_where_it_is_said(store, things):
    with pytest.raises(PoisonMessage, match="unknown event type"):
        store.transact(lambda uow: uow.publish("monitoring.made_up.v1", "s", {}))


def test_racers_for_one_document_are_run_again_until_each_has_counted(store, things):
    things.insert_one({"_id": "counter", "value": 0})
    runs = []

    def work(uow):
        runs.append(1)
        value = uow.db["things"].find_one({"_id": "counter"})["value"]
        uow.db["things"].update_one({"_id": "counter"}, {"$set": {"value": value + 1}})
        say(uow)

    with ThreadPoolExecutor(8) as pool:
        for done in [pool.submit(store.transact, work, context(20)) for _ in range(40)]:
            done.result()
    assert things.find_one({"_id": "counter"})["value"] == 40
    assert store.db["outbox"].count_documents({}) == 40
    assert len(runs) > 40, "nobody met anybody: this proved nothing"


def test_a_conflict_that_does_not_end_is_given_up_at_the_deadline(store, things, settings):
    things.insert_one({"_id": 1, "value": 0})
    with MongoClient(settings.mongo_url) as client, client.start_session() as session:
        session.start_transaction()
        client[store.db.name]["things"].update_one({"_id": 1}, {"$set": {"value": 1}}, session=session)
        began = time.monotonic()
        with pytest.raises(StoreAway):
            store.transact(lambda uow: uow.db["things"].update_one({"_id": 1}, {"$set": {"value": 2}}), context(0.5))
        assert 0.4 < time.monotonic() - began < 20
        session.abort_transaction()
    assert things.find_one({"_id": 1})["value"] == 0


def test_an_unreachable_database_is_away_at_the_deadline_and_no_later(settings):
    nowhere = replace(settings, mongo_url="mongodb://127.0.0.1:1/?replicaSet=none", db_prefix="nowhere")
    away = Store("events", nowhere)
    began = time.monotonic()
    with pytest.raises(StoreAway):
        away.transact(lambda uow: uow.db["things"].insert_one({"_id": 1}), context(1))
    assert time.monotonic() - began < 20, "the driver's own patience, not the deadline"
    away.close()


def test_a_transaction_that_ran_out_of_time_keeps_no_lock(store, things):
    things.insert_one({"_id": 1, "value": 0})

    def too_slow(uow):
        uow.db["things"].update_one({"_id": 1}, {"$set": {"value": 1}})
        time.sleep(0.7)
        uow.db["things"].find_one({"_id": 1})

    with pytest.raises(StoreAway):
        store.transact(too_slow, context(0.5))
    # Within 4 s, so the server did not wait for the lifetime of the abandoned transaction (5 s).
    store.transact(lambda uow: uow.db["things"].update_one({"_id": 1}, {"$set": {"value": 2}}), context(4))
    assert things.find_one({"_id": 1})["value"] == 2


def test_the_transactions_of_two_threads_do_not_mix(store, things):
    both_wrote = threading.Barrier(2)

    def work(name, fails):
        def run(uow):
            uow.db["things"].insert_one({"_id": name})
            say(uow)
            both_wrote.wait(5)
            if fails:
                raise LookupError(name)

        return run

    with ThreadPoolExecutor(2) as pool:
        kept = pool.submit(store.transact, work("kept", False))
        gone = pool.submit(store.transact, work("gone", True))
        kept.result()
        with pytest.raises(LookupError):
            gone.result()
    assert [thing["_id"] for thing in things.find()] == ["kept"]
    assert store.db["outbox"].count_documents({}) == 1


def test_a_thread_beside_a_transaction_neither_sees_nor_joins_it(store, things):
    def work(uow):
        uow.db["things"].insert_one({"_id": "inside"})
        with ThreadPoolExecutor(1) as pool:
            assert pool.submit(store.db["things"].count_documents, {}).result() == 0
            pool.submit(store.db["things"].insert_one, {"_id": "beside"}).result()
        raise LookupError

    with pytest.raises(LookupError):
        store.transact(work)
    assert [thing["_id"] for thing in things.find()] == ["beside"]


def test_the_transactions_of_a_hundred_greenlets_do_not_mix(store, things, settings, tmp_path):
    assert Running(environ_for(settings, tmp_path), "tests.integration.messaging.greenlets").wait_dead() == 0
    assert sorted(thing["_id"] for thing in things.find()) == list(range(0, 100, 2))
    subjects = {Envelope.from_bytes(row["body"]).subject for row in store.db["outbox"].find()}
    assert subjects == {str(number) for number in range(0, 100, 2)}


def test_an_event_is_handled_once_by_each_of_two_consumers(store, things):
    said = event()

    def handle(consumer):
        return store.handle(said, consumer, lambda uow: uow.db["things"].insert_one({"by": consumer}))

    assert [handle("one"), handle("one"), handle("two"), handle("two")] == [True, False, True, False]
    assert sorted(thing["by"] for thing in things.find()) == ["one", "two"]


def test_an_event_delivered_to_four_threads_at_once_is_handled_once(store, things):
    said = event()
    with ThreadPoolExecutor(4) as pool:
        handled = list(pool.map(
            lambda _: store.handle(said, "one", lambda uow: uow.db["things"].insert_one({})), range(4)
        ))
    assert sorted(handled) == [False, False, False, True]
    assert things.count_documents({}) == 1


def test_a_failed_handler_is_not_remembered_as_having_handled(store, things):
    said = event()

    def fail(_):
        raise LookupError

    with pytest.raises(LookupError):
        store.handle(said, "one", fail)
    assert store.handle(said, "one", lambda uow: None) is True


def test_what_a_handler_says_names_the_event_that_caused_it(store, things):
    cause = event()
    store.handle(cause, "one", say)
    effect = Envelope.from_bytes(store.db["outbox"].find_one()["body"])
    assert (effect.causation_id, effect.correlation_id) == (cause.id, cause.correlation_id)


def test_several_processes_may_prepare_the_same_database_at_once(settings):
    fresh = replace(settings, db_prefix=f"{settings.db_prefix[:18]}_{uuid.uuid4().hex[:4]}")
    made = Store("events", fresh)
    clients = [MongoClient(settings.mongo_url) for _ in range(6)]
    try:
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(lambda client: _as_another_process(made, client).prepare(), clients))
    finally:
        made.client.drop_database(made.db.name)
        made.close()
        for client in clients:
            client.close()


def _as_another_process(store: Store, client: MongoClient) -> Store:
    twin = object.__new__(Store)
    twin.service, twin.client, twin.db = store.service, client, client[store.db.name]
    return twin
