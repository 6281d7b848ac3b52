"""`chungtay golf`: hidden holes are drawn and kept where nobody else sees them until the round is over.

The product gets the commitment alone; holes and salt lie in a file of whoever drew them.
"""

from __future__ import annotations

import json
import os
import secrets
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from chungtay.console import out
from chungtay.gateway_client import GatewayClient, log_in
from services.events.golf_scoring.rules.course import HOLES
from services.events.golf_scoring.rules.hidden import commitment, is_fair

MOST_TRIES = 20_000
"""Draws until the hidden holes stand for the course; about one in ten does on a usual course."""


@click.group()
def golf() -> None:
    """Rounds of golf with hidden holes (hố ẩn)."""


@golf.command("seal")
@click.argument("golf_round")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--user", help="Account that directs the tournament (default: CHUNGTAY_USER, else the demo's).")
def seal(golf_round: str, file: Path, user: str | None) -> None:
    """Draw the hidden holes of GOLF_ROUND by lot, keep them in FILE and publish their commitment.

    They are drawn so that they stand for the course: as many in each nine, and par in proportion.  Keep FILE safe and
    to yourself: without it the holes can't be revealed, and whoever reads it knows them.  With a FILE that is there
    already its commitment is published again."""
    gateway = log_in(user)
    if file.exists():
        sealed = _read(file)
        if sealed["golf_round_id"] != golf_round:
            raise click.ClickException(f"{file} is of another round, {sealed['golf_round_id']}.")
    else:
        sealed = _drawn(gateway, golf_round)
        # Before anything is published: a commitment that nobody can open any more would be the end of the round.
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as written:
            json.dump(sealed, written, indent=2)
    gateway.post(
        f"/golf-rounds/{golf_round}/commitment", {"commitment": sealed["commitment"]}, key=secrets.token_hex(16)
    )
    out.print(f"Đã công bố mã niêm phong {sealed['commitment']}", markup=False, soft_wrap=True)
    out.print(f"Hố ẩn nằm trong {file}; giữ kín đến khi vòng đấu kết thúc.", markup=False, soft_wrap=True)


@golf.command("reveal")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--user", help="Account that directs the tournament (default: CHUNGTAY_USER, else the demo's).")
def reveal(file: Path, user: str | None) -> None:
    """Reveal the hidden holes in FILE, once the round is closed; they must be those that were sealed."""
    sealed = _read(file)
    told = log_in(user).post(
        f"/golf-rounds/{sealed['golf_round_id']}/reveal", {"holes": sealed["holes"], "salt": sealed["salt"]},
        key=secrets.token_hex(16),
    )
    out.print(f"Hố ẩn: {', '.join(map(str, told['hidden_holes']))}", markup=False)
    out.print(f"{told['commitment']} là SHA-256 của {told['commitment_of']}", markup=False, soft_wrap=True)


def _drawn(gateway: GatewayClient, golf_round: str) -> dict[str, Any]:
    of = gateway.get(f"/golf-rounds/{golf_round}")
    rule = of["rules"]["handicap"]
    if not rule["hidden_holes"]:
        raise click.ClickException("Thể lệ vòng này không có hố ẩn.")
    course = of["holes"] or gateway.get(f"/golf-tournaments/{of['activity']}")["holes"]
    pars = {hole["number"]: hole["par"] for hole in course}
    lot = secrets.SystemRandom()
    for _ in range(MOST_TRIES):
        holes = sorted(lot.sample(range(1, HOLES + 1), rule["hidden_holes"]))
        if is_fair(pars, holes, Fraction(rule["times"])):
            salt = secrets.token_hex(16)
            return {
                "golf_round_id": golf_round, "holes": holes, "salt": salt,
                "commitment": commitment(golf_round, holes, salt),
            }
    raise click.ClickException(
        "Không bốc được bộ hố ẩn cân với par của sân; chọn số hố ẩn và hệ số khác, hoặc tự chọn rồi niêm phong qua API."
    )


def _read(file: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        kept = commitment(found["golf_round_id"], found["holes"], found["salt"])
    except (ValueError, KeyError, TypeError) as error:
        raise click.ClickException(f"{file} is not a file of `chungtay golf seal`.") from error
    if kept != found.get("commitment"):
        raise click.ClickException(f"{file} was changed: its holes and salt do not give its commitment.")
    return found
