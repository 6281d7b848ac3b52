"""A lease: one holder at a time, by the database server's clock, so that no two machines' clocks need agree."""

from __future__ import annotations

import os
import socket
import time
import uuid
from typing import Any

from pymongo import ReturnDocument
from pymongo.client_session import ClientSession
from pymongo.database import Database

COLLECTION = "leases"


class Lease:
    """A named lease of ``seconds``.  Call :meth:`hold` at least twice per period; a dead holder's lease expires.

    ``fence`` tells how often the holder has changed.  Nothing checks it: a holder that was paused beyond its time may
    act beside its successor, and what is done under a lease must bear that (a relay then sends an event twice)."""

    def __init__(self, db: Database[dict[str, Any]], name: str, seconds: int = 5) -> None:
        self._leases = db[COLLECTION]
        self._name = name
        self._seconds = seconds
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self.fence = 0
        self._renew_at = 0.0
        # The document must exist first: an upsert with $expr is refused by MongoDB 6.0.
        self._leases.update_one(
            {"_id": name}, {"$setOnInsert": {"holder": None, "expires_at": None, "fence": 0}}, upsert=True
        )

    def hold(self) -> bool:
        """Take the lease, or keep it.  False while another holds it.

        It is renewed after a third of its time, not at every call: each renewal is a write for a majority."""
        if time.monotonic() < self._renew_at:
            return True
        asked_at = time.monotonic()
        expired = {"$lte": [{"$ifNull": ["$expires_at", None]}, "$$NOW"]}
        mine = {"$eq": ["$holder", self.holder]}
        found = self._leases.find_one_and_update(
            {"_id": self._name, "$expr": {"$or": [mine, expired]}},
            [{"$set": {
                "fence": {"$cond": [mine, "$fence", {"$add": ["$fence", 1]}]},
                "holder": self.holder,
                "expires_at": {"$dateAdd": {"startDate": "$$NOW", "unit": "second", "amount": self._seconds}},
            }}],
            return_document=ReturnDocument.AFTER,
        )
        self.fence = found["fence"] if found else 0
        # Counted from before the write: the server's time to expire began no earlier.
        self._renew_at = asked_at + self._seconds / 3 if found else 0.0
        return found is not None

    def seize(self) -> None:
        """Take the lease from whoever has it, for its seconds; the former holder notices when it next looks.

        For who must know that nobody acts under it: wait a third of the holder's own period before relying on it."""
        self._leases.update_one({"_id": self._name}, [{"$set": {
            "fence": {"$add": ["$fence", 1]},
            "holder": self.holder,
            "expires_at": {"$dateAdd": {"startDate": "$$NOW", "unit": "second", "amount": self._seconds}},
        }}])

    def held_in(self, session: ClientSession | None = None) -> bool:
        """Whether this holder still has the lease, as part of a transaction (the one under way, unless told): nobody
        else can take it before the transaction's end without making one of the two try again."""
        mine = {"_id": self._name, "holder": self.holder}
        return self._leases.update_one(mine, {"$inc": {"used": 1}}, session=session).matched_count == 1

    def release(self) -> None:
        """Give the lease up at once, so that another need not wait for it to expire."""
        self._renew_at = 0.0
        mine = {"_id": self._name, "holder": self.holder}
        self._leases.update_one(mine, {"$set": {"holder": None, "expires_at": None}})
