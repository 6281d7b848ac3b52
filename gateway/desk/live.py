"""Figures that are not frozen: from the cells, at once, in the shape of a snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.desk.adjusting import adjustments
from gateway.desk.collections import Db
from gateway.desk.content import cube_of_groups, figures_content
from gateway.desk.making import position_of, positions
from gateway.desk.scoping import About
from gateway.reports.provincial import groups_of, report_of
from gateway.reports.reading import Snapshot, at_one_moment

UNCOUNTED = {"count": None, "chunks": None, "sha256": None}
"""The rows behind figures that nobody has frozen."""


def figures_now(db: Db, about: Mapping[str, Any]) -> dict[str, Any]:
    """What a snapshot would say now.  Raises the refusals of ``scope_of``."""

    def read(snapshot: Snapshot) -> dict[str, Any]:
        scope = About.of(about).scope(snapshot)
        groups = groups_of(snapshot, scope)
        return figures_content(
            about, position_of(snapshot, positions(snapshot)), report_of(snapshot, scope, groups),
            cube_of_groups(groups), UNCOUNTED, *adjustments(db, snapshot, about),
        )

    return at_one_moment(read)
