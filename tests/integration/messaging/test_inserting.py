"""Thousands of documents in one message, all of them or none."""

import pytest
from pymongo.errors import BulkWriteError

from messaging.inserting import insert_all, was_there

pytestmark = pytest.mark.integration


def documents(count: int, first: int = 0) -> list[dict[str, object]]:
    return [{"_id": number, "memo": "x" * 1000} for number in range(first, first + count)]


def test_many_documents_go_in_with_their_transaction(store):
    store.db.drop_collection("inserted")
    store.db.create_collection("inserted")
    store.transact(lambda uow: insert_all(uow.db.inserted, documents(5000)))
    assert store.db.inserted.count_documents({}) == 5000


def test_one_that_is_there_already_is_told_and_leaves_nothing_of_the_others(store):
    store.db.drop_collection("inserted")
    store.db.create_collection("inserted")
    store.transact(lambda uow: insert_all(uow.db.inserted, documents(1, first=7)))
    with pytest.raises(BulkWriteError) as refused:
        store.transact(lambda uow: insert_all(uow.db.inserted, documents(20)))
    assert was_there(refused.value)
    assert store.db.inserted.count_documents({}) == 1
