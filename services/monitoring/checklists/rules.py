"""Questions and answers: what fits which question, and what becomes of two edits of one answer.

Source: monitoring.md, "Checklists" and "Offline": two edits of one field show both to the person; never
last-write-wins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from contracts.refusals import NotFound, Refusal

MOST_CONFLICTS = 20


class Content(NamedTuple):
    """What an answer says."""

    choice: str | None
    number: int | None
    text: str
    note: str


class Kept(NamedTuple):
    """An answer as it stands: its version, what it says, and what else was written on older versions, by id."""

    version: int
    content: Content
    conflicts: Mapping[str, Content]


class Decision(NamedTuple):
    """``same``: nothing to write; ``saved``: it stands now; ``conflict``: it is kept beside the one that stands.
    ``left``: the conflicts that remain."""

    outcome: Literal["same", "saved", "conflict"]
    left: tuple[str, ...]


class QuestionTwice(Refusal):
    """Two questions of a checklist bear one code."""


class TemplateNotFound(NotFound):
    """The subject has no checklist of this version."""


class QuestionNotFound(NotFound):
    """The visit's checklist has no such question."""


class AnswerUnlikeQuestion(Refusal):
    """A number for a question that wants yes or no, or the like."""


class BaseVersionUnknown(Refusal):
    """The edit says that it was made on a version that never was."""


class ConflictUnknown(Refusal):
    """The edit settles a conflict that isn't there."""


class TooManyConflicts(Refusal):
    """So many edits wait to be settled that no more are taken."""

    kind = "conflict"


class AnswersInConflict(Refusal):
    """Edits of one answer wait for somebody to settle them."""

    kind = "conflict"


def check_questions(codes: Sequence[str]) -> None:
    """Raises :class:`QuestionTwice`."""
    for place, code in enumerate(codes):
        if code in codes[:place]:
            raise QuestionTwice(
                f"Mã {code} dùng cho hai câu.", field=f"questions.{place}.code", remedy="Đặt mã khác."
            )


def check_content(question: Mapping[str, Any], content: Content) -> None:
    """Exactly what the question asks for is filled in.  Raises :class:`AnswerUnlikeQuestion`."""
    filled = {
        "yes_no_partly": content.choice is not None, "number": content.number is not None, "text": bool(content.text),
    }
    wanted = question["kind"]
    if [kind for kind, there in filled.items() if there] != [wanted]:
        field = {"yes_no_partly": "choice", "number": "number", "text": "text"}[wanted]
        raise AnswerUnlikeQuestion(
            "Câu trả lời không đúng dạng của câu hỏi.", field=field,
            remedy=f"Chỉ điền trường {field}; ý khác ghi vào note.", kind_of_question=wanted,
        )


def decide(kept: Kept | None, edit: Content, base_version: int, settles: Sequence[str]) -> Decision:
    """What becomes of an edit.

    Made on the version that stands, it stands; made on an older one, it is kept beside it, unless it says what is there
    already.  Raises :class:`BaseVersionUnknown`, :class:`ConflictUnknown`, :class:`TooManyConflicts`."""
    version = kept.version if kept else 0
    conflicts = dict(kept.conflicts) if kept else {}
    if base_version > version:
        raise BaseVersionUnknown(
            f"Câu trả lời đang ở lần {version}, chưa có lần {base_version}.", field="base_version",
            remedy="Tải lại phiếu rồi trả lời tiếp.", version=version,
        )
    if unknown := [one for one in settles if one not in conflicts]:
        raise ConflictUnknown(
            "Ý trả lời cần dung hòa không còn ở đây.", field="settles", remedy="Tải lại phiếu.", unknown=unknown
        )
    left = tuple(one for one in conflicts if one not in settles)
    if kept is not None and edit == kept.content and len(left) == len(conflicts):
        return Decision("same", left)
    if base_version == version:
        return Decision("saved", left)
    if edit in conflicts.values():
        return Decision("same", tuple(conflicts))
    if len(conflicts) >= MOST_CONFLICTS:
        raise TooManyConflicts(
            f"Câu này đã có {len(conflicts)} ý khác nhau chưa dung hòa.", field="question",
            remedy="Dung hòa các ý đang có trước.",
        )
    return Decision("conflict", tuple(conflicts))
