"""Each threat on the page is held by tests that are there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_threat_names_tests_that_are_there() -> None:
    part = (ROOT / "docs" / "security.md").read_text().partition("## Threats")[2].partition("\n## ")[0]
    rows = [line for line in part.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > 25
    astray = []
    for row in rows:
        file, named = Path(), 0
        for word in re.findall(r"`([^`]+)`", row.split(" | ")[-1]):
            if word.endswith(".py"):
                file = ROOT / word
            else:
                named += 1
                astray += [] if re.search(rf"^def {word}\(", file.read_text(), re.MULTILINE) else [word]
        astray += [] if named else [row]
    assert astray == []
