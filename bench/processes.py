"""The processes below a process, as `/proc` tells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path


def children(pid: int) -> list[int]:
    """Process ids of those that it has started; none when it is gone."""
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []


def tree(pid: int) -> Iterator[int]:
    """Itself and all below it."""
    yield pid
    for child in children(pid):
        yield from tree(child)
