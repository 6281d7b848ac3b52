"""One request is found in the lines of all processes, also when it shared its batch."""

from pathlib import Path

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


def test_a_gift_is_followed_over_the_event_that_it_shared() -> None:
    found = following.follow([PROJECTOR, *OTHERS, RELAY, SERVICE, GATEWAY], "a")
    assert [line["process"] for line in found] == ["gateway", "donations", "donations-relay", "projector"]


def test_another_ones_gift_in_the_same_relay_batch_is_not_followed() -> None:
    found = following.follow([GATEWAY, SERVICE, RELAY, PROJECTOR, *OTHERS], "c")
    assert [line["at"] for line in found] == ["0", "3", "5"]


def test_a_parked_event_is_part_of_the_story() -> None:
    parked = line("9", "projector", "event_parked", message_id="e1", reason="poison")
    assert following.follow([SERVICE, parked], "a") == [SERVICE, parked]


def test_the_line_for_a_person_says_how_many_shared_it_and_under_which_id() -> None:
    said = following.in_words(SERVICE, "a")
    assert "donations " in said and "events_committed" in said
    assert "together with 1 more" in said and "event e1" in said and "under b" in said


def test_what_is_no_line_of_ours_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "mongod.log").write_text('{"t":{"$date":"x"}}\nplain\n{half\n')
    (tmp_path / "gateway.log.1").write_text('{"process": "gateway", "at": "1", "event": "old"}\n')
    assert [line["event"] for line in following.read_logs(tmp_path)] == ["old"]
