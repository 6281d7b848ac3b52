"""Every handicap rule that `docs/golf.md` offers is one that the product takes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from contracts.commands.events.golf_scoring import METHODS, SaveGolfRuleSet
from services.events.golf_scoring.rules.rule_set import rule_set_of

PAGE = Path(__file__).resolve().parents[4] / "docs" / "golf.md"
OFFERED = [json.loads(text) for text in re.findall(r"`(\{\"method\".*?\})`", PAGE.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("handicap", OFFERED, ids=lambda one: one["method"])
def test_it_is_taken_as_it_stands_there(handicap: dict) -> None:
    plan = SaveGolfRuleSet().load({
        "tournament": "giai-golf", "code": "dieu-le", "name": "Điều lệ", "handicap": handicap,
        "gross_cap": {"kind": "none"}, "boards": ["net"],
    })
    assert rule_set_of(plan).boards == ("net",)


def test_the_page_offers_every_method() -> None:
    assert {one["method"] for one in OFFERED} == set(METHODS)
