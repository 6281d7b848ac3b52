"""A questionnaire as it is filled in on a page: blocks of questions, turned into what the contract asks for, and back.

Codes are made here: nobody has to think of one.  A block whose question is left empty is skipped."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext

from contracts.commands.monitoring.surveys import MOST_CHOICES, MOST_QUESTIONS
from gateway.web.forms import Problem
from gateway.web.languages import N_

Json = dict[str, Any]

BLOCKS = range(1, MOST_QUESTIONS + 1)
FREE_BLOCKS = 2
PARTS = ("kind", "text", "choices", "points", "from", "lowest", "highest", "optional", "groups")
QUESTION_FIELDS = tuple(f"q{block}_{part}" for block in BLOCKS for part in PARTS)

KINDS = {
    "scale": N_("Chấm điểm"), "one_of": N_("Chọn một ý"), "several_of": N_("Chọn nhiều ý"), "text": N_("Viết tự do"),
}
SATISFIED_SIGN = "+"
"""Before a choice: whoever chooses it is satisfied."""

START = {
    "q1_kind": "scale", "q1_text": "Ông/bà hài lòng đến mức nào?", "q1_points": "5", "q1_from": "4",
    "q1_lowest": "Rất không hài lòng", "q1_highest": "Rất hài lòng",
    "q2_kind": "text", "q2_text": "Ông/bà góp ý gì thêm?", "q2_optional": "1",
}
"""What an empty form begins with: one question that says whether people are satisfied, and room for their own words."""

IN_THE_BLOCK = {
    "kind": "kind", "text": "text", "choices": "choices", "points": "points", "satisfied": "from",
    "lowest_text": "lowest", "highest_text": "highest", "groups": "groups", "code": "text",
}


def shown_blocks(values: dict[str, str]) -> range:
    """The blocks to show: all that are filled in, and some room."""
    filled = [block for block in BLOCKS if values.get(f"q{block}_text")]
    return range(1, min(MOST_QUESTIONS, (filled[-1] if filled else 0) + FREE_BLOCKS) + 1)


def questions_of(values: dict[str, str]) -> tuple[list[Json], list[int], list[Problem]]:
    """The questions, the block that each came from, and what is wrong."""
    blocks = [block for block in BLOCKS if values.get(f"q{block}_text")]
    found, problems = [], []
    for block in blocks:
        question, wrong = _question(values, block)
        found.append(question)
        problems += wrong
    if not blocks:
        problems.append(Problem("q1_text", gettext("Viết ít nhất một câu hỏi.")))
    return found, blocks, problems


def field_of(path: str, blocks: list[int]) -> str:
    """The field of the form for a field of the contract, e.g. ``questions.0.text``."""
    if path.startswith("areas"):
        return "areas"
    named = re.fullmatch(r"questions\.(\d+)(?:\.(\w+).*)?", path)
    if not named or int(named[1]) >= len(blocks):
        return path
    return f"q{blocks[int(named[1])]}_{IN_THE_BLOCK.get(named[2] or 'text', 'text')}"


def told(question: Json) -> str:
    """A question in one line, for a look before it is sent."""
    if question["kind"] == "scale":
        how = gettext("chấm 1–%(points)s, hài lòng từ %(least)s", points=question["points"],
                      least=question["satisfied"][0] if question["satisfied"] else "–")
    elif question["kind"] == "text":
        how = gettext("viết tự do")
    else:
        how = "; ".join(
            f"{SATISFIED_SIGN} {one['text']}" if one["code"] in question["satisfied"] else one["text"]
            for one in question["choices"]
        )
    needed = "" if question["required"] else gettext(", có thể bỏ qua")
    return f"{question['text']} ({how}{needed})"


def _question(values: dict[str, str], block: int) -> tuple[Json, list[Problem]]:
    part = {name: values.get(f"q{block}_{name}", "") for name in PARTS}
    question: Json = {
        "code": f"c{block}", "kind": part["kind"] or "scale", "text": part["text"], "required": not part["optional"],
        "groups": bool(part["groups"]) and part["kind"] == "one_of",
    }
    if question["kind"] == "scale":
        points, least = _number(part["points"]), _number(part["from"])
        problems = [] if 2 <= points <= 10 else [Problem(f"q{block}_points", gettext("Từ 2 đến 10 mức."))]
        if part["from"] and not 1 <= least <= points:
            problems.append(Problem(f"q{block}_from", gettext("Từ 1 đến số mức của câu.")))
        satisfied = [str(one) for one in range(least, points + 1)] if least else []
        ends = {"lowest_text": part["lowest"], "highest_text": part["highest"]}
        return {**question, **ends, "points": points, "satisfied": satisfied}, problems
    if question["kind"] == "text":
        return question, []
    lines = [line.strip() for line in part["choices"].splitlines() if line.strip()]
    problems = []
    if not 2 <= len(lines) <= MOST_CHOICES:
        too_few = gettext("Ghi từ 2 đến %(most)s ý, mỗi dòng một ý.", most=MOST_CHOICES)
        problems.append(Problem(f"q{block}_choices", too_few))
    choices = [
        {"code": f"y{number}", "text": line.removeprefix(SATISFIED_SIGN).strip()}
        for number, line in enumerate(lines, 1)
    ]
    satisfied = [f"y{number}" for number, line in enumerate(lines, 1) if line.startswith(SATISFIED_SIGN)]
    return {**question, "choices": choices, "satisfied": satisfied}, problems


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 4 else 0
