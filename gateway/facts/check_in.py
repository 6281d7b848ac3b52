"""Guests who came."""

from __future__ import annotations

from gateway.facts.kinds import Contribution, Facts, Figure, Json, Kind, on


def _arrival(arrival: Json) -> list[Contribution]:
    if arrival["status"] != "arrived":
        return []
    return [Contribution("guests_arrived", arrival["activity"], 1, 0)]


FACTS = Facts(
    kinds=[Kind("arrival", "registration_id", on("arrived_on"), ["events.arrivals_changed.v1"])],
    counts={"arrival": _arrival},
    figures=[
        Figure("guests_arrived", "Khách đã đến", "count",
               "Số khách có chỗ đã quét thẻ tại cổng, mỗi khách một lần, theo ngày của lượt quét đầu; "
               "không tính lượt đã hủy vì quét nhầm.",
               "arrival", "Hoạt động", beside=("activity",)),
    ],
)
