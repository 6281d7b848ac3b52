"""`chungtay duties`: the duties that the plans name, and the tests that walk each of them."""

import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import click
import yaml
from rich.table import Table

from chungtay import console
from chungtay.stack import StackError
from chungtay.stack.layout import CHECKOUT

DUTIES = CHECKOUT / "docs" / "duties.yaml"
_COLLECT_WITHIN_SECONDS = 120


@click.command()
def duties() -> None:
    """Print each duty, what it is, and the tests marked with it (@pytest.mark.duty("D1"))."""
    tests = _tests_by_duty()
    known = read_duties(DUTIES)
    table = Table("duty", "what", "walked by", show_lines=True)
    for duty_id, words in known.items():
        table.add_row(duty_id, words, "\n".join(tests.get(duty_id, [])) or "no test yet")
    console.out.print(table)
    walked = sum(1 for duty_id in known if duty_id in tests)
    console.out.print(f"{walked} of {len(known)} duties are walked by a test.")
    strange = sorted(set(tests) - set(known))
    if strange:
        raise StackError(
            f"Tests are marked with duties that {DUTIES.name} does not know: {', '.join(strange)}.",
            f"Correct the mark, or add the duty to {DUTIES}.",
        )


def read_duties(path: Path) -> dict[str, str]:
    """Duty ids and their words, in the order of the file."""
    rows = yaml.safe_load(path.read_text())
    return {str(row["id"]): str(row["duty"]) for row in rows}


def _tests_by_duty() -> dict[str, list[str]]:
    # tests/conftest.py prints one line per mark when asked to: "duty <tab> id <tab> test".
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-qq", "--list-duties"],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
        timeout=_COLLECT_WITHIN_SECONDS,
    )
    if ran.returncode not in (0, 5):
        raise StackError("The tests could not be collected.", "Run: bin/setup dev", ran.stdout[-2000:] + ran.stderr)
    tests: dict[str, list[str]] = defaultdict(list)
    for line in ran.stdout.splitlines():
        if line.startswith("duty\t"):
            _, duty_id, test = line.split("\t")
            tests[duty_id].append(test)
    return dict(tests)
