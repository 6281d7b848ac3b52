"""`chungtay receipts`: number receipts for the cash gifts of a campaign, and print many at once."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from chungtay.console import out
from chungtay.gateway_client import GatewayClient, log_in

GIFTS_AT_ONCE = 200
SHEETS_PER_FILE = 100

TREASURER = "ke-toan"

Row = dict[str, Any]

_CAMPAIGN = click.option("--campaign", required=True, help="Code of the campaign.")
_UNIT = click.option("--unit", help="Only this unit and all below it.")
_FROM = click.option("--from", "from_on", help="Only from this day on (YYYY-MM-DD).")
_TO = click.option("--to", "to_on", help="Only up to this day.")
_USER = click.option("--user", help="Account that may issue receipts (default: the demo's treasurer).")


@click.group()
def receipts() -> None:
    """Receipts (biên nhận)."""


@receipts.command()
@_CAMPAIGN
@_UNIT
@_FROM
@_TO
@_USER
def issue(campaign: str, unit: str | None, from_on: str | None, to_on: str | None, user: str | None) -> None:
    """Number receipts for the cash gifts received in these days.  A gift that has one keeps it: asking again takes no
    number."""
    client = log_in(user or TREASURER)
    gifts_of: dict[str, list[str]] = defaultdict(list)
    for gift in _rows(client, "/donations", campaign, unit, from_on, to_on, channel="cash"):
        if not gift.get("reversal_entry_id") and gift.get("refunded_vnd", 0) < gift["amount_vnd"]:
            gifts_of[gift["unit"]].append(gift["donation_id"])
    new = 0
    for at, ids in gifts_of.items():
        for place in range(0, len(ids), GIFTS_AT_ONCE):
            batch = ids[place : place + GIFTS_AT_ONCE]
            body = {"campaign": campaign, "unit": at, "gifts": [{"donation_id": one} for one in batch]}
            # A key of its own each time: asking twice is harmless by itself, and a receipt voided since is issued anew.
            new += client.post("/receipts", body, key=uuid.uuid4().hex)["new"]
    out.print(f"{new} biên nhận mới; {sum(map(len, gifts_of.values()))} khoản tiền mặt đều có biên nhận.")


@receipts.command("print")
@_CAMPAIGN
@_UNIT
@_FROM
@_TO
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@_USER
def print_receipts(
    campaign: str, unit: str | None, from_on: str | None, to_on: str | None, folder: Path, user: str | None
) -> None:
    """Print the living receipts issued in these days into FOLDER, a hundred to a file."""
    client = log_in(user or TREASURER)
    found = _rows(client, "/receipts", campaign, unit, from_on, to_on, status="issued")
    ids = [row["receipt_id"] for row in sorted(found, key=lambda row: (row["series"], row["number"]))]
    folder.mkdir(parents=True, exist_ok=True)
    for number, place in enumerate(range(0, len(ids), SHEETS_PER_FILE), start=1):
        file = folder / f"bien-nhan-{number:03d}.pdf"
        body = {"receipt_ids": ids[place : place + SHEETS_PER_FILE]}
        client.download("POST", "/receipts/printouts", file, json=body)
        out.print(f"{file}", markup=False)
    out.print(f"{len(ids)} biên nhận.")


def _rows(
    client: GatewayClient, path: str, campaign: str, unit: str | None, from_on: str | None, to_on: str | None,
    **filters: str,
) -> Iterator[Row]:
    asked: dict[str, Any] = {"campaign": campaign, "limit": 200, **filters}
    asked |= {name: value for name, value in {"unit": unit, "from_on": from_on, "to_on": to_on}.items() if value}
    while True:
        page = client.get(path, **asked)
        yield from page["rows"]
        if page["next"] is None:
            return
        asked["after"] = page["next"]
