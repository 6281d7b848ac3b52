"""`chungtay keys`: API keys of programs, made and revoked on the machine itself."""

from __future__ import annotations

import click
from rich.table import Table

from chungtay import console
from chungtay.commands.accounts import Told
from gateway import units
from gateway.access import accounts, allow_table
from gateway.access import keys as kept
from gateway.access.key_rules import GROUPS, LASTS_DAYS, LONGEST_DAYS, MOST_PER_MINUTE, PER_MINUTE, READING
from gateway.database import connect
from runtime import settings
from runtime.clock import utc_now

BY = "chungtay"
"""Who makes and revokes keys from here."""


@click.group(cls=Told)
def keys() -> None:
    """API keys of programs: a part of an account's rights, for a time."""
    connect(settings.load())
    accounts.prepare()
    allow_table.table()


@keys.command()
@click.argument("owner")
@click.argument("name")
@click.option("--may", "actions", multiple=True, required=True,
              help=f"An action of the allow-table, or a group: {', '.join([*GROUPS, READING])}.")
@click.option("--unit", help="Only for this unit and all below it; otherwise wherever the owner may.")
@click.option("--days", type=click.IntRange(1, LONGEST_DAYS), default=LASTS_DAYS, show_default=True)
@click.option("--per-minute", type=click.IntRange(1, MOST_PER_MINUTE), default=PER_MINUTE, show_default=True)
def add(owner: str, name: str, actions: tuple[str, ...], unit: str | None, days: int, per_minute: int) -> None:
    """Make a key for the account OWNER, called NAME, and print it, once."""
    wanted = kept.Wanted(name, list(actions), unit, days, per_minute)
    made, secret = kept.make(kept.owner_named(owner), wanted, BY, utc_now())
    console.out.print(f"Made {made.key_id} for {owner}, until {made.expires_at:%Y-%m-%d}.", markup=False)
    console.out.print(f"It may: {', '.join(made.actions)}.", markup=False)
    console.out.print(f"The key, shown this once: {secret}", markup=False, soft_wrap=True)


@keys.command(name="list")
@click.option("--owner", help="Of this account alone.")
def list_keys(owner: str | None) -> None:
    """Keys with what became of them."""
    table = Table("key", "name", "owner", "unit", "until", "last used", "", box=None)
    after = ""
    while page := kept.all_keys(owner, after):
        for key in page:
            used = f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never"
            state = f"revoked by {key.revoked_by}" if key.revoked_at else "over" if key.expires_at < utc_now() else ""
            where = units.name_of(key.unit) if key.unit else ""
            table.add_row(key.key_id, key.name, key.owner, where, f"{key.expires_at:%Y-%m-%d}", used, state)
        after = page[-1].key_id
    console.out.print(table)


@keys.command()
@click.argument("key_id")
def revoke(key_id: str) -> None:
    """End a key at once; KEY_ID is how it begins (ctk_…)."""
    ended = kept.revoke(key_id, BY, utc_now())
    console.out.print(f"{ended.key_id} ({ended.name}) is revoked.", markup=False)
