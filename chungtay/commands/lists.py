"""`chungtay donations import` and `chungtay pledges import`: a list from a spreadsheet, row by row."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table

from chungtay.console import out
from chungtay.gateway_client import log_in

SECONDS = 120.0


@click.group()
def donations() -> None:
    """Gifts received in hand."""


@click.group()
def pledges() -> None:
    """Pledges (phiếu đăng ký ủng hộ)."""


def _import(group: click.Group, resource: str) -> None:
    @group.command("import")
    @click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
    @click.option("--campaign", required=True, help="Code of the campaign.")
    @click.option("--dry-run", is_flag=True, help="Only try: say what would be refused, write nothing.")
    @click.option("--user", help="Account to import as (default: CHUNGTAY_USER, else the demo's provincial account).")
    def import_file(file: Path, campaign: str, dry_run: bool, user: str | None) -> None:
        """Take FILE (CSV or XLSX) in row by row.  The same file again adds nothing."""
        told = {"campaign": campaign, "dry_run": "true" if dry_run else "false"}
        sent = {"data": told, "files": {"file": (file.name, file.read_bytes())}, "timeout": SECONDS}
        outcome = log_in(user).ask("POST", f"/{resource}/import", **sent).json()
        what = "sẽ ghi" if dry_run else "đã ghi"
        out.print(f"{outcome['rows']} dòng: {what} {outcome['taken']}, từ chối {len(outcome['refused'])}.")
        if outcome["refused"]:
            table = Table("Dòng", "Trường", "Lý do", "Cách sửa")
            for row in outcome["refused"]:
                table.add_row(str(row["row"]), row["field"] or "", row["message"], row["remedy"])
            out.print(table)
            raise SystemExit(1)


_import(donations, "donations")
_import(pledges, "pledges")
