"""Whether what was frozen still is what it was."""

from __future__ import annotations

from typing import Any

from gateway.desk import snapshots, versions
from gateway.desk.collections import Db
from gateway.desk.content import cube_of_cells
from gateway.desk.cube_rules import minus
from gateway.desk.kept_rows import ChunkDamaged, KeptRows


def check_version(db: Db, version_id: str) -> dict[str, Any]:
    """Reckon all hashes and sums of a version anew.  Raises UnknownVersion."""
    version = versions.find(db, version_id)
    rows = 0
    try:
        content = versions.content_of(version)
        figures = snapshots.content_of(snapshots.find(db, version["snapshot_id"]))
        if figures != content["snapshot"]:
            raise ChunkDamaged("the snapshot is not the one that was frozen")
        sealed, cube = KeptRows(db, version["snapshot_id"]).seal()
        rows = sealed["count"]
        if sealed != figures["rows"]:
            raise ChunkDamaged(f"the rows are {sealed}, and were {figures['rows']}")
        if minus(cube, cube_of_cells(figures["cells"])):
            raise ChunkDamaged("the rows do not add up to the figures")
    except ChunkDamaged as damage:
        return {"version_id": version_id, "intact": False, "rows": rows, "problem": str(damage)}
    return {"version_id": version_id, "intact": True, "rows": rows, "problem": ""}
