"""`chungtay statement`: import a bank statement file and print its certificate; cancel, resume or undo an import."""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Any

import click

from chungtay.console import out
from chungtay.gateway_client import GatewayClient, log_in

POLL_SECONDS = 0.3
READ, UNDONE = "done", "undone"
ENDED = (READ, "failed", "cancelled", UNDONE, "undo_failed")

TREASURER = "ke-toan"
_USER = click.option("--user", help="Account that may import statements (default: the demo's treasurer).")


@click.group()
def statement() -> None:
    """Bank statements (sao kê)."""


@statement.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--campaign", required=True, help="Code of the campaign.")
@click.option("--account", required=True, help="Number of the bank account.")
@click.option("--layout", default="auto", show_default=True, help="Layout of the file.")
@_USER
def import_file(file: Path, campaign: str, account: str, layout: str, user: str | None) -> None:
    """Import FILE and print the certificate.  Importing the same file again finds nothing new."""
    client = log_in(user or TREASURER)
    queued = client.upload("/statement-imports", file, campaign=campaign, account_number=account, layout=layout)
    _see_through(client, queued["import_id"], READ)


@statement.command("cancel")
@click.argument("import_id")
@_USER
def cancel(import_id: str, user: str | None) -> None:
    """Stop an import; what it has booked stays until it is undone."""
    stopped = log_in(user or TREASURER).post(f"/statement-imports/{import_id}/cancellation")
    print_certificate(stopped)


@statement.command("resume")
@click.argument("import_id")
@_USER
def resume(import_id: str, user: str | None) -> None:
    """Let an import that was cancelled or has failed go on where it stopped, and print its certificate."""
    client = log_in(user or TREASURER)
    client.post(f"/statement-imports/{import_id}/resumption", key=uuid.uuid4().hex)
    _see_through(client, import_id, READ)


@statement.command("undo")
@click.argument("import_id")
@click.option("--reason", required=True, help="Why; it stands in the journal.")
@_USER
def undo(import_id: str, reason: str, user: str | None) -> None:
    """Take back everything that an import has booked, by new journal entries; its file can then be imported anew."""
    client = log_in(user or TREASURER)
    client.post(f"/statement-imports/{import_id}/undo", {"reason": reason}, key=uuid.uuid4().hex)
    _see_through(client, import_id, UNDONE)


def _see_through(client: GatewayClient, import_id: str, wanted: str) -> None:
    ended = follow(client, import_id)
    print_certificate(ended)
    if ended["status"] != wanted:
        raise click.ClickException(f"The import is {ended['status']}: {ended['failure'] or ''}")


def follow(client: GatewayClient, import_id: str) -> dict[str, Any]:
    """Wait until an import, or its undo, has ended, telling how far it is; returns it."""
    with out.status("Đang chờ …") as live:
        while True:
            found = client.get(f"/statement-imports/{import_id}")
            if found["status"] in ENDED:
                return found
            live.update(_how_far(found))
            time.sleep(POLL_SECONDS)


def _how_far(found: dict[str, Any]) -> str:
    share = "" if found["percent"] is None else f" ({found['percent']}%)"
    if found["status"] == "undoing":
        return f"Đang hoàn tác … {found['rows_undone']} dòng{share}"
    return f"Đang nhập sao kê … {found['rows_read']} dòng{share}"


def print_certificate(ended: dict[str, Any]) -> None:
    """The certificate, a line a fact."""
    out.print(
        f"Biên bản {ended['import_id']}: {ended['file_name']} ({ended['layout']}), {ended['status']}", markup=False
    )
    for name, value in ended["certificate"].items():
        out.print(f"  {name}: {value}", markup=False)
