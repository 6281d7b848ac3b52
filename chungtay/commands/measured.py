"""What the processes' numbers say about their health, in words (see docs/observability.md for what is usual)."""

from collections.abc import Iterator, Mapping, Sequence

from prometheus_client.samples import Sample

from chungtay.commands.check import Check
from messaging.dead_letters import Depth
from runtime.metrics import EVERY_SECONDS, STALE_SECONDS, Reported

LAG_TOO_LONG_SECONDS = 10
QUEUE_TOO_DEEP = 10_000
FAULT_IS_RECENT_SECONDS = 60
UNSEALED_TOO_LONG_SECONDS = 180


def checks(reports: Sequence[Reported], running: Mapping[str, int], now: float) -> Iterator[Check]:
    """What the numbers say.  `running` holds the process ids of ours that run, by name; `now` is Unix time."""
    yield from _silent(reports, running)
    yield _projector(reports)
    yield _sealer(reports)
    yield _http(reports, now)
    yield from _evidence_bucket(reports)


def queue_checks(depths: Mapping[str, Depth]) -> Iterator[Check]:
    """How full the queues are."""
    for queue, depth in depths.items():
        said = f"{depth.waiting} wait" + (f", {depth.retrying} wait for another try" if depth.retrying else "")
        remedy = ""
        if depth.waiting > QUEUE_TOO_DEEP:
            reader = "projector" if queue.startswith("gateway.projector") else queue.partition(".")[0]
            remedy = (
                f"More come in than {reader} takes out, or it does not run: chungtay status; chungtay logs {reader}. "
                "Nothing is lost meanwhile; the figures are late."
            )
        yield Check(f"queue {queue}", said, remedy)


def _silent(reports: Sequence[Reported], running: Mapping[str, int]) -> Iterator[Check]:
    """A process that the supervisor takes for running, but that has stopped to tell of itself, hangs."""
    ages = {report.process: report.age_seconds for report in sorted(reports, key=lambda r: r.age_seconds)}
    hanging = [
        f"{name} for {ages[name]:.0f} s" for name in running if name in ages and ages[name] > STALE_SECONDS
    ]
    if hanging:
        names = " ".join(name.partition(" ")[0] for name in hanging)
        yield Check(
            "processes that say nothing", ", ".join(hanging),
            f"Each should write its numbers every {EVERY_SECONDS:.0f} s, so they hang: chungtay logs {names}. "
            "Then: make down && make up",
        )


def _projector(reports: Sequence[Reported]) -> Check:
    lags = [
        (sample.value, report.process)
        for report in reports for sample in _samples([report], "chungtay_projector_lag_seconds")
    ]
    if not lags:
        return Check("figures", "how late they are is not known: no projector has told of itself yet")
    lag_seconds, latest = max(lags)
    late = lag_seconds > LAG_TOO_LONG_SECONDS
    return Check(
        "figures",
        f"late by {lag_seconds:.0f} s: {latest} has an event of that age in hand" if late else "up to date",
        f"{latest} can't get it into the read models; it says why: chungtay logs {latest}" if late else "",
    )


def _sealer(reports: Sequence[Reported]) -> Check:
    ages = [sample.value for sample in _samples(reports, "chungtay_unsealed_oldest_seconds")]
    if not ages:
        return Check("ledger", "how far it is sealed is not known: no sealer has told of itself yet")
    oldest_seconds = max(ages)
    late = oldest_seconds > UNSEALED_TOO_LONG_SECONDS
    return Check(
        "ledger",
        f"an entry waits to be sealed for {oldest_seconds:.0f} s" if late
        else f"sealed but for the last {oldest_seconds:.0f} s",
        "Nothing is lost; books and proofs are late. donations-sealer says why: chungtay logs donations-sealer"
        if late else "",
    )


def _http(reports: Sequence[Reported], now: float) -> Check:
    answered = faulty = 0.0
    for sample in _samples(reports, "chungtay_http_request_seconds_count"):
        answered += sample.value
        faulty += sample.value if sample.labels.get("status", "").startswith("5") else 0
    if not faulty:
        return Check("answers", f"{answered:.0f} since the start, none with 5xx")
    last = max((sample.value for sample in _samples(reports, "chungtay_http_last_5xx_timestamp_seconds")), default=0.0)
    age_seconds = max(0.0, now - last)
    share = f"{faulty:.0f} of {answered:.0f} since the start with 5xx ({faulty / answered:.1%})"
    recent = age_seconds < FAULT_IS_RECENT_SECONDS
    return Check(
        "answers", f"{share}, the last {age_seconds:.0f} s ago",
        "Which and why: chungtay logs gateway (lines with status 500 or 503); 503 means that a service or a server "
        "is away, or that more comes in than can be booked." if recent else "",
    )


def _evidence_bucket(reports: Sequence[Reported]) -> Iterator[Check]:
    """Without a bucket evidence lies in MongoDB, and there is nothing to say."""
    told = {sample.labels["bucket"]: sample.value for sample in _samples(reports, "chungtay_evidence_bucket_up")}
    for bucket, up in told.items():
        yield Check(
            "evidence bucket", f"{bucket} {'can be used' if up else 'can not be used'}",
            "" if up else "Photos of visits can't be sent or seen; all else goes on. monitoring says why (lines "
            "evidence_bucket_away): chungtay logs monitoring. Is the store up, and are CHUNGTAY_EVIDENCE_S3_… right?",
        )


def _samples(reports: Sequence[Reported], name: str) -> Iterator[Sample]:
    for report in reports:
        for family in report.families:
            for sample in family.samples:
                if sample.name == name:
                    yield sample
