"""The administrative units: province, district (until 2025-06-30), commune, each with its days and successors.

Accounts hold their roles for a part of this tree, and every figure of a report belongs to one of its units. One code
may mean another unit on another day (docs/adr/0026-units-over-time.md).
"""

from gateway.units.history import Units
from gateway.units.rules import Unit, UnitsOverlap, UnknownLevel, UnknownParent
from gateway.units.tree import (
    all_units,
    contains,
    current_tree,
    forget_tree,
    name_of,
    prepare,
    save_units,
    tree_on,
    units_mark,
)
from gateway.units.unit_tree import UnitTree

__all__ = [
    "Unit",
    "UnitTree",
    "Units",
    "UnitsOverlap",
    "UnknownLevel",
    "UnknownParent",
    "all_units",
    "contains",
    "current_tree",
    "forget_tree",
    "name_of",
    "prepare",
    "save_units",
    "tree_on",
    "units_mark",
]
