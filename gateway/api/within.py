"""Which units a list that a service answers may show."""

from __future__ import annotations

from gateway import units
from gateway.access import allow_table
from gateway.access.current import require_somewhere


def units_shown(action: str, unit: str | None) -> list[str] | None:
    """Codes of the units (None: all) for which whoever asks may do ``action``, of those within ``unit`` if one is
    asked for."""
    areas = allow_table.areas(require_somewhere(action), action)
    tree = units.current_tree()
    wanted = set(tree.descendants(unit)) if unit else None
    allowed = None if areas is None else {below for area in areas for below in tree.descendants(area)}
    if wanted is None or allowed is None:
        both = allowed if wanted is None else wanted
        return None if both is None else sorted(both)
    return sorted(wanted & allowed)
