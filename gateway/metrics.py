"""What the gateway counts about requests."""

from __future__ import annotations

import time
from functools import cache

from flask import Flask, Response, g, request
from prometheus_client import Counter, Gauge, Histogram

from runtime.metrics import BATCH_SIZES, QUICK_SECONDS

HTTP_REQUEST_SECONDS = Histogram(
    "chungtay_http_request_seconds", "Time until an answer begins, by route (its pattern, not the address) and status.",
    ["method", "route", "status"], buckets=QUICK_SECONDS,
)
HTTP_IN_FLIGHT = Gauge("chungtay_http_requests_in_flight", "Requests being answered just now.")
HTTP_LAST_FAULT = Gauge("chungtay_http_last_5xx_timestamp_seconds", "When the last 5xx was answered (Unix time).")
LIVE_STREAMS = Gauge("chungtay_live_streams", "Open pages that are told of changes.")

DONATION_BATCH_GIFTS = Histogram(
    "chungtay_donation_batch_gifts", "Gifts that shared a batch.", buckets=BATCH_SIZES
)
DONATION_BATCH_SECONDS = Histogram(
    "chungtay_donation_batch_seconds", "Time from a batch's sending to its answer.", buckets=QUICK_SECONDS
)
DONATIONS_WAITING = Gauge("chungtay_donations_waiting", "Gifts that waited for a batch when the last one left.")
DONATIONS_TURNED_AWAY = Counter("chungtay_donations_turned_away_total", "Gifts answered 503 because too many waited.")
GUEST_BATCH_GUESTS = Histogram("chungtay_guest_batch_guests", "Guests who shared a batch.", buckets=BATCH_SIZES)
GUEST_BATCH_SECONDS = Histogram(
    "chungtay_guest_batch_seconds", "Time from a batch of guests' sending to its answer.", buckets=QUICK_SECONDS
)
GUESTS_WAITING = Gauge("chungtay_guests_waiting", "Guests who waited for a batch when the last one left.")
GUESTS_TURNED_AWAY = Counter("chungtay_guests_turned_away_total", "Guests answered 503 because too many waited.")

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


@cache
def _seconds_of(method: str, route: str, status: int) -> Histogram:
    # The library looks a series up under a lock and with every label made a text: a tenth of what a request costs.
    return HTTP_REQUEST_SECONDS.labels(method, route, status)


def count_requests(app: Flask) -> None:
    """Time every request of the app.  Call it before other hooks are added, so that their time counts too."""

    @app.before_request
    def begin() -> None:
        g.metrics_begun = time.perf_counter()
        HTTP_IN_FLIGHT.inc()

    @app.after_request
    def end(response: Response) -> Response:
        # A page's pattern and a known method: whatever a caller makes up, the number of series stays bounded.
        route = request.url_rule.rule if request.url_rule else "(none)"
        method = request.method if request.method in _METHODS else "(other)"
        seconds = time.perf_counter() - g.get("metrics_begun", time.perf_counter())
        _seconds_of(method, route, response.status_code).observe(seconds)
        if response.status_code >= 500:
            HTTP_LAST_FAULT.set_to_current_time()
        return response

    @app.teardown_request
    def done(_error: BaseException | None) -> None:
        if g.pop("metrics_begun", None) is not None:
            HTTP_IN_FLIGHT.dec()
