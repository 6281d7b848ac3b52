"""`/metrics`: one scrape that tells all.

What every process of this installation has written (`runtime.metrics`), and what only a look at the broker and at the
read models shows: how full the queues are, how many messages are parked, how far the projector has come.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable

from flask import Blueprint, Flask, Response, request
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector, CollectorRegistry
from pymongo.errors import PyMongoError

from contracts.refusals import Refusal
from gateway import database
from gateway.access.current import require
from gateway.api.errors import answer_of
from messaging import dead_letters
from messaging.publisher import BrokerAway
from runtime import metrics
from runtime.settings import Settings

LOOKED_AT_MOST_EVERY_SECONDS = 2.0
"""However often `/metrics` is asked for, the broker and MongoDB are asked only this often."""

_FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-Ip", "Via")


def register(app: Flask, settings: Settings) -> None:
    """Add `/metrics`: free for programs on this machine, otherwise for accounts that may `metrics.read`."""
    pages = Blueprint("exposition", __name__)
    registry = CollectorRegistry()
    registry.register(_All(settings))

    @pages.get("/metrics")
    def exposition() -> Response:
        if not _asked_from_this_machine():
            try:
                require("metrics.read")
            except Refusal as refusal:  # a program asks: no page to log in with
                return answer_of(refusal)
        return Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)

    app.register_blueprint(pages)


def _asked_from_this_machine() -> bool:
    """A proxy on this machine asks on behalf of somebody else, and says so."""
    return request.remote_addr in ("127.0.0.1", "::1") and not any(name in request.headers for name in _FORWARDED)


class _All(Collector):
    """Everything, each family once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._guard = threading.Lock()
        self._looked_at = float("-inf")
        self._seen: list[Metric] = []

    def describe(self) -> Iterable[Metric]:
        """Nothing is known before the first look, and nothing must be looked at when the app is made."""
        return []

    def collect(self) -> Iterable[Metric]:
        """What is written and what is looked up."""
        return [*_reported(self._settings), *self._looked_up()]

    def _looked_up(self) -> list[Metric]:
        with self._guard:
            if time.monotonic() - self._looked_at >= LOOKED_AT_MOST_EVERY_SECONDS:
                self._seen = [*_queues(self._settings.amqp_url), *_positions()]
                self._looked_at = time.monotonic()
            return self._seen


def _reported(settings: Settings) -> list[Metric]:
    reports = metrics.read(settings.home)
    age = GaugeMetricFamily(
        "chungtay_report_age_seconds", "How old the numbers of a process are.", labels=["process", "pid"]
    )
    for one in reports:
        age.add_metric([one.process, str(one.pid)], one.age_seconds)
    sources = [({"process": one.process, "pid": str(one.pid)}, one.families) for one in reports]
    return [age, *metrics.merged(sources)]


def _queues(amqp_url: str) -> Iterable[Metric]:
    up = GaugeMetricFamily("chungtay_broker_up", "1 when the queues can be looked at.")
    waiting = GaugeMetricFamily(
        "chungtay_queue_messages", "Events that wait to be handled, those in hand not counted.", labels=["queue"]
    )
    retrying = GaugeMetricFamily("chungtay_queue_retrying", "Events that wait for another try.", labels=["queue"])
    parked = GaugeMetricFamily("chungtay_dead_letters", "Events put aside with their reason.", labels=["queue"])
    try:
        depths = dead_letters.depths(amqp_url)
    except BrokerAway:
        up.add_metric([], 0)
        return [up]
    up.add_metric([], 1)
    for queue, depth in depths.items():
        waiting.add_metric([queue], depth.waiting)
        retrying.add_metric([queue], depth.retrying)
        parked.add_metric([queue], depth.parked)
    return [up, waiting, retrying, parked]


def _positions() -> Iterable[Metric]:
    up = GaugeMetricFamily("chungtay_read_models_up", "1 when the read models can be read.")
    seq = GaugeMetricFamily(
        "chungtay_projector_position", "Events that are in the read models.", labels=["partition"]
    )
    try:
        positions = list(database.database()["positions"].find({}, {"seq": 1}))
    except PyMongoError:
        up.add_metric([], 0)
        return [up]
    up.add_metric([], 1)
    for position in positions:
        seq.add_metric([str(position["_id"])], position["seq"])
    return [up, seq]
