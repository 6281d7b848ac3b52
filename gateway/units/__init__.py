"""The tree of administrative units: province, district (until 2025-06-30), commune, with validity and
successors.

Accounts hold their roles for a part of this tree, and every figure of a report belongs to one of its units.
"""

from gateway.units.rules import Unit, UnitTree, UnknownLevel, UnknownParent
from gateway.units.tree import (
    contains,
    current_tree,
    forget_tree,
    name_of,
    prepare,
    save_units,
)

__all__ = [
    "Unit",
    "UnitTree",
    "UnknownLevel",
    "UnknownParent",
    "contains",
    "current_tree",
    "forget_tree",
    "name_of",
    "prepare",
    "save_units",
]
