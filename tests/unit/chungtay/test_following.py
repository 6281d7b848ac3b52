"""One request is found in the lines of all processes, also when it shared its batch."""

import json
from pathlib import Path

import pytest

from chungtay import following


def line(at: str, process: str, event: str, **facts: object) -> following.Line:
    return {"at": at, "process": process, "event": event, **facts}


BATCH = {"correlation_id": "b", "correlation_ids": ["a", "b"]}
GATEWAY = line("1", "gateway", "donations_sent", **BATCH)
SERVICE = line("2", "donations", "events_committed", event_ids=["e1"], **BATCH)
RELAY = line("3", "donations-relay", "events_sent", event_ids=["e1", "e2"], correlation_ids=["b", "c"])
PROJECTOR = line("4", "projector", "events_projected", event_ids=["e1"], correlation_ids=["b"])
OTHERS = [
    line("0", "gateway", "donations_sent", correlation_id="c", correlation_ids=["c"]),
    line("5", "projector", "events_projected", event_ids=["e2"], correlation_ids=["c"]),
    line("6", "projector", "projector_waits"),
]


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """Log files of all processes, one of them rotated, among lines that are not ours."""
    (tmp_path / "mongod.log").write_text('{"t":{"$date":"x"},"c":"a"}\nplain a\n{half a\n')
    for one in (PROJECTOR, *OTHERS, RELAY, SERVICE, GATEWAY):
        rotated = ".1" if one is RELAY else ""
        with (tmp_path / f"{one['process']}.log{rotated}").open("a") as file:
            file.write(json.dumps(one) + "\n")
    return tmp_path


def test_a_gift_is_followed_over_the_event_that_it_shared(logs: Path) -> None:
    assert following.follow(logs, "a") == [GATEWAY, SERVICE, RELAY, PROJECTOR]


def test_another_ones_gift_in_the_same_relay_batch_is_not_followed(logs: Path) -> None:
    assert [line["at"] for line in following.follow(logs, "c")] == ["0", "3", "5"]


def test_a_parked_event_is_part_of_the_story(logs: Path) -> None:
    parked = line("9", "projector", "event_parked", message_id="e1", reason="poison")
    (logs / "projector.log").write_text(json.dumps(parked) + "\n")
    assert following.follow(logs, "a") == [GATEWAY, SERVICE, RELAY, parked]


def test_an_id_is_text_and_not_a_pattern(logs: Path) -> None:
    assert following.follow(logs, ".*") == []


def test_the_line_for_a_person_says_how_many_shared_it_and_under_which_id() -> None:
    said = following.in_words(SERVICE, "a")
    assert "donations " in said and "events_committed" in said
    assert "together with 1 more" in said and "event e1" in said and "under b" in said
