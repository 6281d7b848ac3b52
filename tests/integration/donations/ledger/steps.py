"""Steps that the tests of the ledger share."""

import datetime as dt
import uuid

from messaging.lease import Lease
from messaging.unit_of_work import Store, UnitOfWork
from services.donations.ledger import sealing
from services.donations.ledger.commands import new_entry, post_entries
from services.donations.ledger.rules import gift_in_hand
from tests.integration.donations.support import job


def sealer(store: Store) -> Lease:
    """A lease of this test's own kind, held."""
    lease = Lease(store.db, "sealer", seconds=60)
    store.db.leases.update_one({"_id": "sealer"}, {"$set": {"holder": None, "expires_at": None}})
    assert lease.hold()
    return lease


def seal_all(store: Store) -> int:
    lease, sealed = sealer(store), 0
    while store.db.unsealed_entries.find_one():
        sealed += sealing.seal_waiting(store, lease)
    return sealed


def book(store: Store, campaign: str, gifts: int, amount_vnd: int = 1000, shard: int = 0) -> None:
    """So many gifts in one transaction."""

    def work(uow: UnitOfWork) -> None:
        entries = [
            new_entry(
                uow, about_kind="donation", about_id=uuid.uuid4().hex, campaign=campaign, unit=job.UNIT,
                booked_on=dt.date(2024, 11, 1), posted_by="desk",
                postings=gift_in_hand(campaign, job.UNIT, "cash", amount_vnd),
            )
            for _ in range(gifts)
        ]
        post_entries(uow, entries, shard)

    store.transact(work)
