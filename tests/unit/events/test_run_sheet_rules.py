import datetime as dt
import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.events.run_sheet import plan_rules, rules
from services.events.run_sheet.rules import Step

NINE = dt.datetime(2024, 10, 17, 2, 0, tzinfo=dt.UTC)


def minutes(count: float) -> dt.timedelta:
    return dt.timedelta(minutes=count)


def step(code: str, begins: int, lasts: int) -> Step:
    return Step(code, NINE + minutes(begins), minutes(lasts))


# A buffer of five minutes lies between b and c.
SHOW = [step("a", 0, 10), step("b", 10, 10), step("c", 25, 20), step("d", 45, 5)]


def starts(steps: list[Step], now: dt.datetime) -> list[float | None]:
    """Expected starts in minutes after nine."""
    return [one and (one.starts_at - NINE) / minutes(1) for one in rules.expected(steps, now)]


def run(steps: list[Step], *happened: tuple[str, str, int]) -> list[Step]:
    for what, code, at in happened:
        now = NINE + minutes(at)
        if what == "skip":
            steps = rules.skipped(steps, code)
        else:
            steps = (rules.started if what == "start" else rules.finished)(steps, code, now, now)
    return steps


def test_before_the_show_everything_is_expected_as_planned():
    assert starts(SHOW, NINE - minutes(60)) == [0, 10, 25, 45]


def test_a_delay_eats_the_buffer_up_first_and_then_ripples_on():
    four_late = run(SHOW, ("start", "a", 4))
    assert starts(four_late, NINE + minutes(4)) == [4, 14, 25, 45]
    nine_late = run(SHOW, ("start", "a", 9))
    assert starts(nine_late, NINE + minutes(9)) == [9, 19, 29, 49]


def test_a_step_that_runs_over_pushes_the_rest_on_with_every_minute():
    running = run(SHOW, ("start", "a", 0))
    assert starts(running, NINE + minutes(5)) == [0, 10, 25, 45]
    assert starts(running, NINE + minutes(30)) == [0, 30, 40, 60]


def test_a_step_that_nobody_starts_is_expected_now_and_not_in_the_past():
    assert starts(SHOW, NINE + minutes(12)) == [12, 22, 32, 52]


def test_what_ends_early_pulls_nothing_forward():
    early = run(SHOW, ("start", "a", 0), ("finish", "a", 3))
    assert starts(early, NINE + minutes(3)) == [0, 10, 25, 45]


def test_a_step_left_out_gives_its_time_back_to_a_late_show():
    late = run(SHOW, ("start", "a", 0), ("finish", "a", 22))
    assert starts(late, NINE + minutes(22)) == [0, 22, 32, 52]
    assert starts(run(late, ("skip", "b", 22)), NINE + minutes(22)) == [0, None, 25, 45]


def test_steps_that_change_places_take_each_others_time_and_the_buffer_stays_where_it_was():
    order = rules.reordered(SHOW, ["c", "a", "b", "d"])
    assert [(one.code, (one.planned_at - NINE) / minutes(1)) for one in order] == [
        ("c", 0), ("a", 20), ("b", 35), ("d", 45),
    ]


def test_a_step_started_out_of_turn_goes_ahead_of_those_that_wait():
    steps = run(SHOW, ("start", "a", 0), ("finish", "a", 10), ("start", "d", 10))
    assert [(one.code, one.status) for one in steps] == [
        ("a", "done"), ("d", "running"), ("b", "pending"), ("c", "pending"),
    ]
    assert steps[1].delay_minutes() == 0


def test_two_steps_are_never_on_stage_at_once():
    running = run(SHOW, ("start", "a", 0))
    at = NINE + minutes(8)
    with pytest.raises(rules.AnotherStepRuns):
        rules.started(running, "b", at, at)
    handed_over = rules.started(running, "b", at, at, finish_running=True)
    assert (handed_over[0].finished_at, handed_over[1].started_at) == (at, at)


def test_pressing_twice_is_refused_and_says_where_the_step_stands():
    running = run(SHOW, ("start", "a", 0))
    with pytest.raises(rules.StepOutOfTurn) as refused:
        rules.started(running, "a", NINE, NINE)
    assert refused.value.facts == {"status": "running"}
    with pytest.raises(rules.StepOutOfTurn):
        rules.skipped(running, "a")
    with pytest.raises(rules.StepOutOfTurn):
        rules.finished(SHOW, "a", NINE, NINE)
    with pytest.raises(rules.UnknownStep):
        rules.started(SHOW, "z", NINE, NINE)


def test_an_instant_is_neither_to_come_nor_before_what_happened():
    running = run(SHOW, ("start", "a", 5))
    for at, now in ((6, 5), (4, 10)):
        with pytest.raises(rules.InstantOutOfOrder):
            rules.finished(running, "a", NINE + minutes(at), NINE + minutes(now))


def test_a_slip_is_taken_back_the_last_one_first():
    steps = run(SHOW, ("start", "a", 0), ("finish", "a", 10), ("start", "b", 10))
    with pytest.raises(rules.StepOutOfTurn):
        rules.taken_back(steps, "a")
    steps = rules.taken_back(steps, "b")
    assert rules.taken_back(steps, "a")[0].status == "running"
    assert rules.taken_back(rules.taken_back(steps, "a"), "a") == SHOW
    with pytest.raises(rules.StepOutOfTurn):
        rules.taken_back(SHOW, "a")


def test_a_step_that_was_left_out_by_mistake_comes_next():
    steps = run(SHOW, ("skip", "a", 0), ("start", "b", 10))
    assert [one.code for one in rules.taken_back(steps, "a")] == ["b", "a", "c", "d"]


def test_a_show_is_over_when_nothing_waits_and_nothing_runs():
    steps = run(SHOW, ("start", "a", 0), ("finish", "a", 10), ("skip", "b", 10), ("start", "c", 25))
    with pytest.raises(rules.ShowNotOver) as refused:
        rules.check_closing(steps)
    assert refused.value.facts == {"steps": ["c", "d"]}
    rules.check_closing(run(steps, ("finish", "c", 40), ("skip", "d", 40)))


def test_a_new_order_names_each_waiting_step_once():
    for codes in (["a", "b", "c"], ["a", "a", "c", "d"], ["a", "b", "c", "d", "e"]):
        with pytest.raises(rules.OrderIncomplete):
            rules.reordered(SHOW, codes)


@given(
    lasts=st.lists(st.integers(1, 60), min_size=1, max_size=12),
    gaps=st.lists(st.integers(0, 15), min_size=12, max_size=12),
    order=st.randoms(use_true_random=False), late=st.integers(0, 200),
)
def test_whatever_the_order_steps_never_overlap_and_the_show_lasts_as_long(lasts, gaps, order, late):
    begins, show = 0, []
    for place, length in enumerate(lasts):
        show.append(step(f"s{place}", begins, length))
        begins += length + gaps[place]
    codes = [one.code for one in show]
    order.shuffle(codes)
    moved = rules.reordered(show, codes)
    assert [one.code for one in moved] == codes
    assert all(later.planned_at >= one.planned_end for one, later in itertools.pairwise(moved))
    assert moved[-1].planned_end == show[-1].planned_end
    now = NINE + minutes(late)
    told = rules.expected(moved, now)
    assert all(later.starts_at >= one.ends_at for one, later in itertools.pairwise(told))
    assert all(one.starts_at >= max(now, planned.planned_at) for one, planned in zip(told, moved, strict=True))
    # No step is later than the show is, and a buffer never makes it worse.
    assert max(one.starts_at - planned.planned_at for one, planned in zip(told, moved, strict=True)) <= minutes(late)


def cues(*records: str) -> list[tuple[str, str]]:
    return [(f"c{place}", record) for place, record in enumerate(records)]


def test_a_plan_names_each_step_and_each_record_once_and_leaves_no_overlap():
    plan_rules.check_plan([(one, cues(f"pledge:{one.code}")) for one in SHOW])
    broken = {
        plan_rules.StepTwice: [(SHOW[0], []), (replace(SHOW[1], code="a"), [])],
        plan_rules.StepsOverlap: [(SHOW[0], []), (step("b", 9, 1), [])],
        plan_rules.CueTwice: [(SHOW[0], cues("pledge:1")), (SHOW[1], cues("pledge:1"))],
        plan_rules.TooManyCues: [(SHOW[0], cues(*(f"pledge:{n}" for n in range(301))))],
    }
    for refusal, plan in broken.items():
        with pytest.raises(refusal):
            plan_rules.check_plan(plan)


def test_what_was_not_handed_over_is_open_whatever_the_books_say():
    assert plan_rules.cue_standing("pledge", "fulfilled", "done", missed=True) == ("open", "not_handed_over")


def test_planning_again_leaves_what_has_begun_where_it_is():
    running = run(SHOW, ("start", "a", 3))
    moved = [step("b", 30, 5), replace(SHOW[0], planned_at=NINE + minutes(90))]
    assert plan_rules.merged(running, moved, closed=False) == [running[0], moved[0]]
    with pytest.raises(plan_rules.StepHasBegun):
        plan_rules.merged(running, SHOW[1:], closed=False)
    with pytest.raises(rules.ShowIsOver):
        plan_rules.merged(running, SHOW, closed=True)


@pytest.mark.parametrize(
    ("kind", "status", "on_stage", "told"),
    [
        ("pledge", "fulfilled", "done", ("settled", "")),
        ("pledge", "part_fulfilled", "done", ("open", "record_pending")),
        ("pledge", "lapsed", "done", ("open", "record_gone")),
        ("honour", "approved", "done", ("settled", "")),
        ("honour", "rejected", "done", ("open", "record_gone")),
        ("payment", "paid", "done", ("settled", "")),
        ("payment", "paid", "skipped", ("open", "not_on_stage")),
        ("payment", "paid", "running", ("open", "not_on_stage")),
        ("payment", "withdrawn", "done", ("open", "record_gone")),
        ("payment", None, "done", ("open", "record_unknown")),
    ],
)
def test_what_is_handed_over_is_settled_when_the_books_say_so(kind, status, on_stage, told):
    assert plan_rules.cue_standing(kind, status, on_stage) == told
