"""The style sheet: what is promised of its colours is reckoned here, for day and for night."""

from __future__ import annotations

import re

import pytest

from gateway.web.assets import STATIC, STYLE_PARTS, joined_style_sheet

TEXT, MARKS = 4.5, 3.0

INK_ON_GROUND = [
    *((ink, ground) for ink in ("ink", "ink-soft", "link", "link-seen", "brand-ink") for ground in ("ground", "paper")),
    ("ink", "sunken"), ("ink-soft", "sunken"), ("link", "sunken"),
    ("on-brand", "brand"), ("on-brand", "brand-deep"), ("bad", "paper"), ("bad", "ground"),
    *((f"{kind}-ink", f"{kind}-pale") for kind in ("good", "wait", "bad")),
    *(("ink", f"{kind}-pale") for kind in ("good", "wait", "bad")),
    *(("link", f"{kind}-pale") for kind in ("good", "wait")),
]
MARKS_ON_GROUND = [
    *((f"series-{place}", "paper") for place in range(1, 5)), *((f"series-{place}", "ground") for place in range(1, 5)),
    ("line-strong", "paper"), ("line-strong", "ground"), ("good", "paper"), ("bad", "paper"),
]


def tokens(at_night: bool) -> dict[str, str]:
    by_day, _, by_night = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8").partition("@media")
    found = dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", by_day))
    return found | (dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", by_night)) if at_night else {})


def lightness(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((lightness(one), lightness(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("at_night", [False, True], ids=["day", "night"])
def test_words_and_marks_stand_out_from_what_they_are_on(at_night: bool) -> None:
    held = tokens(at_night)
    too_faint = [
        f"{front} on {back}: {contrast(held[front], held[back]):.2f}"
        for pairs, least in ((INK_ON_GROUND, TEXT), (MARKS_ON_GROUND, MARKS))
        for front, back in pairs
        if contrast(held[front], held[back]) < least
    ]
    assert not too_faint


def test_every_part_is_in_the_one_sheet_and_none_lies_about_unused() -> None:
    assert sorted(STYLE_PARTS) == sorted(path.stem for path in (STATIC / "css").glob("*.css"))
    sheet = joined_style_sheet().decode()
    assert sheet.count("{") == sheet.count("}")


def test_colours_are_named_once_in_the_tokens() -> None:
    """But for the gate's answer, which is the same by day and by night, and for paper, which is white."""
    for part in set(STYLE_PARTS) - {"tokens", "desks", "print"}:
        written = (STATIC / "css" / f"{part}.css").read_text(encoding="utf-8")
        assert set(re.findall(r"#[0-9a-fA-F]{3,6}\b(?![^{]*\{)", written)) <= {"#1f1b18"}, part


def test_the_sheet_uses_no_token_that_is_not_there() -> None:
    sheet = joined_style_sheet().decode()
    assert set(re.findall(r"var\(--([a-z0-9-]+)", sheet)) <= set(re.findall(r"--([a-z0-9-]+):", sheet))
