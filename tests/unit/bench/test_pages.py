"""The page with the figures: a run replaces what the run before wrote, and nothing else."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bench import chart, pages
from bench.results import Figure, at_least, at_most, document, exactly

MACHINE = {"cpu": "A CPU", "cores": 2, "memory_gib": 8.0, "system": "Linux", "python": "3.11", "mongod": "6.0.5",
           "rabbitmq": "3.10.8", "load_generator": "wrk 4"}
FIGURES = [
    Figure.compared("P1", "gifts <each & all>", 2_500, "gifts/s", 300, "the plain way", at_least(8, ratio=True)),
    Figure.alone("P1.p99", "latency", 240, "ms", at_most(100)),
    Figure.alone("P1.kept", "difference", 0, "gifts", exactly(0)),
]
RESULTS = document(FIGURES, MACHINE, "abc+", "2026-11-20T17:00:00Z", quick=True)
PAGE = f"# Title\n\nbefore\n\n{pages.BEGIN}\nold figures\n{pages.END}\n\nafter\n"


def test_figures_replace_those_of_the_run_before_and_nothing_else() -> None:
    once = pages.replaced(PAGE, "first")
    twice = pages.replaced(once, "second")
    assert twice == f"# Title\n\nbefore\n\n{pages.BEGIN}\n\nsecond\n{pages.END}\n\nafter\n"


@pytest.mark.parametrize("lost", [pages.BEGIN, pages.END])
def test_a_page_without_its_marks_is_left_alone(lost: str, tmp_path: Path) -> None:
    page, plot = tmp_path / "performance.md", tmp_path / "performance.svg"
    page.write_text(PAGE.replace(lost, ""))
    with pytest.raises(pages.MarksMissing):
        pages.write(RESULTS, page, plot)
    assert page.read_text() == PAGE.replace(lost, "")
    assert not plot.exists()


def test_the_page_says_machine_commit_figures_and_what_was_missed(tmp_path: Path) -> None:
    page, plot = tmp_path / "performance.md", tmp_path / "performance.svg"
    page.write_text(PAGE)
    pages.write(RESULTS, page, plot)
    text = page.read_text()
    assert "Quick run" in text and "`abc+`" in text and "2 cores (A CPU)" in text
    assert (
        "| P1 | gifts <each & all> | 2,500 gifts/s | 300 gifts/s (the plain way) | 8.33 × | ≥ 8 × | yes |" in text
    )
    assert "| P1.p99 | latency | 240 ms | – | – | ≤ 100 | **no** |" in text
    assert "old figures" not in text
    assert "](performance.svg)" in text


def test_the_plot_is_sound_svg_with_a_bar_for_each_figure_that_has_a_length() -> None:
    root = ET.fromstring(chart.draw(RESULTS))
    texts = [element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "P1" in texts and "P1.p99" in texts and "P1.kept" not in texts
    assert "8.33 × (target ≥ 8 ×)" in texts


def test_the_page_of_this_checkout_has_its_marks() -> None:
    assert pages.replaced(pages.PAGE.read_text(), "figures")
