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


@pytest.mark.parametrize(
    "quoted",
    [
        "BulkWriteError: {'op': {'_id': 'x', 'donor_name': 'Hidden \\'Văn\\' Hidden', 'amount_vnd': 5}}",
        'E11000 duplicate key: dup key: { activity: "a", homonym_key: "hidden an" }',
        '{"phone": "hidden", "note":"hidden \\" hidden"}',
        "{'memo': 'hidden, cut off by the libr",
        'a string of JSON: \\"memo\\": \\"hidden hidden\\"',
    ],
)
def test_an_error_that_quotes_a_document_names_nobody(quoted: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("donations")
    logs.get_logger("tests").error("failed", error=quoted)
    logging.getLogger("library").warning("failed: %s", quoted)
    assert "hidden" not in capsys.readouterr().out.lower()


def test_personal_data_given_to_a_line_by_mistake_is_masked(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("donations")
    logs.get_logger("tests").info("taken", guest_name="hidden", guest={"phone": "hidden", "quota": "shown"})
    shown = capsys.readouterr().out
    assert "hidden" not in shown and "shown" in shown


def test_a_text_without_documents_stays_as_it_is() -> None:
    assert logs.mask_text("note: it's denote='5' or phone = 7") == "note: it's denote='5' or phone = 7"
