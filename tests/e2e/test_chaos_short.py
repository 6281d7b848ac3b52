"""A short, seeded run of `make chaos` on a product of its own: seven faults, and every đồng counted after each."""

from __future__ import annotations

import pytest

from bench.chaos import faults
from bench.chaos.run import run

pytestmark = pytest.mark.e2e

SEED = 20241017


@pytest.mark.timeout(240)
def test_a_broken_product_loses_and_doubles_nothing() -> None:
    said: list[str] = []
    outcomes = run(SEED, faults.SHORT, said.append)
    broken = [f"{outcome.fault}: {violation}" for outcome in outcomes for violation in outcome.violations]
    assert not broken, "\n".join([*said, *broken, f"to replay: make chaos SEED={SEED}"])
    assert sorted(outcome.fault for outcome in outcomes) == sorted(faults.SHORT)
