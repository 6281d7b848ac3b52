"""What everybody is told of a house beside its story: what it cost and which Funds paid, as the read models have it."""

from __future__ import annotations

from typing import Any

from gateway.reports.reading import Snapshot, at_one_moment

Row = dict[str, Any]

MOST_PAYMENTS = 20
"""Of one house, as its contract has it."""


def money_of(house_id: str) -> Row:
    """Kind, day of hand-over, cost, and what was paid out of whose Fund; nothing that leads to the household.  Empty
    where the read models don't know the house yet."""

    def read(snapshot: Snapshot) -> Row:
        house = snapshot.row("house", house_id)
        if house is None:
            return {"kind": None, "handed_over_on": None, "cost_vnd": None, "payments": []}
        state = house["state"]
        paid = [snapshot.row("payment", id) for id in state["payment_ids"][:MOST_PAYMENTS]]
        return {
            "kind": state["kind"], "handed_over_on": state["handed_over_on"], "cost_vnd": state["cost_vnd"],
            "payments": [
                {"fund": row["state"]["unit"], "amount_vnd": row["state"]["amount_vnd"]}
                for row in paid if row is not None and row["state"]["status"] == "paid"
            ],
        }

    return at_one_moment(read)
