"""The figures on docs/performance.md: a table and a plot between marks, replaced by each run."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.chart import draw
from chungtay.stack.layout import CHECKOUT

PAGE = CHECKOUT / "docs" / "performance.md"
PLOT = CHECKOUT / "docs" / "performance.svg"
BEGIN = "<!-- bench: what stands from here on is written by `make bench` -->"
END = "<!-- bench: until here -->"


class MarksMissing(Exception):
    """The page has no place for the figures."""


def write(results: Mapping[str, Any], page: Path = PAGE, plot: Path = PLOT) -> None:
    """Put the results on the page and draw the plot.  Raises :class:`MarksMissing`; then nothing is written."""
    text = replaced(page.read_text(), between_marks(results, plot.name))
    plot.write_text(draw(results))
    page.write_text(text)


def replaced(page: str, figures: str, begin_mark: str = BEGIN, end_mark: str = END) -> str:
    """The page with these figures between the marks; the rest of it is untouched.  Raises :class:`MarksMissing`."""
    before, begin, rest = page.partition(begin_mark)
    _old, end, after = rest.partition(end_mark)
    if not begin or not end:
        raise MarksMissing(f"the page needs these two lines:\n{begin_mark}\n{end_mark}")
    return f"{before}{begin_mark}\n\n{figures}\n{end_mark}{after}"


def between_marks(results: Mapping[str, Any], plot: str) -> str:
    """Machine, table and plot as Markdown."""
    machine = results["machine"]
    kind = "Quick run (figures of a few seconds each)" if results["quick"] else "Full run"
    versions = (
        f"Python {machine['python']}, MongoDB {machine['mongod']}, RabbitMQ {machine['rabbitmq']}, "
        f"{machine['load_generator']}"
    )
    lines = [
        f"{kind} of {results['taken_at'][:10]}, commit `{results['commit']}`, on {machine['cores']} cores "
        f"({machine['cpu']}), {machine['memory_gib']} GiB, {machine['system']}; {versions}.",
        "",
        "| | what | figure | reference in the same run | ratio | target | met |",
        "|---|---|---|---|---|---|---|",
        *(_line(figure) for figure in results["figures"]),
        "",
        f"![How much of each target is reached]({plot})",
        "",
    ]
    return "\n".join(lines)


def _line(figure: Mapping[str, Any]) -> str:
    reference = "–"
    if figure["reference"] is not None:
        reference = f"{number(figure['reference'])} {figure['unit']} ({figure['reference_is']})"
    ratio = "–" if figure["ratio"] is None else f"{number(figure['ratio'])} ×"
    cells = (
        figure["id"], figure["what"], f"{number(figure['value'])} {figure['unit']}", reference, ratio,
        figure["target"], "yes" if figure["met"] else "**no**",
    )
    return f"| {' | '.join(cells)} |"


def number(value: float) -> str:
    """As people write it: 1,234 or 0.56."""
    return f"{value:,}"
