"""What devices keep for when there is no network: no file that a page needs is forgotten."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gateway.web.organiser.gate import SCRIPTS
from gateway.web.supervisor.field_list import KEPT

STATIC = Path(__file__).resolve().parents[4] / "gateway" / "web" / "static"


def _needed(entry: str) -> set[str]:
    """A script and every script that it imports, directly or not."""
    found, waiting = set(), [entry]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += re.findall(r'from "\./([a-z_]+\.js)"', (STATIC / name).read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(
    ("worker", "pages", "versioned"),
    [
        ("gate_worker.js", ["gate.js"], SCRIPTS),
        ("field_worker.js", ["field_form.js", "field_list.js", "unsent.js"], KEPT),
    ],
)
def test_every_script_that_a_page_imports_is_kept_by_its_worker_and_changes_the_version(
    worker: str, pages: list[str], versioned: tuple[str, ...]
) -> None:
    needed = set().union(*(_needed(page) for page in pages))
    kept = set(re.findall(r'"/static/([a-z_.]+)"', (STATIC / worker).read_text(encoding="utf-8")))
    assert needed | {"chungtay.css"} <= kept - {"kept_pages.js"}
    assert needed | {worker, "kept_pages.js"} <= set(versioned)
