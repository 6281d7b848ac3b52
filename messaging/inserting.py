"""Insert thousands of documents at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

DUPLICATE_KEY = 11000
"""MongoDB's word for an ``_id`` that is there already."""


def insert_all(
    collection: Collection[dict[str, Any]], documents: Sequence[dict[str, Any]], session: ClientSession | None = None
) -> None:
    """What ``insert_many`` sends, for documents that bear their ``_id``, in one message: some megabytes at the most.

    PyMongo's own takes each document in hand four times before it sends it, which is as long as writing it out takes.
    For use in a transaction: outside of one nothing would be tried again.  Raises BulkWriteError as ``insert_many``
    does."""
    asked = {"insert": collection.name, "documents": documents, "ordered": False}
    answer = collection.database.command(asked, session=session)
    refused = answer.get("writeErrors")
    if refused:
        raise BulkWriteError({"writeErrors": refused, "writeConcernErrors": [], "nInserted": answer["n"]})


def was_there(error: BulkWriteError) -> bool:
    """Whether a document was refused because its ``_id`` is there already."""
    return any(one["code"] == DUPLICATE_KEY for one in error.details["writeErrors"])
