"""The pages of the product's health and of parked messages, on a real broker."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask

from contracts.subscriptions import SUBSCRIPTIONS
from gateway.access import accounts
from gateway.access.rules import Grant
from gateway.operations import parked_messages
from gateway.operations.parked_messages import Asked, ParkedMessageStep
from messaging import dead_letters, topology
from messaging.publisher import ConfirmingPublisher
from messaging.retry import park
from runtime.clock import utc_now
from runtime.settings import Settings
from tests.e2e.product import eventually
from tests.integration.gateway.access.conftest import PASSWORD
from tests.integration.gateway.access.test_administrator_pages import Person, text_of

pytestmark = pytest.mark.integration

TYPE = "donations.donations_recorded.v1"
SECRET = "Trần Văn Mẫu"


@pytest.fixture
def queue(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[str]:
    name = f"tests.{uuid.uuid4().hex[:8]}.q1"
    monkeypatch.setitem(SUBSCRIPTIONS, name, ())
    publisher = ConfirmingPublisher(settings.amqp_url)
    publisher.connect()
    yield name
    publisher._channel.queue_delete(name)
    publisher._channel.queue_delete(topology.dead_name(name))
    publisher.close()


def parked(settings: Settings, queue: str) -> str:
    """The id of a message that has just been parked."""
    publisher, id = ConfirmingPublisher(settings.amqp_url), uuid.uuid4().hex
    body = json.dumps({"type": TYPE, "data": {"donor_name": SECRET}}).encode()
    assert not publisher.publish([park(queue, id, body, {}, "unknown event type")]).refused
    publisher.close()
    eventually(lambda: [one for one in dead_letters.look(settings.amqp_url, queue) if one.id == id])
    return id


def once_said(person: Person, path: str, words: str) -> str:
    """The page as soon as it says that; another look may hold the queue for a moment."""
    seen: list[str] = []

    def look() -> bool:
        seen.append(person.sees(path))
        return words in seen[-1]

    eventually(look)
    return seen[-1]


@pytest.fixture
def manager(empty: Flask) -> Person:
    accounts.create("quan-tri", "Quản trị", PASSWORD, [Grant("administrator", "58")])
    return Person(empty, "quan-tri")


def test_a_parked_message_is_seen_without_its_contents_and_sent_again_for_a_reason_once(
    manager: Person, settings: Settings, queue: str
) -> None:
    id = parked(settings, queue)
    listed = once_said(manager, "/quan-tri/tin-hong", id)
    assert TYPE in listed and "unknown event type" in listed and SECRET not in listed
    page = manager.sees(f"/quan-tri/tin-hong/{id}")
    assert SECRET not in page and "không rõ" not in page, "since when is known"
    nothing = manager.sends(f"/quan-tri/tin-hong/{id}", why="", step="")
    assert nothing.status_code == 422 and "Ghi lý do." in text_of(nothing)
    typed = {"why": "Đã nâng cấp", "step": "gui-lai", "ma_phieu": "mot-phieu"}
    for _press in range(2):
        assert manager.sends(f"/quan-tri/tin-hong/{id}", **typed).headers["Location"] == "/quan-tri/tin-hong"
    eventually(lambda: dead_letters.depths(settings.amqp_url)[queue] == dead_letters.Depth(1, 0, 0))
    [record] = ParkedMessageStep.objects(message_id=id)
    assert (record.by, record.step, record.why) == ("quan-tri", "replayed", "Đã nâng cấp") and record.done_at
    assert "Đã nâng cấp" in manager.sees("/quan-tri/tin-hong")
    gone = manager.sends(f"/quan-tri/tin-hong/{id}", **typed | {"ma_phieu": "phieu-khac"})
    assert gone.status_code == 404 and "không còn nằm trong hàng tin hỏng" in text_of(gone)


def test_a_step_whose_process_died_is_taken_up_by_the_same_request(
    manager: Person, settings: Settings, queue: str
) -> None:
    id = parked(settings, queue)
    ParkedMessageStep(
        at=utc_now(), by="quan-tri", asked_under="k", message_id=id, queue=queue, type=TYPE, reason="?",
        step="discarded", why="thử",
    ).save()
    done = parked_messages.settle(settings.amqp_url, id, Asked("discarded", "thử", "quan-tri", "k"), utc_now())
    assert done["done_at"] and ParkedMessageStep.objects(message_id=id).count() == 1
    eventually(lambda: dead_letters.depths(settings.amqp_url)[queue] == dead_letters.Depth(0, 0, 0))


def test_the_health_page_says_what_is_wrong_first_and_tells_programs_the_same_by_the_api(
    manager: Person, settings: Settings, queue: str, empty: Flask
) -> None:
    parked(settings, queue)
    page = once_said(manager, "/quan-tri/tinh-trang", "Tin hỏng: ")
    assert page.index("chỗ cần xem") < page.index("MongoDB")
    # No other process of ours runs in this test: from here that is not known, and not called a failure.
    assert "chạy ở nơi khác, không thấy được từ đây" in page and "không chạy" not in page
    accounts.create("ke-toan", "Kế toán", PASSWORD, [Grant("treasurer", "58")])
    accounts.create("kiem-toan", "Kiểm toán", PASSWORD, [Grant("auditor", "58")])
    Person(empty, "ke-toan").sees("/quan-tri/tinh-trang", 403)
    auditor = Person(empty, "kiem-toan")
    told = auditor.browser.get("/api/v1/parked-messages").json
    assert TYPE in [one["type"] for one in told["messages"]] and told["beyond"] == {}
    assert auditor.sends("/quan-tri/tin-hong/x", why="?", step="bo").status_code == 403


def test_a_broker_that_is_away_is_said_in_words(manager: Person, empty: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    away = replace(empty.config["CHUNGTAY"], amqp_url="amqp://guest:guest@127.0.0.1:1//")
    monkeypatch.setitem(empty.config, "CHUNGTAY", away)
    assert "hàng đợi (RabbitMQ) đang khởi động lại" in manager.sees("/quan-tri/tin-hong", 503)
    page = manager.sees("/quan-tri/tinh-trang")
    assert "không trả lời" in page and "Xem RabbitMQ ở trên." in page
