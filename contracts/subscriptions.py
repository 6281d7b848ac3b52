"""Who listens to what.  A queue's name is versioned: its arguments can't be changed in place (bus.md)."""

from __future__ import annotations

from contracts.registry import EVENTS

PROJECTOR_QUEUE = "gateway.projector.q1"
PAYMENT_HOLDS_QUEUE = "donations.payment_holds.q1"
DAMAGE_QUEUE = "donations.damage.q1"
PROMISES_QUEUE = "donations.promises.q1"
GOLF_PLEDGES_QUEUE = "events.golf_pledges.q1"
CUE_RECORDS_QUEUE = "events.cue_records.q1"

SUBSCRIPTIONS: dict[str, tuple[str, ...]] = {
    # The gateway's read models are made of everything that happens.
    PROJECTOR_QUEUE: tuple(EVENTS),
    # A finding against a payment or a household puts unpaid steps on hold, its end releases them.
    PAYMENT_HOLDS_QUEUE: (
        "monitoring.finding_raised.v1", "monitoring.finding_answered.v1", "monitoring.finding_closed.v1",
    ),
    # Damage that units report reaches the relief of its campaign.
    DAMAGE_QUEUE: ("monitoring.damage_reported.v1",),
    # What is promised at a tournament becomes a pledge, and what becomes of the pledge is shown at the tournament.
    PROMISES_QUEUE: ("events.golf_promises_changed.v1",),
    GOLF_PLEDGES_QUEUE: ("donations.pledges_changed.v1",),
    # What is handed over on stage is settled when the books say so.
    CUE_RECORDS_QUEUE: (
        "donations.pledges_changed.v1", "donations.honours_changed.v1", "donations.payments_changed.v1",
    ),
}
