"""`chungtay ledger export`: a sealed ledger as a file; `chungtay verify-ledger`: check it offline."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from chungtay.console import out
from chungtay.gateway_client import log_in
from services.donations.ledger.verifying_rules import Verifier, fingerprint

MOST_TOLD = 50
"""Faults told one by one; the others are counted."""

LONGEST_LINE = 2_000_000
"""Characters of a line: an entry has a few hundred, so a longer one is no ledger and is not read into memory."""

_IN = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def ledger() -> None:
    """The sealed ledger (sổ cái)."""


@ledger.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--campaign", required=True, help="Code of the campaign.")
@click.option("--user", help="Account that may read all books (default: CHUNGTAY_USER, else the demo's).")
def export(file: Path, campaign: str, user: str | None) -> None:
    """Write every sealed entry and block of a campaign to FILE, as JSON lines."""
    log_in(user).download("GET", "/books/ledger", file, params={"campaign": campaign})
    out.print(f"{file}: {file.stat().st_size} bytes. Check it anywhere: chungtay verify-ledger {file}", markup=False)


@click.command("verify-ledger")
@click.argument("file", type=_IN)
@click.option(
    "--roots", type=_IN, help="Roots as they were published (public/ledger/roots/export.csv): FILE must hold each."
)
def verify_ledger(file: Path, roots: Path | None) -> None:
    """Check an exported ledger without any server: balances, hashes, blocks, their chain and the daily roots.

    Without --roots a whole forgery, all hashes made anew, can't be told from the truth.  Exit code 1 if anything is
    wrong; what is wrong is named."""
    verifier = Verifier(_published(roots) if roots else {})
    wrong = 0
    for fault in _faults(file, verifier):
        wrong += 1
        if wrong <= MOST_TOLD:
            out.print(fault, markup=False, soft_wrap=True)
    if wrong > MOST_TOLD:
        out.print(f"… và {wrong - MOST_TOLD} lỗi nữa.", markup=False)
    told = f"{verifier.entries} bút toán, {verifier.blocks} khối, phát sinh {verifier.turnover_vnd} đồng"
    if wrong:
        raise click.ClickException(f"Sổ cái KHÔNG nguyên vẹn: {wrong} lỗi ({told}).")
    out.print(f"Sổ cái nguyên vẹn: {told}.", markup=False)
    if not roots:
        out.print("Chưa đối chiếu với mã đã công bố; thêm --roots FILE.", markup=False)


def _faults(file: Path, verifier: Verifier) -> Iterator[str]:
    for number, line in _lines(file):
        yield from (f"dòng {number}: {fault}" for fault in verifier.feed(line))
    yield from verifier.finish()
    doubled = verifier.doubled()
    if doubled:
        for number, line in _lines(file):
            if isinstance(line, dict) and line.get("kind") == "entry" and fingerprint(str(line.get("id"))) in doubled:
                yield f"dòng {number}: Bút toán {line['id']} có hơn một lần."


def _lines(file: Path) -> Iterator[tuple[int, Any]]:
    """Each line with its number; None for one that can't be read, which the verifier then names."""
    with file.open(encoding="utf-8", errors="replace") as stream:
        number = 0
        while text := stream.readline(LONGEST_LINE):
            number += 1
            try:
                yield number, json.loads(text, parse_constant=_no_number)
            except (ValueError, RecursionError):
                yield number, None


def _no_number(name: str) -> None:
    raise ValueError(name)


def _published(roots: Path) -> dict[str, str]:
    with roots.open(encoding="utf-8-sig", newline="") as stream:
        rows = csv.DictReader(stream)
        if not {"day", "hash"} <= set(rows.fieldnames or ()):
            raise click.ClickException(f"{roots}: needs the columns day and hash, as the published export has them.")
        return {row["day"]: row["hash"] for row in rows}
