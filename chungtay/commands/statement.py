"""`chungtay statement`: import a bank statement file and print its certificate; map the columns of an unknown one;
cancel, resume or undo an import."""

from __future__ import annotations

import time
import uuid
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from chungtay.console import out
from chungtay.gateway_client import GatewayClient, log_in
from contracts.commands.donations.statements import DAY_FORMATS, NUMBER_GROUPINGS, MappedColumns

POLL_SECONDS = 0.3
READ, UNDONE = "done", "undone"
ENDED = (READ, "failed", "cancelled", UNDONE, "undo_failed")

ROLES = tuple(MappedColumns().fields)

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
    """Import FILE (CSV, XLSX, camt.053 or MT940) and print the certificate.  Importing it again finds nothing new."""
    client = log_in(user or TREASURER)
    queued = client.upload("/statement-imports", file, campaign=campaign, account_number=account, layout=layout)
    _see_through(client, queued["import_id"], READ)


@statement.command("map")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--campaign", required=True, help="Code of the campaign.")
@click.option("--account", required=True, help="Number of the bank account.")
@click.option("--column", "columns", multiple=True, metavar="ROLE=COLUMN",
              help=f"Which column is what; roles: {', '.join(ROLES)}. Without any, only the file's columns are shown.")
@click.option("--grouping", type=click.Choice(NUMBER_GROUPINGS), default="none", show_default=True,
              help="What stands between groups of three digits.")
@click.option("--day-format", type=click.Choice(DAY_FORMATS), default=DAY_FORMATS[0], show_default=True)
@click.option("--import", "import_it", is_flag=True, help="Import FILE right away.")
@_USER
def map_columns(
    file: Path, campaign: str, account: str, columns: tuple[str, ...], grouping: str, day_format: str, import_it: bool,
    user: str | None,
) -> None:
    """Say which column of FILE is what, once for its account; later files of the account are then known."""
    client = log_in(user or TREASURER)
    held = client.upload("/statement-imports", file, campaign=campaign, account_number=account, held="true")
    import_id = held["import_id"]
    started = False
    try:
        seen = client.get(f"/statement-imports/{import_id}/preview")
        _print_preview(seen)
        if columns:
            mapping = {"columns": _columns(columns), "number_grouping": grouping, "day_format": day_format,
                       "delimiter": seen["delimiter"], "import_id": import_id}
            kept = client.put(f"/statement-mappings/{campaign}/{account}", mapping)
            out.print(f"Đã nhớ bảng khai cột của tài khoản {account} (bản {kept['version']}).", markup=False)
            if import_it:
                client.post(f"/statement-imports/{import_id}/start", key=uuid.uuid4().hex)
                started = True
    finally:
        if not started:
            client.post(f"/statement-imports/{import_id}/cancellation")
    if started:
        _see_through(client, import_id, READ)


def _columns(pairs: tuple[str, ...]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for pair in pairs:
        role, sign, column = pair.partition("=")
        if not sign or role not in ROLES:
            raise click.BadParameter(f"{pair!r}: write ROLE=COLUMN, a role being one of {', '.join(ROLES)}")
        if role == "reference":
            made.setdefault(role, []).append(column)
        else:
            made[role] = column
    return made


def _print_preview(seen: dict[str, Any]) -> None:
    table = Table(title="Các cột và dòng đầu của tệp")
    for name in seen["header"]:
        table.add_column(Text(name or "(không tên)"))
    for row in seen["rows"]:
        table.add_row(*(Text(cell) for cell in row[: len(seen["header"])]))
    out.print(table)


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
