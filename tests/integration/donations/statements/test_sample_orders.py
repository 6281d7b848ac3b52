"""The design's samples held to the đồng, in any order, twice, and as spreadsheets between."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Callable
from typing import Any

import pytest

from tests.statement_files import as_xlsx

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("seed", [1, 2])
def test_all_samples_in_any_order_and_format_and_twice_end_in_the_manifests_totals(
    desk: Any, sample: Callable[[str], bytes], seed: int
) -> None:
    manifest = json.loads(sample("manifest.json"))
    names = [name for name in manifest if name != "agribank_one_row_missing.csv"] * 2
    chosen = random.Random(seed)
    chosen.shuffle(names)
    for name in names:
        content = sample(name)
        if chosen.random() < 0.5 and "damaged" not in name:
            content = as_xlsx(list(csv.reader(io.StringIO(content.decode("utf-8-sig")))))
        made = desk.imported(content, name.partition("_")[0].removesuffix(".csv"))
        assert made["rows_read"] == manifest[name]["rows"], name
    whole = [manifest[f"{bank}.csv"] for bank in ("vietcombank", "agribank", "vietinbank", "bidv")]
    ledger = desk.ledger()
    assert ledger["credit_vnd"] == (
        sum(one["credit_vnd"] for one in whole) + manifest["vietinbank_overlap.csv"]["new_credit_vnd"]
        + manifest["vietcombank_damaged.csv"]["posted_vnd"]
    )
    assert ledger["debit_vnd"] == manifest["vietcombank.csv"]["debit_vnd"]
    assert len(ledger["lines"]) == sum(one["rows"] for one in whole) + 50 + 3
