"""A run's figures, each against its target, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "results"
LATEST = FOLDER / "latest.json"


@dataclass(frozen=True)
class Target:
    """A bound on a figure, or on its ratio to the reference."""

    bound: float
    most: bool
    ratio: bool

    def __str__(self) -> str:
        sign = "=" if self.bound == 0 else "≤" if self.most else "≥"
        return f"{sign} {self.bound:g}{' ×' if self.ratio else ''}"

    def reached(self, value: float, ratio: float | None) -> float:
        """How much of the target is reached: 1 when it is just met, 2 when the figure is twice as good."""
        measured = ratio if self.ratio else value
        if measured is None:
            raise ValueError("a target on the ratio needs a reference")
        if not self.most:
            return measured / self.bound
        if measured == 0:
            return 1.0
        return self.bound / measured


def at_least(bound: float, *, ratio: bool = False) -> Target:
    """The figure must reach the bound."""
    return Target(bound, most=False, ratio=ratio)


def at_most(bound: float, *, ratio: bool = False) -> Target:
    """The figure must stay within the bound."""
    return Target(bound, most=True, ratio=ratio)


def exactly(bound: float) -> Target:
    """The figure must be nought: nothing lost, nothing doubled."""
    if bound != 0:
        raise ValueError("only an exact nought is asked for anywhere")
    return Target(bound, most=True, ratio=False)


@dataclass(frozen=True)
class Figure:
    """One figure.  ``reached``: how much of the target (1: just met); ``met`` follows from it."""

    id: str
    what: str
    value: float
    unit: str
    reference: float | None
    reference_is: str
    ratio: float | None
    target: str
    reached: float
    met: bool

    @classmethod
    def compared(
        cls, id: str, what: str, value: float, unit: str, reference: float, reference_is: str, target: Target
    ) -> Figure:
        """A figure beside its reference from the same run."""
        ratio = value / reference if reference else 0.0
        reached = target.reached(value, ratio)
        return cls(
            id, what, _rounded(value), unit, _rounded(reference), reference_is, _rounded(ratio), str(target),
            _rounded(reached), reached >= 1,
        )

    @classmethod
    def alone(cls, id: str, what: str, value: float, unit: str, target: Target) -> Figure:
        """A figure with a target of its own and no reference."""
        reached = target.reached(value, None)
        return cls(id, what, _rounded(value), unit, None, "", None, str(target), _rounded(reached), reached >= 1)


def document(
    figures: list[Figure], machine: Mapping[str, Any], commit: str, taken_at: str, quick: bool
) -> dict[str, Any]:
    """The results of a run as JSON values."""
    return {
        "taken_at": taken_at, "commit": commit, "quick": quick, "machine": dict(machine),
        "figures": [asdict(figure) for figure in figures],
    }


def write(results: Mapping[str, Any], file: Path = LATEST) -> None:
    """Keep the results, readable for people too."""
    file.parent.mkdir(exist_ok=True)
    file.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n")


def _rounded(value: float) -> float:
    """Three figures say all that a measurement of this kind knows; whole numbers stay whole."""
    if value == int(value):
        return int(value)
    if abs(value) >= 100:
        return round(value)
    return float(f"{value:.3g}")
