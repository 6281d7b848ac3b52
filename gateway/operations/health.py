"""How the product is: what its processes, queues and servers say of themselves, by the measures of the doctor."""

from __future__ import annotations

import re
import shutil
import time
from dataclasses import dataclass

from pymongo.errors import PyMongoError

from contracts.registry import PROCESS_KINDS
from gateway import database, health
from messaging import dead_letters, vital_signs
from messaging.dead_letters import Depth
from messaging.publisher import BrokerAway
from messaging.vital_signs import Answers, Outbox
from runtime import metrics
from runtime.metrics import STALE_SECONDS, Reported
from runtime.settings import Settings

_NUMBER = re.compile(r"-[0-9]+$")


@dataclass(frozen=True)
class Seen:
    """A kind of process: how many of it have just told of themselves, and for how many seconds the quietest of those
    that live has said nothing, if that is too long."""

    kind: str
    told: int
    silent_seconds: float | None

    @property
    def wrong(self) -> bool:
        """None of it runs, or one hangs."""
        return not self.told or self.silent_seconds is not None


@dataclass(frozen=True)
class Health:
    """parts: whether MongoDB, the read models and the broker answer; alone: this process sees no other's numbers, as in
    a container; lag: by how many seconds the figures are late, and which projector is; queues: None when the broker
    does not answer; free_gib: by place."""

    parts: dict[str, bool]
    processes: list[Seen]
    alone: bool
    lag: tuple[float, str] | None
    unsealed_seconds: float | None
    answers: Answers
    buckets: dict[str, bool]
    outboxes: dict[str, Outbox]
    queues: dict[str, Depth] | None
    free_gib: dict[str, float]


def look(settings: Settings) -> Health:
    """Ask everything once; what does not answer is told so and keeps nobody waiting for long."""
    reports, parts = metrics.read(settings.home), health.parts(settings)
    return Health(
        parts=parts, processes=[_seen(kind, reports) for kind in PROCESS_KINDS],
        alone=all(_kind(report.process) == "gateway" for report in reports),
        lag=vital_signs.lag(reports), unsealed_seconds=vital_signs.unsealed_seconds(reports),
        answers=vital_signs.answers(reports, time.time()), buckets=vital_signs.evidence_buckets(reports),
        outboxes=vital_signs.outboxes(reports), queues=_queues(settings) if parts["broker"] else None,
        free_gib=_free_gib(settings, parts["mongo"]),
    )


def _seen(kind: str, reports: list[Reported]) -> Seen:
    ages = [report.age_seconds for report in reports if _kind(report.process) == kind]
    too_old = [age for age in ages if age > STALE_SECONDS]
    return Seen(kind, len(ages) - len(too_old), max(too_old, default=None))


def _kind(process: str) -> str:
    return _NUMBER.sub("", process)


def _queues(settings: Settings) -> dict[str, Depth] | None:
    try:
        return dead_letters.depths(settings.amqp_url)
    except BrokerAway:
        return None


def _free_gib(settings: Settings, mongo_answers: bool) -> dict[str, float]:
    found = {"home": shutil.disk_usage(settings.home).free / 2**30}
    if mongo_answers:
        try:
            stats = database.database().command("dbStats")
        except PyMongoError:
            return found
        if "fsTotalSize" in stats:
            found["mongo"] = (stats["fsTotalSize"] - stats["fsUsedSize"]) / 2**30
    return found
