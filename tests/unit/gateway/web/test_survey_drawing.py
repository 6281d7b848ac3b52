"""What a clerk fills in becomes the questionnaire that the contract asks for."""

from __future__ import annotations

from marshmallow import Schema

from contracts.commands.monitoring.surveys import ReviseSurvey
from gateway.web.supervisor.survey_drawing import START, field_of, questions_of, shown_blocks
from services.monitoring.surveys.questions import check_questionnaire

CHOICES = {"q3_kind": "one_of", "q3_text": "Gia đình thuộc diện nào?", "q3_choices": "+ Hộ nghèo\n\nHộ khác "}


def contract() -> Schema:
    return ReviseSurvey(exclude=["survey_id"])


def test_the_form_begins_with_a_questionnaire_that_the_rules_take() -> None:
    questions, blocks, problems = questions_of(START)
    assert (blocks, problems) == ([1, 2], [])
    loaded = contract().load({"overall": "c1", "questions": questions})
    check_questionnaire(loaded["questions"], "c1")
    assert loaded["questions"][0]["satisfied"] == ["4", "5"] and not loaded["questions"][1]["required"]


def test_each_line_is_a_choice_and_a_plus_says_that_it_counts_as_satisfied() -> None:
    [_, _, asked], blocks, problems = questions_of({**START, **CHOICES, "q3_groups": "1"})
    assert (blocks, problems) == ([1, 2, 3], [])
    assert asked["choices"] == [{"code": "y1", "text": "Hộ nghèo"}, {"code": "y2", "text": "Hộ khác"}]
    assert asked["satisfied"] == ["y1"] and asked["groups"]


def test_an_empty_block_is_skipped_and_the_others_keep_their_codes() -> None:
    questions, blocks, _ = questions_of({**START, **CHOICES, "q2_text": ""})
    assert [one["code"] for one in questions] == ["c1", "c3"]
    assert field_of("questions.1.choices.0.text", blocks) == "q3_choices"
    assert field_of("questions.9.text", blocks) == "questions.9.text"
    assert field_of("areas.0.unit", blocks) == "areas"
    assert list(shown_blocks({"q3_text": "?"})) == [1, 2, 3, 4, 5]


def test_what_is_missing_is_said_at_the_block() -> None:
    told = {"q1_kind": "scale", "q1_text": "?", "q1_points": "50", "q2_kind": "one_of", "q2_text": "?"}
    assert [one.field for one in questions_of(told)[2]] == ["q1_points", "q2_choices"]
    assert [one.field for one in questions_of({})[2]] == ["q1_text"]
    assert [one.field for one in questions_of({"q1_text": "?", "q1_points": "5", "q1_from": "9"})[2]] == ["q1_from"]
