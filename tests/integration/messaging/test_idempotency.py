"""The same key and payload give the first answer; another payload is refused; racers with one key act once."""

import datetime as dt
import uuid
from concurrent.futures import ThreadPoolExecutor

import pytest
from marshmallow import fields

from contracts.commands import Command
from messaging.answering import answers
from messaging.context import CommandContext
from messaging.idempotency import IdempotencyKeyReused, once
from runtime.clock import utc_now
from tests.integration.messaging.world import SAMPLE

pytestmark = pytest.mark.integration


def act(store, key, payload, scope="do_it", fails=False):
    context = CommandContext("clerk", "c", utc_now().replace(year=2999), key)

    def work(uow, command, context):
        uow.db["things"].insert_one({"key": key})
        uow.publish(SAMPLE["type"], "s", SAMPLE["data"])
        if fails:
            raise LookupError("as asked")
        return {"number": uow.db["things"].count_documents({"key": key}), "id": uuid.uuid4().hex}

    work.__name__ = scope
    return store.transact(lambda uow: once(work)(uow, payload, context), context)


@pytest.fixture
def key() -> str:
    return uuid.uuid4().hex


def test_the_same_key_and_payload_give_the_first_answer(store, things, key):
    first = act(store, key, {"amount_vnd": 1, "note": "a"})
    assert act(store, key, {"note": "a", "amount_vnd": 1}) == first
    assert things.count_documents({}) == 1
    assert store.db["outbox"].count_documents({}) == 1


def test_the_same_key_with_another_payload_is_refused_and_changes_nothing(store, things, key):
    first = act(store, key, {"amount_vnd": 1})
    with pytest.raises(IdempotencyKeyReused) as refusal:
        act(store, key, {"amount_vnd": 2})
    assert (refusal.value.code, refusal.value.kind) == ("idempotency_key_reused", "invalid")
    assert refusal.value.remedy
    assert things.count_documents({}) == 1
    assert act(store, key, {"amount_vnd": 1}) == first


def test_one_key_may_serve_two_commands(store, things, key):
    act(store, key, {"a": 1}, scope="one")
    act(store, key, {"a": 2}, scope="two")
    assert things.count_documents({}) == 2


def test_without_a_key_each_request_acts(store, things):
    assert act(store, None, {"a": 1}) != act(store, None, {"a": 1})


def test_a_failed_request_does_not_use_up_its_key(store, things, key):
    with pytest.raises(LookupError):
        act(store, key, {"a": 1}, fails=True)
    assert act(store, key, {"a": 2})["number"] == 1


def test_ten_racers_with_one_key_act_once_and_all_get_that_answer(store, things, key):
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: act(store, key, {"a": 1}), range(10)))
    assert len({answer["id"] for answer in answers}) == 1
    assert things.count_documents({}) == 1
    assert store.db["outbox"].count_documents({}) == 1


def test_of_racers_with_one_key_and_different_payloads_one_acts_and_the_others_are_refused(store, things, key):
    def race(number):
        try:
            return act(store, key, {"number": number})
        except IdempotencyKeyReused:
            return None

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(race, range(6)))
    assert sum(answer is not None for answer in answers) == 1
    assert things.count_documents({}) == 1


class Old(Command):
    """A command before an upgrade."""

    text = fields.String(required=True)


class New(Old):
    """The same after it."""

    note = fields.String(load_default="")


@once
def _write(uow, command, context):
    return {"id": uuid.uuid4().hex}


def desk_that_knows(schema, store):
    class Desk:
        @answers(schema)
        def write(self, command, context):
            return store.transact(lambda uow: _write(uow, command, context), context)

    return Desk()


def test_a_request_sent_again_after_its_command_gained_a_field_gives_the_first_answer(store, key):
    wire = CommandContext("clerk", "c", utc_now() + dt.timedelta(seconds=60), key).to_wire()
    first = desk_that_knows(Old, store).write({"text": "a"}, wire)
    assert "ok" in first
    upgraded = desk_that_knows(New, store)
    assert upgraded.write({"text": "a"}, wire) == first
    assert upgraded.write({"text": "a", "note": "b"}, wire)["refused"]["code"] == "idempotency_key_reused"
