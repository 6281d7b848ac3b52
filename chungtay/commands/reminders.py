"""`chungtay reminders`: reminders of reports that are owed, and what became of them."""

import click
from rich.table import Table

from chungtay import console
from gateway import units
from gateway.database import connect
from gateway.desk.collections import REMINDERS
from gateway.desk.mailing import OUTBOX
from gateway.desk.reminding import STATUS_NAMES
from runtime import settings
from runtime.clock import local_day


@click.command()
@click.option("--newest", type=click.IntRange(1, 1000), default=50, show_default=True, help="So many, newest first.")
def reminders(newest: int) -> None:
    """Reminders of reports that are owed, newest first, and what became of each.

    Without a mail server (CHUNGTAY_SMTP_URL) they lie as .eml files in the outbox folder of the home.
    """
    config = settings.load()
    db = connect(config)
    table = Table("made", "unit", "subject", "to", "", box=None)
    for one in db[REMINDERS].find().sort("made_at", -1).limit(newest):
        became = STATUS_NAMES[one["status"]] + (f": {one['error'][:120]}" if one["error"] else "")
        table.add_row(
            f"{local_day(one['made_at']):%d/%m/%Y}", units.name_of(one["unit"]), one["subject"],
            ", ".join(one["to"]) or "-", became,
        )
    console.out.print(table)
    console.out.print(f"Outbox folder: {config.home / OUTBOX}", markup=False, soft_wrap=True)
