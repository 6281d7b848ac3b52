"""What a pledger says of the own name holds for the bank lines, too, that were found to be the pledge's money."""

from __future__ import annotations

from typing import NamedTuple

from pymongo import UpdateOne

from contracts.events import MAX_ENTRIES
from messaging.unit_of_work import UnitOfWork
from services.donations.intake.documents import DONATIONS
from services.donations.intake.naming import renamed
from services.donations.intake.telling import rows_of


class Wish(NamedTuple):
    """A name and how it may be shown."""

    name: str
    display: str


def gifts_follow(uow: UnitOfWork, pledge_id: str, before: Wish, after: Wish) -> None:
    """Show the donor of these lines as the pledger now wishes, from the next event on.

    Only where name and wish were the pledge's: what a donor said of one gift alone stays."""
    if before == after:
        return
    gifts = uow.db[DONATIONS]
    wanted = {
        "pledge_id": pledge_id, "statement_line_id": {"$ne": None}, "donor_name": before.name,
        "name_display": before.display,
    }
    changes = {**renamed(after.name), "name_display": after.display}
    while found := list(gifts.find(wanted).sort("_id", 1).limit(MAX_ENTRIES)):
        now = [gift | changes | {"version": gift["version"] + 1} for gift in found]
        gifts.bulk_write(
            [UpdateOne({"_id": one["_id"]}, {"$set": {**changes, "version": one["version"]}}) for one in now],
            ordered=False,
        )
        uow.publish("donations.donations_changed.v1", subject=pledge_id, data={"entries": rows_of(uow, now)})
