"""What a questionnaire must hold, which answers fit it, and what results may tell."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.refusals import Refusal
from contracts.small_cells import SMALLEST_SHOWN
from services.monitoring.surveys import counting, questions, rules

Json = dict[str, Any]


def question(code: str, kind: str = "scale", **changes: Any) -> Json:
    told = {
        "code": code, "kind": kind, "text": f"Câu {code}?", "required": True, "choices": [],
        "points": 5 if kind == "scale" else None, "lowest_text": "", "highest_text": "", "satisfied": [],
        "groups": False,
    }
    return {**told, **changes}


def choices(*codes: str) -> list[Json]:
    return [{"code": code, "text": code} for code in codes]


ASKED = [
    question("chung", satisfied=["4", "5"]),
    question("nhom", "one_of", choices=choices("ngheo", "khac"), required=False, groups=True),
    question("viec", "several_of", choices=choices("duong", "truong", "nuoc"), required=False),
    question("gop_y", "text", required=False),
]


def refused(code: str, work: Any, *arguments: Any) -> Refusal:
    with pytest.raises(Refusal) as raised:
        work(*arguments)
    assert raised.value.code == code, raised.value.code
    return raised.value


def said(question: str, *values: str, text: str = "") -> Json:
    return {"question": question, "values": list(values), "text": text}


@pytest.mark.parametrize(("code", "field", "asked"), [
    ("survey_question_twice", "questions.1.code", [ASKED[0], ASKED[0]]),
    ("survey_question_twice", "questions.0.choices", [question("a", "one_of", choices=choices("x", "x"))]),
    ("survey_question_incomplete", "questions.0.points", [question("a", points=None)]),
    ("survey_question_incomplete", "questions.0.choices", [question("a", "one_of", choices=choices("x"))]),
    ("survey_question_incomplete", "questions.0.satisfied", [question("a", satisfied=["6"])]),
    ("survey_question_incomplete", "questions.0.satisfied", [question("a", satisfied=["1", "2", "3", "4", "5"])]),
    ("survey_question_incomplete", "questions.0.groups", [question("a", groups=True)]),
    ("overall_question_missing", "overall", [question("chung")]),
    ("overall_question_missing", "overall", [question("chung", satisfied=["5"], required=False)]),
])
def test_a_questionnaire_that_can_not_be_counted_is_refused(code: str, field: str, asked: list[Json]) -> None:
    assert refused(code, questions.check_questionnaire, asked, "chung").field == field


def test_a_later_version_mends_words_and_never_what_an_answer_means() -> None:
    overall = ("chung", "chung")
    mended = [{**ASKED[0], "text": "Ông bà có hài lòng không?"}, question("moi")]
    questions.check_revision([ASKED], overall, mended)
    for changed in (question("chung", satisfied=["5"]), question("chung", points=7, satisfied=["4", "5"])):
        refused("question_changed", questions.check_revision, [ASKED], overall, [changed])
    refused("question_changed", questions.check_revision, [ASKED], ("chung", "moi"), mended)
    gone_and_back = question("viec", "one_of", choices=choices("duong", "truong", "nuoc", "dien"))
    refused("question_changed", questions.check_revision, [ASKED, mended], overall, [ASKED[0], gone_and_back])


@pytest.mark.parametrize(("code", "answers"), [
    ("answer_missing", [said("nhom", "khac")]),
    ("answer_out_of_range", [said("chung", "6")]),
    ("answer_out_of_range", [said("chung", "0")]),
    ("answer_out_of_range", [said("chung", "4", "5")]),
    ("answer_out_of_range", [said("chung", text="Tốt")]),
    ("answer_out_of_range", [said("chung", "4"), said("viec", "duong", "duong")]),
    ("answer_out_of_range", [said("chung", "4"), said("gop_y", "4")]),
    ("survey_question_unknown", [said("chung", "4"), said("khac", "1")]),
    ("answered_twice", [said("chung", "4"), said("chung", "5")]),
])
def test_an_answer_out_of_range_is_refused(code: str, answers: list[Json]) -> None:
    refused(code, questions.check_answers, ASKED, answers)


def test_answers_are_kept_in_the_order_of_the_questions_and_words_apart() -> None:
    kept = questions.check_answers(
        ASKED, [said("gop_y", text="Sửa cống"), said("viec", "nuoc", "duong"), said("chung", "4")]
    )
    assert kept.values == {"chung": ["4"], "viec": ["duong", "nuoc"]} and kept.texts == {"gop_y": "Sửa cống"}


def test_who_answers_when() -> None:
    first, last, after = dt.date(2024, 10, 1), dt.date(2024, 10, 31), dt.date(2024, 11, 5)
    rules.check_answering("open", first, last, last, after)
    refused("survey_closed", rules.check_answering, "open", first, last, after, after)
    refused("survey_closed", rules.check_answering, "closed", first, last, last, after)
    refused("survey_closed", rules.check_answering, "withdrawn", first, last, last, after)
    refused("survey_not_open", rules.check_answering, "draft", first, last, last, after)
    refused("survey_not_open", rules.check_answering, "open", first, last, dt.date(2024, 9, 30), after)
    refused("day_in_future", rules.check_answering, "open", first, last, last, first)


def test_a_ticket_answers_once_and_where_it_was_given_out() -> None:
    assert rules.check_use(False, "582", None) == "582"
    refused("ticket_used", rules.check_use, True, "582", None)
    refused("ticket_unknown", rules.check_use, None, None, None)
    refused("ticket_of_another_area", rules.check_use, False, "582", "584")
    refused("ticket_wanted", rules.check_ticket, True, False)
    refused("no_tickets_here", rules.check_ticket, False, True)


UNITS = ["582", "584", "586"]
KINDS = list(itertools.product(UNITS, ["1", "4", "5"], [None, "ngheo", "khac"]))


def people_of(counts: list[int]) -> list[counting.Given]:
    """So many of each kind of person, where they live, what they say and to which group they belong."""
    made = []
    for (unit, value, group), count in zip(KINDS, counts, strict=True):
        said: dict[str, list[str]] = {"chung": [value]} | ({"nhom": [group], "viec": ["duong"]} if group else {})
        made += [counting.Given(unit, said)] * count
    return made


# Around the smallest count that is shown, where it matters.
PEOPLE = st.lists(st.integers(0, 6), min_size=len(KINDS), max_size=len(KINDS)).map(people_of)


def counted(people: list[counting.Given]) -> Json:
    return counting.results(ASKED, "chung", UNITS, people)


def numbers(told: Any) -> list[int]:
    """Every count that is shown, whatever it is a count of."""
    if isinstance(told, dict):
        return [one for name, value in told.items() if name != "smallest_shown" for one in numbers(value)]
    if isinstance(told, list):
        return [one for value in told for one in numbers(value)]
    return [told] if isinstance(told, int) else []


@given(PEOPLE)
def test_nothing_small_is_told_anywhere_in_the_results(people: list[counting.Given]) -> None:
    assert all(count >= SMALLEST_SHOWN for count in numbers(counted(people)))


@given(PEOPLE)
def test_no_withheld_cell_stands_alone_in_its_row_or_column(people: list[counting.Given]) -> None:
    """All totals of a table are shown, so whatever stands alone could be reckoned."""
    for measure in counted(people)["measures"]:
        for table in measure["tables"]:
            cells = [row["cells"] for row in table["rows"]]
            for line in [*cells, *(list(column) for column in zip(*cells, strict=True))]:
                assert line.count(None) != 1 or len(cells) == 1


def test_no_value_is_told_of_a_part_that_is_withheld() -> None:
    """3 are not satisfied, so it is withheld how many are: their single values together would tell it."""
    people = [
        counting.Given("582", {"chung": [value]}) for value, count in (("4", 8), ("5", 12), ("1", 3))
        for _ in range(count)
    ]
    overall = counted(people)["measures"][0]
    assert {one["count"] for one in [*overall["parts"], *overall["values"]]} == {None}


@given(PEOPLE)
def test_what_is_shown_is_true(people: list[counting.Given]) -> None:
    made = counted(people)
    overall = next(one for one in made["measures"] if one["question"] == "chung")
    true = Counter(one.values["chung"][0] for one in people)
    assert all(one["count"] in (None, true[one["value"]]) for one in overall["values"])
    satisfied = sum(one.values["chung"][0] in ("4", "5") for one in people)
    assert overall["parts"][0] == {"part": "satisfied", "count": overall["parts"][0]["count"]}
    assert overall["parts"][0]["count"] in (None, satisfied)
    for unit, area in counting.of_areas(made).items():
        here = [one for one in people if one.unit == unit]
        assert area["answers"] in (None, len(here))
        assert area["satisfied"] in (None, sum(one.values["chung"][0] in ("4", "5") for one in here))


def test_a_value_is_not_told_where_it_follows_from_the_sum_beside_it() -> None:
    """20 are satisfied, 17 of them at level 5: the 3 at level 4 would be the difference."""
    people = [
        counting.Given("582", {"chung": [value]})
        for value, count in (("5", 17), ("4", 3), ("1", 10)) for _ in range(count)
    ]
    overall = counted(people)["measures"][0]
    assert [one["count"] for one in overall["parts"]] == [20, 10]
    assert {one["value"]: one["count"] for one in overall["values"]} == dict.fromkeys(["4", "5", "1", "2", "3"])


def test_an_area_with_few_answers_is_taken_together_with_another() -> None:
    people = [
        counting.Given(unit, {"chung": [value]})
        for unit, value, count in (
            ("582", "5", 20), ("582", "1", 20), ("584", "5", 2), ("586", "5", 8), ("586", "1", 9),
        ) for _ in range(count)
    ]
    made = counted(people)
    assert [area["answers"] for area in made["areas"]] == [40, None, None]
    table = made["measures"][0]["tables"][0]
    assert [(row["row"], row["cells"]) for row in table["rows"]] == [("582", [20, 20]), ("_withheld", [10, 9])]
    assert counting.of_areas(made)["582"] == {"answers": 40, "satisfied": 20}
