"""Whether the amounts and shares that a narrative names are those of the figures.

Source: reporting.md, "a check that every figure in the narrative equals the snapshot".  What can be told from words
alone is looked at: amounts of money and percentages.  An amount written in millions agrees with any figure that comes
to it when rounded or cut off at the last place written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from contracts.refusals import Refusal

_NUMBER = r"(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?"
_PART = rf"{_NUMBER}\s*(?:tỷ|tỉ|triệu|nghìn|ngàn)"
_MONEY = re.compile(
    rf"(?<![\w.,])(?:(?P<parts>(?:{_PART}\s*)+)(?P<rest>{_NUMBER})?|(?P<plain>{_NUMBER}))\s*(?:đồng|VNĐ|VND|đ)(?!\w)",
    re.IGNORECASE,
)
_PERCENT = re.compile(rf"(?<![\w.,])(?P<number>{_NUMBER})\s*%")
_ONE_PART = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>tỷ|tỉ|triệu|nghìn|ngàn)", re.IGNORECASE)
_UNITS = {"tỷ": 10**9, "tỉ": 10**9, "triệu": 10**6, "nghìn": 1000, "ngàn": 1000}


class NarrativeDisagrees(Refusal):
    """The narrative names an amount or share that no figure of the report is."""

    kind = "conflict"


@dataclass(frozen=True)
class Named:
    """An amount (đồng) or a percentage in a text.  ``step``: what the last place written stands for."""

    words: str
    value: Fraction
    step: Fraction
    percent: bool

    def is_of(self, figure: Fraction) -> bool:
        """Whether a figure comes to it when rounded, or cut off, at its last place."""
        return abs(figure - self.value) < self.step


def named_in(text: str) -> Iterator[Named]:
    """The amounts and percentages that a text names, in their order."""
    found = [(one.start(), _money(one)) for one in _MONEY.finditer(text)]
    found += [(one.start(), _percent(one)) for one in _PERCENT.finditer(text)]
    yield from (named for _, named in sorted(found, key=lambda one: one[0]))


def figures_of(snapshot: Mapping[str, Any]) -> list[tuple[Fraction, bool, str]]:
    """Every amount and percentage of a snapshot: value, whether it is a percentage, and what it is."""
    report = snapshot["report"]
    names = {one["key"]: one["name"] for one in report["figures"]}
    found = [(Fraction(total["amount_vnd"]), False, names[key]) for key, total in report["total"].items()]
    found += [(Fraction(one["amount_vnd"]), False, f"{names.get(one['figure'], one['figure'])}: {one['name']}")
              for one in report["sources"]]
    for place in [{"name": report["unit_name"], "progress": report["progress"], "figures": {}}, *report["units"]]:
        progress = place["progress"]
        found.append((Fraction(progress["target_vnd"]), False, f"Chỉ tiêu: {place['name']}"))
        if progress["percent"] is not None:
            found.append((Fraction(str(progress["percent"])), True, f"Tỷ lệ đạt chỉ tiêu: {place['name']}"))
        found += [(Fraction(one["amount_vnd"]), False, f"{names[key]}: {place['name']}")
                  for key, one in place["figures"].items()]
    if (collected := report["pledges"]["collection_percent"]) is not None:
        found.append((Fraction(str(collected)), True, "Tỷ lệ thực hiện đăng ký"))
    for adjustment in snapshot["adjustments"]:
        for line in adjustment["lines"]:
            found += [(Fraction(line[which]["amount_vnd"]), False, f"{line['name']}: {adjustment['period']['name']}")
                      for which in ("as_reported", "adjustment", "as_known_now")]
    return [one for one in found if one[0]]


def check(sections: Sequence[Mapping[str, Any]], snapshot: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each amount and percentage of the narrative with the figures that it is; none: nobody knows where it is from."""
    figures = figures_of(snapshot)
    return [
        {
            "section": section["key"], "title": section["title"], "words": named.words,
            "figures": [what for value, percent, what in figures if percent == named.percent and named.is_of(value)],
        }
        for section in sections for named in named_in(section["text"])
    ]


def refuse_unknown(checked: Sequence[Mapping[str, Any]], confirmed: Sequence[str]) -> None:
    """Amounts that no figure is must have been confirmed, word for word.  Raises :class:`NarrativeDisagrees`."""
    unknown = [one for one in checked if not one["figures"] and one["words"] not in confirmed]
    if unknown:
        told = "; ".join(f"“{one['words']}” ({one['title']})" for one in unknown[:5])
        raise NarrativeDisagrees(
            f"Lời văn có số không khớp với số liệu nào của báo cáo: {told}.", field="confirmed_numbers",
            remedy="Sửa lời văn theo số liệu; số từ nguồn khác thì ghi nguyên văn vào confirmed_numbers để xác nhận.",
            numbers=[one["words"] for one in unknown],
        )


def _money(found: re.Match[str]) -> Named:
    words = " ".join(found.group().split())
    if found["plain"]:
        value, step = _number(found["plain"])
        return Named(words, value, step, percent=False)
    total, step = Fraction(0), Fraction(1)
    for part in _ONE_PART.finditer(found["parts"]):
        value, place = _number(part["number"])
        unit = _UNITS[part["unit"].lower()]
        total, step = total + value * unit, place * unit
    if found["rest"]:
        value, step = _number(found["rest"])
        total += value
    return Named(words, total, step, percent=False)


def _percent(found: re.Match[str]) -> Named:
    value, step = _number(found["number"])
    return Named(" ".join(found.group().split()), value, step, percent=True)


def _number(words: str) -> tuple[Fraction, Fraction]:
    whole, _, part = words.partition(",")
    step = Fraction(1, 10 ** len(part))
    return Fraction(int(whole.replace(".", ""))) + (int(part) * step if part else 0), step
