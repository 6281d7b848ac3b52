"""What the pages for developers name must be there: files, links, and the functions of the journeys."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("bin", "chungtay", "contracts", "docs", "gateway", "messaging", "runtime", "services", "tests")
PAGES = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    *(page for folder in FOLDERS for page in (ROOT / folder).rglob("README.md") if "node_modules" not in page.parts),
]

_LINK = re.compile(r"\]\((?!https?://|#)([^)#\s]+)(?:#[^)]*)?\)")
_PATH = re.compile(rf"`((?:{'|'.join(FOLDERS)})/[\w./-]*\w/?)`")
_STEP = re.compile(r"^\| \d+ \| .* \| `([\w/.]+)` \| `(\w+)` \|$", re.MULTILINE)


def journeys() -> list[tuple[str, str]]:
    return [(path, name) for path, name in _STEP.findall((ROOT / "docs" / "architecture.md").read_text())]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_path_on_a_page_leads_somewhere(page: Path) -> None:
    text = page.read_text()
    astray = [link for link in _LINK.findall(text) if not (page.parent / link).exists()]
    astray += [path for path in _PATH.findall(text) if not (ROOT / path).exists()]
    assert astray == []


def test_the_journeys_have_all_their_steps() -> None:
    donation, statement_line, refusal, figure = 22, 10, 5, 4
    assert len(journeys()) == donation + statement_line + refusal + figure


@pytest.mark.parametrize(("path", "name"), journeys())
def test_each_step_of_the_journey_is_where_the_page_says(path: str, name: str) -> None:
    assert re.search(rf"^\s*(def|class) {name}\b", (ROOT / path).read_text(), re.MULTILINE)
