"""The made-up statements of the bench are as the banks print them: the product's own reader reads every row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bench.statement_files import batches_of, write_statement
from services.donations.statements.certificate import Certificate
from services.donations.statements.identity import identify
from services.donations.statements.reading.lines import StatementLineFact
from services.donations.statements.reading.reader import read_statement, sniff

CHAINS = {"vietcombank": "partial", "agribank": "complete", "vietinbank": "unproven", "bidv": "unproven"}


@pytest.mark.parametrize("bank", CHAINS)
def test_every_row_is_read_and_counted_as_it_was_made(tmp_path: Path, bank: str) -> None:
    file = tmp_path / "sao-ke.csv"
    totals = write_statement(file, 2_000, bank, seed=7)
    certificate = Certificate()
    with file.open("rb") as stream:
        layout = sniff(stream.read(4096), layout="auto", bank=bank)
        stream.seek(0)
        for row in identify("1", read_statement(stream, layout, date(2024, 12, 31))):
            assert isinstance(row, StatementLineFact), row
            certificate.add(row, posted=True)
    made = certificate.to_json()
    assert (made["credit_rows"], made["credit_vnd"]) == (totals.credit_rows, totals.credit_vnd)
    assert (made["debit_rows"], made["debit_vnd"]) == (totals.debit_rows, totals.debit_vnd)
    assert made["rows_read"] == totals.rows == 2_000
    assert made["identical_twins"] >= totals.twins > 0
    assert (made["balance_chain"], made["unexplained_vnd"] or 0) == (CHAINS[bank], 0)


def test_one_seed_makes_one_file_and_another_another(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a", "b", "c")]
    for file, seed in zip(files, (1, 1, 2), strict=True):
        write_statement(file, 300, seed=seed)
    first, second, third = (file.read_bytes() for file in files)
    assert first == second != third
    assert [len(batch) for batch in batches_of(files[0], 120)] == [120, 120, 60]
