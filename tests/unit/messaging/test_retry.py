"""What becomes of a failed message, as pure functions."""

import pytest

from messaging.retry import (
    ATTEMPT_HEADER,
    LONGEST_REASON,
    MOST_WAITS,
    QUEUE_HEADER,
    REASON_HEADER,
    attempts_so_far,
    park,
    put_off,
    wait_for_store,
)
from messaging.topology import RETRY_DELAYS_SECONDS


def test_the_delays_grow_and_the_last_failure_is_parked():
    headers, rooms = {}, []
    for _ in range(len(RETRY_DELAYS_SECONDS) + 1):
        later = put_off("q", "id", b"body", headers, "why")
        rooms.append(later.routing_key)
        headers = later.headers
    assert rooms == ["q.retry.1s", "q.retry.10s", "q.retry.60s", "q.retry.600s", "q.dead"]
    assert (headers[QUEUE_HEADER], headers[REASON_HEADER]) == ("q", "given up after 5 tries: why")
    assert list(RETRY_DELAYS_SECONDS) == sorted(set(RETRY_DELAYS_SECONDS))


def test_id_body_and_foreign_headers_are_kept_and_the_brokers_own_are_not():
    headers = {"traceparent": "t", "x-death": [], "x-delivery-count": 3}
    for later in (put_off("q", "id", b"body", headers, "why"), park("q", "id", b"body", headers, "why")):
        assert (later.id, later.body, later.exchange) == ("id", b"body", "")
        assert later.headers["traceparent"] == "t"
        assert not [name for name in later.headers if name.startswith("x-")]


def test_an_absent_database_is_waited_for_without_counting_a_try_for_a_day():
    headers = {ATTEMPT_HEADER: 2}
    for _ in range(MOST_WAITS):
        later = wait_for_store("q", "id", b"body", headers, "away")
        headers = later.headers
        assert (later.routing_key, headers[ATTEMPT_HEADER]) == ("q.retry.10s", 2)
    assert wait_for_store("q", "id", b"body", headers, "away").routing_key == "q.retry.60s"


@pytest.mark.parametrize("odd", ["many", None, [], -3, b"\xff"])
def test_an_attempt_header_that_makes_no_sense_counts_as_none(odd):
    assert attempts_so_far({ATTEMPT_HEADER: odd}) == 0


def test_a_long_reason_is_cut():
    assert len(park("q", "id", b"", {}, "x" * 10_000).headers[REASON_HEADER]) == LONGEST_REASON


def test_a_reason_that_quotes_a_document_names_nobody():
    quoted = "BulkWriteError: {'op': {'donor_name': 'Trần Văn Mẫu', 'phone': '0912 345 678'}}"
    for message in (put_off("q", "id", b"body", {}, quoted), park("q", "id", b"body", {}, quoted)):
        assert message.headers[REASON_HEADER] == "BulkWriteError: {'op': {'donor_name': ***, 'phone': ***}}"
