"""The storages of evidence by the settings, and whether the bucket can be reached."""

from __future__ import annotations

import os
import time

import structlog
from prometheus_client import Gauge

from runtime.bucket_settings import bucket_of
from runtime.metrics import before_each_report
from services.monitoring.evidence.storage import Storages

LOOK_EVERY_SECONDS = 30.0

BUCKET_UP = Gauge(
    "chungtay_evidence_bucket_up", "Whether the bucket for evidence can be used; nothing without one.", ["bucket"]
)

log = structlog.get_logger()


def storages_by_settings() -> Storages:
    """The storages of this process.  A bucket that is away now does not keep the service from starting; settings that
    name none properly do (SettingError)."""
    told = bucket_of(os.environ)
    storages = Storages(told)
    if told is not None:
        watch(storages, told.bucket)
    return storages


def watch(storages: Storages, bucket: str) -> None:
    """Look whether the bucket can be used, every :data:`LOOK_EVERY_SECONDS`, for the doctor and for Prometheus."""
    looked_at = -LOOK_EVERY_SECONDS

    def look_at_bucket() -> None:
        nonlocal looked_at
        if storages.bucket is None or time.monotonic() - looked_at < LOOK_EVERY_SECONDS:
            return
        problem = storages.bucket.problem()
        looked_at = time.monotonic()
        BUCKET_UP.labels(bucket).set(not problem)
        if problem:
            log.warning("evidence_bucket_away", bucket=bucket, problem=problem)

    before_each_report(look_at_bucket)
