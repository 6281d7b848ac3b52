"""Checklists: the shipped ones are whole, answers fit their questions, and of two edits none is lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.commands.monitoring.subjects import CHECKLIST_SUBJECTS, FUND_SUBJECTS, SUBJECTS
from services.monitoring.checklists import rules
from services.monitoring.checklists.templates import FOLDER, shipped
from services.monitoring.plans.rules import DRAFT_DOCUMENT

YES, NO, PARTLY = (rules.Content(choice, None, "", "") for choice in ("yes", "no", "partly"))


def kept(version: int = 1, content: rules.Content = YES, **conflicts: rules.Content) -> rules.Kept:
    return rules.Kept(version, content, conflicts)


@pytest.mark.parametrize("subject", CHECKLIST_SUBJECTS)
def test_every_subject_of_the_plans_has_a_checklist_whose_questions_name_their_ground(subject: str) -> None:
    made = shipped(subject)
    codes = [question["code"] for question in made["questions"]]
    rules.check_questions(codes)
    assert len(codes) >= 5 and made["version"] == 1
    assert all(question["citation"] for question in made["questions"])


def test_no_checklist_is_of_a_subject_that_nobody_can_choose() -> None:
    assert {file.stem for file in FOLDER.glob("*.yaml")} == set(CHECKLIST_SUBJECTS)
    assert set(FUND_SUBJECTS) < set(SUBJECTS) and DRAFT_DOCUMENT in SUBJECTS


@pytest.mark.parametrize(
    ("kind", "content", "fits"),
    [
        ("yes_no_partly", YES, True),
        ("yes_no_partly", rules.Content("yes", 3, "", ""), False),
        ("yes_no_partly", rules.Content(None, None, "có", ""), False),
        ("number", rules.Content(None, 0, "", "ước tính"), True),
        ("number", rules.Content(None, None, "", ""), False),
        ("text", rules.Content(None, None, "Đường ngập", ""), True),
        ("text", YES, False),
    ],
)
def test_an_answer_fits_its_question(kind: str, content: rules.Content, fits: bool) -> None:
    if fits:
        rules.check_content({"kind": kind}, content)
    else:
        with pytest.raises(rules.AnswerUnlikeQuestion):
            rules.check_content({"kind": kind}, content)


def test_an_edit_of_what_stands_stands_and_one_of_an_older_version_is_kept_beside_it() -> None:
    assert rules.decide(None, YES, 0, []).outcome == "saved"
    assert rules.decide(kept(), NO, 1, []).outcome == "saved"
    assert rules.decide(kept(), NO, 0, []).outcome == "conflict"


def test_the_same_again_changes_nothing_however_old_its_base() -> None:
    assert rules.decide(kept(3), YES, 0, []).outcome == "same"
    assert rules.decide(kept(3, YES, a=NO), NO, 1, []).outcome == "same"


def test_a_person_settles_a_conflict_by_either_answer_or_a_third() -> None:
    both = kept(1, YES, a=NO)
    for choice in (YES, NO, PARTLY):
        assert rules.decide(both, choice, 1, ["a"]) == rules.Decision("saved", ())
    assert rules.decide(both, PARTLY, 1, []) == rules.Decision("saved", ("a",)), "what is not settled stays"
    assert rules.decide(both, PARTLY, 0, ["a"]) == rules.Decision("conflict", ("a",)), "nobody settles unseen"


def test_an_edit_of_a_version_that_never_was_or_of_a_conflict_that_is_not_there_is_refused() -> None:
    with pytest.raises(rules.BaseVersionUnknown):
        rules.decide(None, YES, 1, [])
    with pytest.raises(rules.ConflictUnknown):
        rules.decide(kept(), NO, 1, ["a"])
    full = kept(1, YES, **{f"c{n}": rules.Content(None, n, "", "") for n in range(rules.MOST_CONFLICTS)})
    with pytest.raises(rules.TooManyConflicts):
        rules.decide(full, NO, 0, [])


edits = st.tuples(st.sampled_from([YES, NO, PARTLY]), st.integers(0, 6))


@given(st.lists(edits, max_size=12))
def test_whatever_two_phones_send_in_any_order_the_last_never_simply_wins(sent: list[tuple[Any, int]]) -> None:
    state: rules.Kept | None = None
    for number, (content, base) in enumerate(sent):
        version = state.version if state else 0
        if base > version:
            continue
        decision = rules.decide(state, content, base, [])
        before = state
        if decision.outcome == "saved":
            assert base == version
            state = rules.Kept(version + 1, content, before.conflicts if before else {})
        elif decision.outcome == "conflict":
            assert before is not None and base < version
            state = rules.Kept(version, before.content, {**before.conflicts, str(number): content})
        assert state is not None
        assert content == state.content or content in state.conflicts.values(), "what was sent is there"


def test_two_questions_with_one_code_are_refused() -> None:
    with pytest.raises(rules.QuestionTwice) as refused:
        rules.check_questions(["a", "b", "a"])
    assert refused.value.field == "questions.2.code"
