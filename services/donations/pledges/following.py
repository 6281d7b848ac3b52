"""Promises made at an event of the events service become pledges here.

Events come late, twice and out of order.  The pledge has the promise's own id, and each message the promise's full
state and version: only a newer one than the last applied counts, so that a promise becomes one pledge, and a
"withdrawn" that overtakes its "promised" ends in the same pledge as the two in order.
"""

from __future__ import annotations

from typing import Any

from messaging.unit_of_work import UnitOfWork
from services.donations.pledges.commands import change_by_promise, pledge_by_promise
from services.donations.pledges.documents import Pledge

Json = dict[str, Any]


def follow_promises(uow: UnitOfWork, event_data: Json) -> None:
    """Bring pledges to the state of the promises in ``event_data`` (the loaded body of
    ``events.golf_promises_changed.v1``), and say so for those that changed.

    A withdrawn promise lapses what is still owed; money that has come, or comes later, counts as before."""
    for row in event_data["entries"]:
        pledge = Pledge.objects(id=row["golf_promise_id"]).first()
        if pledge is None:
            pledge_by_promise(uow, row["golf_promise_id"], row["version"], _facts(row))
        elif row["version"] > (pledge.promise_version or 0):
            change_by_promise(uow, pledge, row["version"], _facts(row))


def _facts(row: Json) -> Json:
    """What the promise says of its pledge.  Whoever wants no name shown is known here by what was promised."""
    return {
        "campaign": row["campaign"], "unit": row["unit"], "activity": row["activity"],
        "amount_vnd": row["amount_vnd"], "pledger_name": row["payer_name"] or row["reference"],
        "name_display": row["name_display"], "note": row["reference"], "pledged_on": row["promised_on"],
        "donor": {"kind": row["donor_kind"], "country": "VN", "minor": False, "consent_basis": None},
        "lapsed_on": row["withdrawn_on"],
    }
