"""What the numbers of processes and queues say about the product's health, for the doctor and for the page of it.

Figures only; whoever shows them finds the words.  What is usual: docs/observability.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client.samples import Sample

from contracts.registry import SERVICES
from runtime.metrics import STALE_SECONDS, Reported

LAG_TOO_LONG_SECONDS = 10
QUEUE_TOO_DEEP = 10_000
FAULT_IS_RECENT_SECONDS = 60
UNSEALED_TOO_LONG_SECONDS = 180
OUTBOX_TOO_OLD_SECONDS = 10
LEAST_FREE_GIB = 1.0


@dataclass(frozen=True)
class Answers:
    """What the gateway has answered since its start; how long ago the last 5xx was, None when there was none."""

    answered: int
    faulty: int
    last_fault_seconds: float | None

    @property
    def wrong(self) -> bool:
        """Whether something fails just now."""
        return self.last_fault_seconds is not None and self.last_fault_seconds < FAULT_IS_RECENT_SECONDS


@dataclass(frozen=True)
class Outbox:
    """Committed events of a service that wait to be sent, and how long the oldest of them has waited."""

    events: int
    oldest_seconds: float

    @property
    def wrong(self) -> bool:
        """Whether they wait for too long."""
        return self.oldest_seconds > OUTBOX_TOO_OLD_SECONDS


def silent(reports: Sequence[Reported], running: Mapping[str, int]) -> dict[str, float]:
    """Processes that run (name to process id) but have stopped to tell of themselves, with the seconds of silence."""
    ages = {report.process: report.age_seconds for report in sorted(reports, key=lambda r: r.age_seconds)}
    return {name: ages[name] for name in running if name in ages and ages[name] > STALE_SECONDS}


def lag(reports: Sequence[Reported]) -> tuple[float, str] | None:
    """By how many seconds the figures are late, and which projector is; None when none has told of itself."""
    lags = [
        (sample.value, report.process)
        for report in reports for sample in samples([report], "chungtay_projector_lag_seconds")
    ]
    return max(lags, default=None)


def unsealed_seconds(reports: Sequence[Reported]) -> float | None:
    """How long the oldest entry of the journal waits to be sealed; None when no sealer has told of itself."""
    return max((sample.value for sample in samples(reports, "chungtay_unsealed_oldest_seconds")), default=None)


def answers(reports: Sequence[Reported], now: float) -> Answers:
    """How the gateway has answered; `now` is Unix time."""
    answered = faulty = 0.0
    for sample in samples(reports, "chungtay_http_request_seconds_count"):
        answered += sample.value
        faulty += sample.value if sample.labels.get("status", "").startswith("5") else 0
    last = max((sample.value for sample in samples(reports, "chungtay_http_last_5xx_timestamp_seconds")), default=0.0)
    return Answers(int(answered), int(faulty), max(0.0, now - last) if faulty else None)


def evidence_buckets(reports: Sequence[Reported]) -> dict[str, bool]:
    """Whether each bucket for evidence can be used; nothing when evidence lies in MongoDB."""
    return {
        sample.labels["bucket"]: bool(sample.value) for sample in samples(reports, "chungtay_evidence_bucket_up")
    }


def outboxes(reports: Sequence[Reported]) -> dict[str, Outbox]:
    """By service, as far as its processes have told."""
    found = {}
    for service in SERVICES:
        events, oldest = (
            [sample.value for sample in samples(reports, name) if sample.labels.get("service") == service]
            for name in ("chungtay_outbox_events", "chungtay_outbox_oldest_seconds")
        )
        if events or oldest:
            found[service] = Outbox(int(max(events, default=0)), max(oldest, default=0.0))
    return found


def samples(reports: Sequence[Reported], name: str) -> Iterator[Sample]:
    """Every sample of that name."""
    for report in reports:
        for family in report.families:
            for sample in family.samples:
                if sample.name == name:
                    yield sample
