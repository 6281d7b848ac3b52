"""Run sheets on a real MongoDB: what donations says of a record reaches its cue in whatever order it comes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest

from messaging.envelope import Envelope
from runtime.clock import utc_now

pytestmark = pytest.mark.integration

Json = dict[str, Any]


def step(code: str, at: str, *records: tuple[str, str]) -> Json:
    cues = [
        {"code": f"{code}-{n}", "kind": kind, "record_id": record, "label": "Người nhận Kín"}
        for n, (kind, record) in enumerate(records)
    ]
    return {"code": code, "title": f"Bước {code}", "owner": "Tổ Kín", "starts_at": f"2024-10-17T{at}:00Z",
            "duration_minutes": 10, "cues": cues}


def plan(events, *steps: Json, **more: Any) -> Json:
    return events.ok("plan_run_sheet", {"activity": "dien-dan", "steps": list(steps), **more})


def press(events, what: str, code: str, at: str | None = None, **more: Any) -> Json:
    when = {"at": f"2024-10-17T{at}:00Z"} if at else {}
    return events.ok(what, {"activity": "dien-dan", "step": code, **when, **more})


def news(kind: str, id: str, status: str, version: int = 1, event_id: str = "") -> Envelope:
    """What donations says of a record, as far as events looks at it."""
    name = {"pledge": "pledges", "honour": "honours", "payment": "payments"}[kind]
    return Envelope(
        id=event_id or f"{id}-{version}", type=f"donations.{name}_changed.v1", subject="c", time=utc_now(),
        data={"entries": [{f"{kind}_id": id, "version": version, "status": status}]}, aggregate_version=0,
        correlation_id="c", causation_id="c",
    )


def hear(events, *said: Envelope) -> None:
    from services.events.run_sheet.records import follow_records

    for one in said:
        events.store.handle(one, "cues", lambda uow, one=one: follow_records(uow, one.type, one.data))


def cues(events) -> dict[str, str]:
    sheet = events.ok("get_run_sheet", {"id": "dien-dan"})
    return {cue["record_id"]: cue["reason"] or cue["status"] for one in sheet["steps"] for cue in one["cues"]}


def last_said(events) -> Json:
    return [one.data for one in events.said() if one.type == "events.run_sheet_changed.v1"][-1]


@pytest.fixture
def show(events):
    events.save()
    plan(events, step("mo-dau", "02:00"), step("trao", "02:10", ("cheque", "p1"), ("award", "h1"), ("gift", "y1")))
    return events


def test_what_donations_says_settles_a_cue_whatever_comes_first(show):
    hear(show, news("pledge", "p1", "part_fulfilled"))
    press(show, "start_step", "mo-dau", "02:00")
    press(show, "start_step", "trao", "02:11", finish_running=True)
    press(show, "finish_step", "trao", "02:20")
    assert cues(show) == {"p1": "record_pending", "h1": "record_unknown", "y1": "record_unknown"}
    hear(show, news("payment", "y1", "paid"), news("pledge", "p1", "fulfilled", 2), news("honour", "h1", "approved"))
    assert set(cues(show).values()) == {"settled"}
    closed = show.ok("close_run_sheet", {"activity": "dien-dan"})
    assert (closed["status"], closed["cues_settled"], closed["cues_open"]) == ("closed", 3, 0)


def test_news_twice_or_out_of_order_changes_nothing(show):
    press(show, "start_step", "trao", "02:10")
    press(show, "finish_step", "trao", "02:20")
    hear(show, news("pledge", "p1", "fulfilled", 3))
    version = show.ok("get_run_sheet", {"id": "dien-dan"})["version"]
    hear(show, news("pledge", "p1", "open", 1), news("pledge", "p1", "fulfilled", 3, "again"))
    hear(show, news("pledge", "somebody-elses", "fulfilled"))
    sheet = show.ok("get_run_sheet", {"id": "dien-dan"})
    assert (cues(show)["p1"], sheet["version"]) == ("settled", version)
    hear(show, news("pledge", "p1", "part_fulfilled", 4))  # a statement was undone
    assert cues(show)["p1"] == "record_pending"


def test_a_cue_bound_after_the_show_knows_what_was_said_long_before(show):
    hear(show, news("pledge", "late", "fulfilled"))
    press(show, "start_step", "trao", "02:10")
    press(show, "finish_step", "trao", "02:20")
    show.ok("skip_step", {"activity": "dien-dan", "step": "mo-dau", "cause": "Thiếu giờ"})
    show.ok("close_run_sheet", {"activity": "dien-dan"})
    steps = (step("mo-dau", "02:00"), step("trao", "02:10", ("cheque", "late")))
    bound = plan(show, *steps)
    assert (cues(show), bound["steps"][0]["started_at"]) == ({"late": "settled"}, "2024-10-17T02:10:00.000Z")
    assert plan(show, *steps)["version"] == bound["version"]
    assert show.refused("plan_run_sheet", {"activity": "dien-dan", "steps": [*steps, step("x", "03:00")]})["code"] == (
        "show_is_over"
    )


def test_a_donor_who_did_not_come_is_not_settled_though_the_money_came(show):
    press(show, "start_step", "trao", "02:10")
    press(show, "finish_step", "trao", "02:20")
    hear(show, news("pledge", "p1", "fulfilled"))
    mark = {"activity": "dien-dan", "step": "trao", "cue": "trao-0"}
    show.ok("mark_cue", mark | {"handed_over": False, "note": "Vắng mặt"})
    assert cues(show)["p1"] == "not_handed_over"
    cheque_only = [step("mo-dau", "02:00"), step("trao", "02:10", ("cheque", "p1"))]
    assert plan(show, *cheque_only)["steps"][0]["cues"][0]["missed"] == "Vắng mặt"
    show.ok("mark_cue", mark | {"handed_over": True})
    assert cues(show) == {"p1": "settled"}
    assert show.refused("mark_cue", mark | {"cue": "x", "handed_over": True})["code"] == "unknown_cue"


def test_a_record_told_of_while_it_is_bound_is_never_missed(events):
    events.save()
    for number in range(12):
        record = f"p{number}"
        bound = [("cheque", record)]
        work: list[Callable[[], object]] = [
            lambda bound=bound: plan(events, step("trao", "02:10", *bound)),
            lambda record=record: hear(events, news("pledge", record, "fulfilled")),
        ]
        racers = [threading.Thread(target=one) for one in work[:: 1 if number % 2 else -1]]
        for racer in racers:
            racer.start()
        for racer in racers:
            racer.join()
        assert cues(events) == {record: "not_on_stage"}


def test_of_two_managers_who_press_at_once_one_starts_the_step(show):
    answers = []
    racers = [
        threading.Thread(
            target=lambda: answers.append(show.ask("start_step", {"activity": "dien-dan", "step": "mo-dau"}))
        )
        for _ in range(6)
    ]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    outcomes = sorted("ok" if "ok" in one else one["refused"]["code"] for one in answers)
    assert outcomes == ["ok", *["step_out_of_turn"] * 5]


def test_the_same_press_sent_again_acts_once(show):
    first = show.ok("start_step", {"activity": "dien-dan", "step": "mo-dau"}, "key")
    again = show.ok("start_step", {"activity": "dien-dan", "step": "mo-dau"}, "key")
    assert (again["version"], again["steps"][0]["started_at"]) == (first["version"], first["steps"][0]["started_at"])
    assert show.refused("start_step", {"activity": "dien-dan", "step": "mo-dau"}, "another")["code"] == (
        "step_out_of_turn"
    )


def test_nobody_who_is_called_out_is_named_in_an_event_or_in_what_is_remembered_of_a_press(show):
    show.ok("start_step", {"activity": "dien-dan", "step": "mo-dau"}, "key")
    remembered = str(list(show.store.db["idempotency_keys"].find()))
    assert not any("Kín" in one.to_bytes().decode() for one in show.said())
    assert "start_step:key" in remembered and "K\\xc3\\xadn" not in remembered


def test_delays_are_told_step_by_step(show):
    press(show, "start_step", "mo-dau", "02:04")
    press(show, "start_step", "trao", "02:16", finish_running=True)
    press(show, "finish_step", "trao", "02:30")
    told = last_said(show)["steps"]
    assert [(one["delay_minutes"], one["is_late"]) for one in told] == [(4, False), (6, True)]
    sheet = show.ok("get_run_sheet", {"id": "dien-dan"})
    assert [one["overrun_minutes"] for one in sheet["steps"]] == [2, 4]


def test_what_is_not_there_is_refused_by_name(events):
    assert events.refused("get_run_sheet", {"id": "dien-dan"})["code"] == "unknown_run_sheet"
    assert events.refused("plan_run_sheet", {"activity": "x", "steps": [step("a", "02:00")]})["code"] == (
        "unknown_activity"
    )
