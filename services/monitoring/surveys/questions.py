"""What a questionnaire must hold, what a later version may change, and which answers fit it.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from contracts.refusals import NotFound, Refusal

MOST_GROUPS = 2

Question = Mapping[str, Any]


class Answers(NamedTuple):
    """One person's answers: values by closed question, and texts by open one."""

    values: dict[str, list[str]]
    texts: dict[str, str]


class SurveyQuestionTwice(Refusal):
    """Two questions, or two choices of one, bear one code."""


class SurveyQuestionIncomplete(Refusal):
    """A question lacks what its kind needs, or has what it can't have."""


class OverallQuestionMissing(Refusal):
    """No required question of the questionnaire says whether somebody is satisfied altogether."""


class QuestionChanged(Refusal):
    """A question of an earlier version would be counted otherwise under the same code."""

    kind = "conflict"


class QuestionnaireUnknown(NotFound):
    """The survey has no such version of its questions."""


class SurveyQuestionUnknown(Refusal):
    """The questionnaire that was answered has no such question."""


class AnsweredTwice(Refusal):
    """One question is answered twice."""


class AnswerMissing(Refusal):
    """A question that must be answered is not."""


class AnswerOutOfRange(Refusal):
    """The answer is none of those to choose, or not of the question's kind."""


def values_of(question: Question) -> list[str]:
    """All answers to choose of a closed question."""
    if question["kind"] == "scale":
        return [str(one) for one in range(1, int(question["points"] or 0) + 1)]
    return [one["code"] for one in question["choices"]]


def check_questionnaire(questions: Sequence[Question], overall: str) -> None:
    """Raises SurveyQuestionTwice, SurveyQuestionIncomplete, OverallQuestionMissing."""
    codes = [question["code"] for question in questions]
    for place, question in enumerate(questions):
        if question["code"] in codes[:place]:
            raise SurveyQuestionTwice(
                f"Mã {question['code']} dùng cho hai câu.", field=f"questions.{place}.code", remedy="Đặt mã khác."
            )
        _check_question(question, f"questions.{place}")
    if sum(bool(question["groups"]) for question in questions) > MOST_GROUPS:
        raise SurveyQuestionIncomplete(
            f"Chỉ chia kết quả theo tối đa {MOST_GROUPS} câu.", field="questions", remedy="Bớt câu dùng để chia nhóm."
        )
    asked = next((question for question in questions if question["code"] == overall), None)
    if asked is None or not asked["satisfied"] or not asked["required"]:
        raise OverallQuestionMissing(
            "Phải có một câu bắt buộc hỏi mức hài lòng chung, nêu trả lời nào là hài lòng.", field="overall",
            remedy="Chọn câu ấy làm câu chung.",
        )


def check_revision(earlier: Sequence[Sequence[Question]], overall: tuple[str, str], new: Sequence[Question]) -> None:
    """Words may be mended, questions added and left out; what a code means stays.  ``overall``: before and now.

    Raises QuestionChanged."""
    if overall[0] != overall[1]:
        raise QuestionChanged("Câu hỏi mức hài lòng chung không đổi được.", field="overall", remedy="Giữ câu cũ.")
    meant = {question["code"]: _meaning(question) for version in earlier for question in version}
    for place, question in enumerate(new):
        if meant.get(question["code"], _meaning(question)) != _meaning(question):
            raise QuestionChanged(
                f"Câu {question['code']} đã có người trả lời theo cách hỏi cũ.", field=f"questions.{place}.code",
                remedy="Chỉ sửa lời; đổi loại câu, lựa chọn thì đặt mã mới.",
            )


def check_answers(questions: Sequence[Question], answers: Sequence[Mapping[str, Any]]) -> Answers:
    """The answers in order.  Raises SurveyQuestionUnknown, AnsweredTwice, AnswerMissing, AnswerOutOfRange; the field
    is ``answers.<code of the question>``."""
    asked = {question["code"]: question for question in questions}
    given: dict[str, Mapping[str, Any]] = {}
    for one in answers:
        code = one["question"]
        if code not in asked:
            raise SurveyQuestionUnknown(
                f"Phiếu này không có câu {code}.", field=f"answers.{code}", remedy="Mở lại phiếu rồi trả lời."
            )
        if code in given:
            raise AnsweredTwice(f"Câu {code} có hai trả lời.", field=f"answers.{code}", remedy="Giữ một trả lời.")
        given[code] = one
    kept = Answers({}, {})
    for code, question in asked.items():
        one = given.get(code, {"values": [], "text": ""})
        if not one["values"] and not one["text"]:
            if question["required"]:
                raise AnswerMissing(f"Chưa trả lời: {question['text']}", field=f"answers.{code}")
        elif question["kind"] == "text":
            kept.texts[code] = _checked_text(code, one)
        else:
            kept.values[code] = _checked_values(question, one)
    return kept


def _checked_text(code: str, one: Mapping[str, Any]) -> str:
    if one["values"]:
        raise AnswerOutOfRange("Câu này trả lời bằng lời.", field=f"answers.{code}", remedy="Ghi vào text.")
    return str(one["text"])


def _checked_values(question: Question, one: Mapping[str, Any]) -> list[str]:
    values, may = list(one["values"]), values_of(question)
    most = len(may) if question["kind"] == "several_of" else 1
    if one["text"] or len(values) > most or len(set(values)) < len(values) or not set(values) <= set(may):
        told = f"một số từ 1 đến {len(may)}" if question["kind"] == "scale" else "trong các ý đã cho"
        raise AnswerOutOfRange(
            f"Trả lời ngoài các mức của câu: {question['text']}", field=f"answers.{question['code']}",
            remedy=f"Chọn {told}.", values=may,
        )
    return [value for value in may if value in values]


def _check_question(question: Question, field: str) -> None:
    kind, choices = question["kind"], [one["code"] for one in question["choices"]]
    if len(set(choices)) < len(choices):
        raise SurveyQuestionTwice("Hai ý của câu này cùng mã.", field=f"{field}.choices", remedy="Đặt mã khác.")
    closed = kind in ("one_of", "several_of")
    wrong = {
        f"{field}.points": (kind == "scale") != (question["points"] is not None),
        f"{field}.choices": len(choices) < 2 if closed else bool(choices),
        f"{field}.satisfied": bool(question["satisfied"]) and not (
            kind in ("scale", "one_of") and set(question["satisfied"]) < set(values_of(question))
        ),
        f"{field}.groups": question["groups"] and (kind != "one_of" or bool(question["satisfied"])),
    }
    for name, is_wrong in wrong.items():
        if is_wrong:
            raise SurveyQuestionIncomplete(
                f"Câu {question['code']} chưa đúng loại.", field=name,
                remedy="Câu theo thang điểm có số mức, câu chọn có từ hai ý, câu mở không có cả hai; hài lòng là một "
                "số mức, ý của câu chọn một; chỉ câu chọn một không hỏi hài lòng mới chia nhóm.",
            )


def _meaning(question: Question) -> tuple[Any, ...]:
    return (
        question["kind"], values_of(question), sorted(question["satisfied"]), bool(question["groups"]),
    )
