"""How late the read models are, and what the projector says of a batch."""

import datetime as dt

import pytest

from gateway.projections import measured
from gateway.projections.store import Event
from runtime.clock import utc_now


def event(id: str, seconds_ago: float) -> Event:
    return Event(id, utc_now() - dt.timedelta(seconds=seconds_ago), {"correlationid": f"c-{id}"}, [])


def test_the_oldest_event_in_hand_makes_the_lag_and_grows_older_by_itself() -> None:
    in_hand = measured.InHand()
    in_hand.take([event("a", 3), event("b", 40)])
    assert 40 <= in_hand.lag_seconds() < 45


def test_with_nothing_in_hand_there_is_no_lag_however_long_ago_the_last_event_was() -> None:
    in_hand = measured.InHand()
    assert in_hand.lag_seconds() == 0
    in_hand.take([event("a", 400)])
    in_hand.settled()
    assert in_hand.lag_seconds() == 0


def test_an_event_from_the_future_is_no_negative_lag() -> None:
    in_hand = measured.InHand()
    in_hand.take([event("a", -60)])
    assert in_hand.lag_seconds() == 0


def test_the_prometheus_gauge_is_the_lag() -> None:
    in_hand = measured.InHand()
    in_hand.take([event("a", 20)])
    [family] = measured.LAG.collect()
    assert family.samples[0].value == pytest.approx(20, abs=5)


def test_repeats_are_counted_apart() -> None:
    def counts() -> tuple[float, float]:
        return measured.EVENTS._value.get(), measured.REPEATS._value.get()

    before = counts()
    measured.projected([event("a", 1), event("b", 1), event("c", 1)], fresh=1, seconds=0.01)
    assert [now - then for now, then in zip(counts(), before, strict=True)] == [1, 2]
