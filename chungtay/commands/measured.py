"""What the processes' numbers say about their health, in words (see docs/observability.md for what is usual)."""

from collections.abc import Iterator, Mapping, Sequence

from chungtay.commands.check import Check
from messaging import vital_signs
from messaging.dead_letters import Depth
from messaging.vital_signs import LAG_TOO_LONG_SECONDS, QUEUE_TOO_DEEP, UNSEALED_TOO_LONG_SECONDS
from runtime.metrics import EVERY_SECONDS, Reported


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
    hanging = vital_signs.silent(reports, running)
    if hanging:
        names = " ".join(hanging)
        yield Check(
            "processes that say nothing", ", ".join(f"{name} for {age:.0f} s" for name, age in hanging.items()),
            f"Each should write its numbers every {EVERY_SECONDS:.0f} s, so they hang: chungtay logs {names}. "
            "Then: make down && make up",
        )


def _projector(reports: Sequence[Reported]) -> Check:
    lag = vital_signs.lag(reports)
    if lag is None:
        return Check("figures", "how late they are is not known: no projector has told of itself yet")
    lag_seconds, latest = lag
    late = lag_seconds > LAG_TOO_LONG_SECONDS
    return Check(
        "figures",
        f"late by {lag_seconds:.0f} s: {latest} has an event of that age in hand" if late else "up to date",
        f"{latest} can't get it into the read models; it says why: chungtay logs {latest}" if late else "",
    )


def _sealer(reports: Sequence[Reported]) -> Check:
    oldest_seconds = vital_signs.unsealed_seconds(reports)
    if oldest_seconds is None:
        return Check("ledger", "how far it is sealed is not known: no sealer has told of itself yet")
    late = oldest_seconds > UNSEALED_TOO_LONG_SECONDS
    return Check(
        "ledger",
        f"an entry waits to be sealed for {oldest_seconds:.0f} s" if late
        else f"sealed but for the last {oldest_seconds:.0f} s",
        "Nothing is lost; books and proofs are late. donations-sealer says why: chungtay logs donations-sealer"
        if late else "",
    )


def _http(reports: Sequence[Reported], now: float) -> Check:
    told = vital_signs.answers(reports, now)
    if told.last_fault_seconds is None:
        return Check("answers", f"{told.answered} since the start, none with 5xx")
    share = f"{told.faulty} of {told.answered} since the start with 5xx ({told.faulty / told.answered:.1%})"
    return Check(
        "answers", f"{share}, the last {told.last_fault_seconds:.0f} s ago",
        "Which and why: chungtay logs gateway (lines with status 500 or 503); 503 means that a service or a server "
        "is away, or that more comes in than can be booked." if told.wrong else "",
    )


def _evidence_bucket(reports: Sequence[Reported]) -> Iterator[Check]:
    """Without a bucket evidence lies in MongoDB, and there is nothing to say."""
    for bucket, up in vital_signs.evidence_buckets(reports).items():
        yield Check(
            "evidence bucket", f"{bucket} {'can be used' if up else 'can not be used'}",
            "" if up else "Photos of visits can't be sent or seen; all else goes on. monitoring says why (lines "
            "evidence_bucket_away): chungtay logs monitoring. Is the store up, and are CHUNGTAY_EVIDENCE_S3_… right?",
        )
