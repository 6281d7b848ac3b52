"""Numbers of this process for Prometheus: counted in memory, written every few seconds to a file of its own.

`<CHUNGTAY_HOME>/run/metrics/<process>-<pid>.prom` holds what this process counts, in Prometheus' text format, as its
textfile collectors read it.  A file instead of a port: nothing to listen on, nothing to guard, and it is the same for
threads and for greenlets.  The gateway's `/metrics` puts all of them together.

Metrics are defined beside the code that counts; all names begin with `chungtay_` and end with their unit
(`_seconds`, `_total`).  What they mean: docs/observability.md.
"""

from __future__ import annotations

import atexit
import os
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from prometheus_client import (
    GC_COLLECTOR,
    PLATFORM_COLLECTOR,
    REGISTRY,
    CollectorRegistry,
    disable_created_metrics,
    write_to_textfile,
)
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

from runtime import settings
from runtime.logs import get_logger

EVERY_SECONDS = 5.0
STALE_SECONDS = 30.0
"""Numbers older than this are not shown any more: their process is dead, or hangs."""

QUICK_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Bucket limits for what should take milliseconds."""

BATCH_SIZES = (1, 2, 5, 10, 20, 50, 100, 200, 500)
"""Bucket limits for how many share a batch."""

disable_created_metrics()

log = get_logger(__name__)

_before_each_report: list[Callable[[], None]] = []


@dataclass(frozen=True)
class Reported:
    """What one process wrote last.  `families` is empty when that is too old to be true."""

    process: str
    pid: int
    age_seconds: float
    families: list[Metric]


def folder(home: Path | None = None) -> Path:
    """Where the files lie."""
    return (home or settings.home()) / "run" / "metrics"


def before_each_report(look: Callable[[], None]) -> None:
    """Call `look` before each report, for gauges that must be looked up (a depth, an age); what it raises is logged."""
    _before_each_report.append(look)


def report(kind: str, home: Path | None = None) -> None:
    """Begin to write this process's numbers; `kind` as in the process list, e.g. `donations-relay`.

    Call once, after the fork.  In a thread, which is a greenlet where eventlet has patched.
    """
    place = folder(home)
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = settings.process_name(kind)
    _tidy(place, name)
    file = place / f"{name}-{os.getpid()}.prom"
    for talkative in (GC_COLLECTOR, PLATFORM_COLLECTOR):
        with suppress(KeyError):
            REGISTRY.unregister(talkative)
    atexit.register(file.unlink, missing_ok=True)
    threading.Thread(target=_report_for_ever, args=(file,), name="metrics", daemon=True).start()


def write_now(file: Path, registry: CollectorRegistry = REGISTRY) -> None:
    """Look up what must be looked up, and write the file, all or nothing."""
    for look in _before_each_report:
        try:
            look()
        except Exception as error:  # one number that can't be had must not cost all the others
            log.warning("metric_not_looked_up", look=getattr(look, "__qualname__", repr(look)), error=str(error))
    write_to_textfile(str(file), registry)


def read(home: Path | None = None) -> list[Reported]:
    """What every living process has written, sorted by name.  Files that can't be read are left out."""
    found = []
    for file in sorted(folder(home).glob("*-*.prom")):
        process, _, pid = file.stem.rpartition("-")
        try:
            age_seconds = time.time() - file.stat().st_mtime
            families = list(text_string_to_metric_families(file.read_text())) if age_seconds <= STALE_SECONDS else []
            if families or _lives(int(pid)):
                found.append(Reported(process, int(pid), max(0.0, age_seconds), families))
        except (OSError, ValueError):
            continue
    return found


def merged(sources: Iterable[tuple[dict[str, str], Iterable[Metric]]]) -> list[Metric]:
    """Families of several sources as one list, each name once; `labels` are added to every sample of their source."""
    together: dict[str, Metric] = {}
    for labels, families in sources:
        for family in families:
            whole = together.setdefault(family.name, Metric(family.name, family.documentation, family.type))
            whole.samples += [sample._replace(labels={**sample.labels, **labels}) for sample in family.samples]
    return list(together.values())


def _report_for_ever(file: Path) -> None:
    failed = False
    while True:
        try:
            write_now(file)
            failed = False
        except OSError as error:  # a full disk, a folder taken away: say it once, go on trying
            if not failed:
                log.warning("metrics_not_written", error=str(error))
            failed = True
        time.sleep(EVERY_SECONDS)


def _tidy(place: Path, name: str) -> None:
    """Remove what killed processes of this name left behind."""
    for file in place.glob(f"{name}-*.prom"):
        pid = file.stem.removeprefix(f"{name}-")
        if pid.isdecimal() and not _lives(int(pid)):
            file.unlink(missing_ok=True)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
