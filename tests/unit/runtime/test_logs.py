"""Log lines are JSON, carry their correlation id, and hold no secret."""

import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from runtime import logs


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before
    logs.clear()
    structlog.reset_defaults()


def lines(capsys: pytest.CaptureFixture[str]) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_line_says_who_when_and_in_which_request(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("donations")
    logs.bind(correlation_id="c-1", causation_id=None)
    logs.get_logger("tests").info("đã ghi nhận", amount_vnd=100_000)
    (line,) = lines(capsys)
    assert line["process"] == "donations"
    assert line["correlation_id"] == "c-1"
    assert "causation_id" not in line
    assert line["event"] == "đã ghi nhận"
    assert line["at"].endswith("Z")


def test_what_is_bound_ends_with_the_request(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("donations")
    logs.bind(correlation_id="c-1")
    logs.clear()
    logs.get_logger("tests").info("next")
    assert "correlation_id" not in lines(capsys)[0]


def test_no_secret_reaches_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("gateway")
    logs.get_logger("tests").info(
        "log-in amqp://user:hidden@host/",
        password="hidden",
        deep={"Authorization": "hidden", "list": [{"api_key": "hidden"}, "mongodb://u:hidden@h/"]},
        header="Bearer hidden-hidden",
    )
    logging.getLogger("library").warning("mongodb://u:hidden@h/", extra={"session_token": "hidden"})
    try:
        raise ValueError("can't reach amqp://u:hidden@h/")
    except ValueError:
        logs.get_logger("tests").exception("failed")
    shown = capsys.readouterr().out
    assert shown.count("\n") == 3
    assert "hidden" not in shown


def test_a_level_silences_what_is_below(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("gateway", "WARNING")
    logs.get_logger("tests").info("small talk")
    logs.get_logger("tests").warning("news")
    assert [line["event"] for line in lines(capsys)] == ["news"]
