"""What can be seen of the running product: one request followed by its id, one scrape, and nobody's name."""

from __future__ import annotations

import re
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample
from pymongo import MongoClient

from chungtay import following
from runtime.metrics import EVERY_SECONDS
from tests.e2e.product import Campaign, Product, eventually

pytestmark = pytest.mark.e2e

WAY = {
    "gateway": "donations_sent", "donations": "events_committed", "donations-relay": "events_sent",
    "projector": "events_projected",
}
HEADER = "\ufeffPageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails\n"


def follow(product: Product, correlation_id: str) -> list[following.Line]:
    return following.follow(product.stack.layout.logs, correlation_id)


def whole_way(product: Product, correlation_id: str) -> dict[str, following.Line]:
    """The line of each process about one gift, once all have spoken (each after its work, so in no fixed order)."""

    def passed() -> dict[str, following.Line] | None:
        lines = {str(line["process"]): line for line in follow(product, correlation_id)}
        return lines if lines.keys() == WAY.keys() else None

    return eventually(passed) or {}


def give(campaign: Campaign, correlation_id: str, **facts: Any) -> httpx.Response:
    return campaign.product.api().http.post(
        "/donations", json=campaign.gift(**facts),
        headers={"X-Correlation-Id": correlation_id, "Idempotency-Key": uuid.uuid4().hex},
    )


def scrape(product: Product) -> list[Sample]:
    answer = httpx.get(f"{product.address}/metrics", trust_env=False, timeout=10)
    assert answer.status_code == 200
    return [sample for family in text_string_to_metric_families(answer.text) for sample in family.samples]


def value(samples: list[Sample], name: str, **labels: str) -> float:
    """The sum of the series that carry these labels."""
    return sum(s.value for s in samples if s.name == name and labels.items() <= s.labels.items())


def names(samples: list[Sample]) -> set[str]:
    return {sample.name for sample in samples}


def test_a_lone_gift_has_one_correlation_id_from_the_answer_to_the_event_log(campaign: Campaign) -> None:
    product, given = campaign.product, f"theo-doi-{uuid.uuid4().hex}"
    answer = give(campaign, given)
    assert (answer.status_code, answer.headers["X-Correlation-Id"]) == (201, given)

    lines = whole_way(product, given)
    assert {process: line["event"] for process, line in lines.items()} == WAY
    assert all(given in line["correlation_ids"] for line in lines.values())

    eventually(lambda: campaign.total("received")["count"] == 1)
    [row] = campaign.rows("received")
    assert row["event_id"] in lines["projector"]["event_ids"]
    with MongoClient(product.stack.layout.mongo_url) as client:
        logged = client[f"{prefix_of(product)}_gateway"].event_log.find_one({"_id": row["event_id"]})
    assert logged is not None
    assert logged["envelope"]["correlationid"] == given


def test_each_of_many_gifts_at_once_is_followed_by_its_own_id_to_its_own_event(campaign: Campaign) -> None:
    ids = [f"cung-luc-{uuid.uuid4().hex}" for _ in range(60)]
    with ThreadPoolExecutor(30) as people:
        answers = list(people.map(lambda one: give(campaign, one), ids))
    assert {answer.status_code for answer in answers} == {201}
    eventually(lambda: campaign.total("received")["count"] == len(ids))

    event_of = {row["state"]["donation_id"]: row["event_id"] for row in campaign.rows("received")}
    assert len(set(event_of.values())) < len(ids), "no two gifts shared a batch: this test would prove nothing"
    for given, answer in zip(ids, answers, strict=True):
        lines = whole_way(campaign.product, given)
        for process in ("donations", "donations-relay", "projector"):
            assert event_of[answer.json()["donation_id"]] in lines[process]["event_ids"]


def test_one_scrape_shows_every_process_and_the_way_of_the_gifts(campaign: Campaign) -> None:
    product = campaign.product
    before = scrape(product)
    for _ in range(3):
        campaign.product.api().made("/donations", campaign.gift())
    eventually(lambda: campaign.total("received")["count"] == 3)

    def grown(name: str, least: float, **labels: str) -> None:
        """Each process tells of itself every few seconds: wait for its next report."""
        there = [s.value for s in before if s.name == name and labels.items() <= s.labels.items()]
        eventually(lambda: value(scrape(product), name, **labels) - sum(there) >= least, 4 * EVERY_SECONDS)

    grown(
        "chungtay_http_request_seconds_count", 3, method="POST", route="/api/v1/donations", status="201",
        process="gateway",
    )
    grown("chungtay_donation_batch_gifts_sum", 3, process="gateway")
    grown("chungtay_command_seconds_count", 1, command="record_donations", outcome="ok", process="donations")
    grown("chungtay_relayed_events_total", 1, service="donations", outcome="confirmed", process="donations-relay")
    grown("chungtay_projected_rows_total", 3, process="projector")

    after = scrape(product)
    reporting = {sample.labels["process"] for sample in after if sample.name == "chungtay_report_age_seconds"}
    assert reporting == {p.name for p in product.stack.processes()} - {"mongod", "epmd", "rabbitmq"}
    for service in ("donations", "events", "monitoring"):
        told_by = {s.labels["process"] for s in after if s.labels.get("service") == service and "outbox" in s.name}
        assert told_by == {service, f"{service}-relay"}
    assert value(after, "chungtay_broker_up") == 1
    assert value(after, "chungtay_projector_lag_seconds") < 10
    assert value(after, "chungtay_projector_position") >= 3
    assert {"chungtay_dead_letters", "chungtay_queue_messages", "chungtay_queue_retrying"} <= names(after)


def test_made_up_addresses_and_methods_make_no_series_of_their_own(product: Product) -> None:
    made_up = uuid.uuid4().hex
    with httpx.Client(base_url=product.address, trust_env=False) as somebody:
        somebody.get(f"/{made_up}")
        somebody.request("BREW", f"/{made_up}")
    time.sleep(EVERY_SECONDS + 1)
    assert not any(made_up in str(sample.labels) or "BREW" in str(sample.labels) for sample in scrape(product))


def test_the_metrics_are_for_this_machine_and_for_those_who_may(product: Product) -> None:
    through_a_proxy = {"X-Forwarded-For": "203.0.113.7"}
    address = f"{product.address}/metrics"

    def status(username: str) -> int:
        token = product.api(username).http.headers["Authorization"]
        headers = through_a_proxy | {"Authorization": token}
        return httpx.get(address, headers=headers, trust_env=False).status_code

    assert httpx.get(address, headers=through_a_proxy, trust_env=False).status_code == 401
    assert status("ke-toan") == 403
    assert status("tinh") == 200


def test_no_log_names_a_person_and_the_event_log_only_who_agreed(campaign: Campaign) -> None:
    """Good input and bad: what a donor, a guest or a bank line says of a person is in no log of any process."""
    product, marked = campaign.product, f"Dấu{uuid.uuid4().hex[:12]}"
    name, phone = f"Nguyễn {marked} Văn", f"09{uuid.uuid4().int % 10**8:08d}"
    api = product.api()
    api.made("/donations", campaign.gift(donor_name=name, name_display="masked", note=f"Ghi chú {marked} {phone}"))
    assert api.post("/donations", campaign.gift(donor_name=name, channel="bank_transfer")).status_code == 422
    assert api.post("/donations", campaign.gift(donor_name=name, amount_vnd=marked)).status_code == 422
    api.made(
        "/pledges",
        {"campaign": campaign.code, "unit": "58", "amount_vnd": 30_000, "pledger_name": name, "note": f"Gọi {phone}",
         "pledged_on": "2024-11-01"},
    )
    path = f"/activities/{campaign.activity('forum')}/registrations"
    guest = {"quota": "khoi-7-ho-ngheo", "guest_name": name, "phone": phone}
    api.made(path, guest)
    api.post(path, guest)  # a homonym
    assert api.post(path, guest | {"phone": f"{phone} {marked}"}).status_code == 422
    campaign.import_statement((HEADER + f"1,05/11/2024,5001.1,,15.000,,{name} {phone} ung ho\n").encode())
    eventually(lambda: campaign.total("received")["count"] == 2)

    files = [file for file in product.stack.layout.logs.iterdir() if file.is_file()]
    assert len(files) > len(WAY)
    for file in files:
        text = file.read_text(encoding="utf-8", errors="replace")
        # JSON may have escaped what is not ASCII; the marker's digits stay.
        assert marked[3:] not in text and phone not in text, file.name

    with MongoClient(product.stack.layout.mongo_url) as client:
        logged = [str(event) for event in client[f"{prefix_of(product)}_gateway"].event_log.find({})]
    ours = [event for event in logged if campaign.code in event]
    assert len(ours) >= 2
    assert not any(marked in event or phone in event for event in logged)


def test_the_doctor_says_which_relay_does_not_send_and_for_how_long(campaign: Campaign) -> None:
    product = campaign.product
    product.stack.stop_process("donations-relay")
    try:
        product.api().made("/donations", campaign.gift())
        time.sleep(11)
        told = product.chungtay("doctor")
    finally:
        product.stack.start_process("donations-relay")
        product.stack.wait_ready(["donations-relay"])
    assert told.returncode == 1
    [line, remedy] = re.findall(
        r"^wrong events of donations waiting to be sent: (.*)\n +what to do: (.*)$", told.stdout, re.MULTILINE
    )[0]
    assert re.fullmatch(r"\d+, the oldest for \d\d s", line), told.stdout
    assert remedy == "donations-relay does not run: make up. Nothing is lost meanwhile."
    eventually(lambda: campaign.total("received")["count"] == 1)


def test_a_person_follows_a_gift_on_the_command_line(campaign: Campaign) -> None:
    given = f"hoi-{uuid.uuid4().hex}"
    give(campaign, given)
    whole_way(campaign.product, given)
    told = campaign.product.chungtay("logs", "--about", given)
    assert {line.split()[1] for line in told.stdout.splitlines()} == set(WAY)
    unknown = campaign.product.chungtay("logs", "--about", "khong-co-ai-ca")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "no log line about khong-co-ai-ca" in unknown.stderr


def prefix_of(product: Product) -> str:
    return product.stack.environ()["CHUNGTAY_DB_PREFIX"]
