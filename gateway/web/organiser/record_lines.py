"""People typed one on each line, parts divided by semicolons: quicker for ten than ten forms, and it can be pasted."""

from __future__ import annotations

from typing import Any

from gateway.web.campaigns import Row
from gateway.web.languages import N_, said
from runtime.text import fold

ANSWERS: dict[str, str] = {"invited": N_("mời"), "coming": N_("nhận lời"), "declined": N_("từ chối")}

GUEST_PARTS = ("guest_name", "commune", "phone")


def lines_of(text: str) -> list[str]:
    """What stands on each line that is not blank."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def parts_of(line: str, most: int) -> list[str]:
    """The parts of a line, trimmed; what is beyond the last semicolon that counts stays with it."""
    return [part.strip() for part in line.split(";", most - 1)]


def people_of(text: str) -> list[Row]:
    """Members of a delegation: name; office; answer."""
    known = {fold(word): code for code, word in ANSWERS.items()}
    found = []
    for line in lines_of(text):
        name, office, answer = (*parts_of(line, 3), "", "")[:3]
        # An answer that is none of ours stays as it was typed, for the contract to refuse.
        meant = known.get(fold(answer), answer) if answer else "coming"
        found.append({"name": name, "office": office, "answer": meant})
    return found


def people_typed(people: list[Row]) -> str:
    """The same as it would be typed."""
    return "\n".join("; ".join([one["name"], one["office"], ANSWERS[one["answer"]]]) for one in people)


def people_shown(people: list[Row]) -> str:
    """The same as a reader sees it."""
    answers = [said(ANSWERS.get(str(one["answer"]), str(one["answer"]))) for one in people]
    return "\n".join(
        f"{one['name']}, {one['office']} ({answer})" for one, answer in zip(people, answers, strict=True)
    )


def guests_of(text: str) -> list[dict[str, Any]]:
    """Guests: name; commune; telephone."""
    return [
        {name: part for name, part in zip(GUEST_PARTS, parts_of(line, len(GUEST_PARTS)), strict=False) if part}
        for line in lines_of(text)
    ]


def guests_typed(guests: list[Row]) -> str:
    """The same as it would be typed."""
    return "\n".join("; ".join(one.get(name, "") for name in GUEST_PARTS).rstrip("; ") for one in guests)

