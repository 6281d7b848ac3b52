"""The allow-table of this product, read once from `allow_table.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from gateway import units
from gateway.access.rules import AllowTable, Holder

FILE = Path(__file__).with_name("allow_table.yaml")


@cache
def table() -> AllowTable:
    """The table. Raises `BrokenAllowTable`; create_app reads it at boot so that a slip stops the start."""
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return AllowTable(read)


def allowed(account: Holder, action: str, unit: str | None) -> bool:
    """Whether `account` may do `action` for `unit` (None: everywhere), by the table and the tree of units."""
    return table().allows(account, action, unit, units.contains)


def areas(account: Holder, action: str) -> list[str] | None:
    """Units (each with all below) for which `account` may do `action`: None everywhere, [] nowhere."""
    return table().areas(account, action)
