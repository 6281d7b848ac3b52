"""Forms that hold a whole plan: an activity with its blocks, a run sheet with its steps."""

import datetime as dt
from typing import Any

import pytest

from contracts.commands.events.activities import SaveActivity
from contracts.commands.events.run_sheet import PlanRunSheet
from gateway.web.organiser import activity_form, run_sheet_plan

QUOTA = {"code": "khoi-1", "name": "Khối một", "places": 20, "within": None, "guaranteed": True, "protocol_order": 1,
         "across": False, "taken": 0, "waiting": 0}
ACTIVITY: dict[str, Any] = {
    "code": "dien-dan", "campaign": "dot", "unit": "58", "kind": "forum", "name": "Diễn đàn", "place": "",
    "starts_on": "2024-10-17", "ends_on": None, "places": 400, "waiting_list": True, "waiting_policy": "best_fit",
    "offer_minutes": 60, "programme": [{"order": 2, "title": "Kết thúc"}, {"order": 1, "title": "Văn nghệ"}],
    "quotas": [QUOTA, {**QUOTA, "code": "khoi-1-a", "name": "Trong một", "within": "khoi-1", "guaranteed": False}],
}


def test_an_activity_that_is_opened_and_saved_again_is_the_same() -> None:
    values = dict.fromkeys(activity_form.FIELDS, "") | activity_form.filled_in(ACTIVITY)
    command, _ = activity_form.command_of("dien-dan", "dot", values)
    loaded = SaveActivity().load(command)
    assert [quota["code"] for quota in loaded["quotas"]] == ["khoi-1", "khoi-1-a"]
    assert loaded["quotas"][1]["within"] == "khoi-1" and loaded["quotas"][0]["guaranteed"]
    assert [step["title"] for step in loaded["programme"]] == ["Văn nghệ", "Kết thúc"]
    kept = ("places", "offer_minutes", "waiting_policy", "waiting_list", "ends_on")
    assert {name: loaded[name] for name in kept} == {name: ACTIVITY[name] for name in kept}


def test_a_block_whose_name_is_cleared_goes_and_a_new_one_gets_a_code_of_its_own() -> None:
    values = dict.fromkeys(activity_form.FIELDS, "") | activity_form.filled_in(ACTIVITY)
    values |= {"khoi_1": "", "khoi_5": "Khối 1", "cho_5": "x"}
    command, places = activity_form.command_of("dien-dan", "dot", values)
    assert [quota["code"] for quota in command["quotas"]] == ["khoi-1", "khoi-1-2"]
    assert places["quotas.1.places"] == "cho_5", "what is wrong is said at the row that was typed"


def typed(**more: str) -> dict[str, str]:
    return dict.fromkeys(run_sheet_plan.ALL_FIELDS, "") | {"ngay": "2024-10-17", "tre": "5"} | more


def test_steps_are_put_in_the_order_of_their_times_and_keep_their_codes() -> None:
    values = typed(
        code_0="buoc-1", ten_0="Kết thúc", gio_0="09:00", phut_0="5",
        ten_3="Văn nghệ", gio_3="08:00", phut_3="15", trao_3="bảng; P-1; Tập đoàn mẫu: 200; triệu\n\nQuà; P-2; Hộ mẫu",
    )
    steps, rows = run_sheet_plan.steps_of(values)
    told = PlanRunSheet().load({"activity": "dien-dan", "steps": steps})["steps"]
    assert [(step["code"], step["title"]) for step in told] == [("buoc-4", "Văn nghệ"), ("buoc-1", "Kết thúc")]
    assert rows == [3, 0]
    assert told[0]["starts_at"] == dt.datetime(2024, 10, 17, 1, tzinfo=dt.UTC)
    assert [(cue["kind"], cue["record_id"], cue["label"]) for cue in told[0]["cues"]] == [
        ("cheque", "P-1", "Tập đoàn mẫu: 200; triệu"), ("gift", "P-2", "Hộ mẫu"),
    ]


def test_a_new_step_never_takes_the_code_of_another() -> None:
    values = typed(code_0="buoc-2", ten_0="Một", gio_0="08:00", ten_1="Hai", gio_1="08:10", ten_2="Ba", gio_2="08:20")
    codes = [step["code"] for step in run_sheet_plan.steps_of(values)[0]]
    assert len(set(codes)) == 3 and "buoc-2" in codes


@pytest.mark.parametrize("line", ["bảng; P-1", "tiền; P-1; Ai đó", "P-1"])
def test_a_line_about_something_handed_over_that_is_not_so_is_told(line: str) -> None:
    with pytest.raises(ValueError, match=line.split(";")[0]):
        run_sheet_plan.cues_of(line)
