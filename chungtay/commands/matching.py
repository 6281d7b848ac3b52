"""`chungtay matching`: how well bank lines find their pledges, on lines of which somebody knows whose they are."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table

from chungtay.console import out
from services.donations.matching import measuring


@click.group()
def matching() -> None:
    """Bank lines and the pledges they fulfil."""


@matching.command()
@click.option(
    "--set", "folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=measuring.SHIPPED_SET,
    help="Folder with pledges.csv and lines.csv of your own (default: the set that comes with the product).",
)
@click.option("--kinds", is_flag=True, help="Also each kind of line.")
def measure(folder: Path, kinds: bool) -> None:
    """Precision and recall of each state, on a labelled set.  Nothing of the running product is read or changed."""
    try:
        judged = measuring.judge(*measuring.read_set(folder))
    except (OSError, KeyError, ValueError) as error:
        raise click.ClickException(
            f"{folder} is no labelled set: {error!r}.\nIt needs pledges.csv and lines.csv, as described in "
            "services/donations/matching/labelled/README.md."
        ) from error
    table = Table("state", "lines", "right", "ought to be", "precision", "recall")
    for one in measuring.figures(judged):
        table.add_row(
            one.state, str(one.lines), str(one.right), str(one.wanted), f"{one.precision:.1%}", f"{one.recall:.1%}"
        )
    out.print(table)
    if kinds:
        by_kind = Table("kind of line", "lines", "right")
        for kind, lines, right in measuring.by_kind(judged):
            by_kind.add_row(kind, str(lines), str(right))
        out.print(by_kind)
