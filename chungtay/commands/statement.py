"""`chungtay statement`: import a bank statement file and print its certificate."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click

from chungtay.console import out
from chungtay.gateway_client import GatewayClient, log_in

POLL_SECONDS = 0.3
ENDED = ("done", "failed", "cancelled")


@click.group()
def statement() -> None:
    """Bank statements (sao kê)."""


@statement.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--campaign", required=True, help="Code of the campaign.")
@click.option("--account", required=True, help="Number of the bank account.")
@click.option("--layout", default="auto", show_default=True, help="Layout of the file.")
@click.option("--user", help="Account that may import statements (default: CHUNGTAY_USER, else the demo's treasurer).")
def import_file(file: Path, campaign: str, account: str, layout: str, user: str | None) -> None:
    """Import FILE and print the certificate.  Importing the same file again finds nothing new."""
    client = log_in(user or "ke-toan")
    queued = client.upload("/statement-imports", file, campaign=campaign, account_number=account, layout=layout)
    ended = follow(client, queued["import_id"])
    print_certificate(ended)
    if ended["status"] != "done":
        raise click.ClickException(f"The import is {ended['status']}: {ended['failure'] or ''}")


def follow(client: GatewayClient, import_id: str) -> dict[str, Any]:
    """Wait until an import has ended, telling how far it is; returns it."""
    with out.status("Đang nhập sao kê …") as live:
        while True:
            found = client.get(f"/statement-imports/{import_id}")
            if found["status"] in ENDED:
                return found
            live.update(f"Đang nhập sao kê … {found['certificate'].get('rows_read', 0)} dòng")
            time.sleep(POLL_SECONDS)


def print_certificate(ended: dict[str, Any]) -> None:
    """The certificate, a line a fact."""
    out.print(f"Biên bản {ended['import_id']}: {ended['file_name']} ({ended['layout']})", markup=False)
    for name, value in ended["certificate"].items():
        out.print(f"  {name}: {value}", markup=False)
