"""Every text of a page is marked, and every marked text has its English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from gateway.web.languages import ENGLISH, catalogue_path
from gateway.web.texts import WEB, marked, read_english, unmarked, without_english

TEMPLATES = sorted((WEB / "templates").rglob("*.html"))
HELP = "Run `chungtay texts`, then fill in msgstr in gateway/web/translations/en/LC_MESSAGES/messages.po."


def test_every_marked_text_has_its_english() -> None:
    assert without_english(marked()) == [], HELP


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_says_nothing_that_is_not_marked(template: Path) -> None:
    assert unmarked(template.read_text(encoding="utf-8")) == [], 'Write {{ _("…") }}, see docs/pages.md.'


def test_english_puts_the_same_values_in() -> None:
    other = [
        one.id
        for one in read_english()
        if one.id and sorted(re.findall(r"%\(\w+\)s", str(one.id))) != sorted(re.findall(r"%\(\w+\)s", str(one.string)))
    ]
    assert not other


def test_the_catalogue_is_in_order_so_that_two_who_add_to_it_rarely_meet() -> None:
    with catalogue_path(ENGLISH).open("rb") as held:
        order = [str(one.id) for one in read_po(held) if one.id]
    assert order == sorted(order), HELP


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("<p>Xin chào</p>", ["Xin chào"]),
        ('<p>{{ _("Xin chào") }}</p>', []),
        ("<p>{% trans %}Xin chào{% endtrans %}</p>", []),
        ("<p>còn {{ left }} chỗ</p>", ["còn … chỗ"]),
        ('<a aria-label="Mở">{{ x }}</a>', ["Mở"]),
        ('<a title="{{ _("Mở") }}">{{ x }}</a>', []),
        ('{{ f.text("Họ tên") }}', ["Họ tên"]),
        ('{{ f.text(_("Họ tên")) }}', []),
        ('{% if status == "done" %}{{ x }}{% endif %}', []),
        ('<span class="code">chungtay up</span>', []),
        ("<p>Chung Tay: 5 đ</p>", []),
    ],
)
def test_the_lint_finds_what_a_reader_of_english_would_see_in_vietnamese(source: str, told: list[str]) -> None:
    assert unmarked(source) == told
