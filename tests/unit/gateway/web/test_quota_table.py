"""The organiser's table of quotas."""

from typing import Any

from gateway.web.organiser.activities import in_reading_order


def quota(code: str, order: int, taken: int, waiting: int = 0, within: str | None = None) -> dict[str, Any]:
    """A quota as the events service tells it: its own guests only."""
    return {"code": code, "protocol_order": order, "taken": taken, "waiting": waiting, "within": within}


def test_a_quota_counts_the_guests_of_the_quotas_within_it_and_stands_before_them() -> None:
    told = [
        quota("b", 2, 0), quota("b-1", 2, 10, 1, within="b"), quota("b-2", 2, 6, within="b"),
        quota("b-2-x", 2, 2, within="b-2"), quota("a", 1, 5),
    ]
    shown = [(q["code"], q["depth"], q["taken"], q["waiting"]) for q in in_reading_order(told)]
    assert shown == [("a", 0, 5, 0), ("b", 0, 18, 1), ("b-1", 1, 10, 1), ("b-2", 1, 8, 0), ("b-2-x", 2, 2, 0)]
