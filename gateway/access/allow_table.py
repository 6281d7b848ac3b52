"""The allow-table of this product, read once from `allow_table.yaml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml

from gateway import units
from gateway.access.rules import PUBLIC, AllowTable, Limited

FILE = Path(__file__).with_name("allow_table.yaml")


@cache
def table() -> AllowTable:
    """The table. Raises `BrokenAllowTable`; create_app reads it at boot so that a slip stops the start."""
    read = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return AllowTable(read)


def allowed(account: Limited, action: str, unit: str | None) -> bool:
    """Whether `account` may do `action` for `unit` (None: everywhere), by the table, the tree of units and the key that
    it came with."""
    if not table().allows(account, action, unit, units.contains):
        return False
    limit = account.limit
    return limit is None or _open_to_all(action) or limit.allows(action, unit, units.contains)


def areas(account: Limited, action: str) -> list[str] | None:
    """Units (each with all below) for which `account` may do `action`: None everywhere, [] nowhere."""
    reach, limit = table().areas(account, action), account.limit
    return reach if limit is None or _open_to_all(action) else limit.narrowed(action, reach, units.contains)


def _open_to_all(action: str) -> bool:
    return table().cell(PUBLIC, action) == "any"
