"""The made-up statements that come with the design, each against the totals of its manifest."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.donations.statements.certificate import Certificate
from services.donations.statements.identity import identify
from services.donations.statements.reading.lines import RefusedLine
from services.donations.statements.reading.reader import read_statement, sniff

SAMPLES = Path(__file__).resolve().parents[5] / "shared" / "samples" / "statements"
pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="no sample statements beside this checkout")

FILES = [
    "vietcombank.csv", "agribank.csv", "agribank_one_row_missing.csv", "vietinbank.csv", "vietinbank_overlap.csv",
    "bidv.csv", "vietcombank_damaged.csv",
]  # fmt: skip


def certify(name: str, known: set[str] | None = None) -> tuple[dict[str, Any], set[str]]:
    path = SAMPLES / name
    with path.open("rb") as file:
        layout = sniff(file.read(4096), layout="auto", bank=path.stem.partition("_")[0])
        file.seek(0)
        certificate, found = Certificate(), set()
        for row in identify("0011000000000", read_statement(file, layout, date(2024, 12, 31))):
            if isinstance(row, RefusedLine):
                certificate.refuse(row)
            else:
                found.add(row.line_id)
                certificate.add(row, posted=row.line_id not in (known or set()))
    return certificate.to_json(), found


def manifest() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = json.loads((SAMPLES / "manifest.json").read_text())
    return loaded


def test_the_manifest_names_the_files_we_know() -> None:
    assert sorted(manifest()) == sorted(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_sample_is_certified_to_the_dong(name: str) -> None:
    expected = manifest()[name]
    made, found = certify(name)
    made |= {
        "rows": made["rows_read"],
        "posted_rows": made["rows_posted"],
        "posted_vnd": made["posted"]["credit_vnd"],
        "refused_lines": [row["line_no"] for row in made["refused"]],
    }
    compared = expected.keys() - {"encoding", "note", "new_rows_after_vietinbank", "new_credit_vnd"}
    assert {key: made[key] for key in compared} == {key: expected[key] for key in compared}
    assert len(found) == made["rows_posted"]


def test_an_overlapping_file_adds_only_what_is_new() -> None:
    _, known = certify("vietinbank.csv")
    made, _ = certify("vietinbank_overlap.csv", known)
    expected = manifest()["vietinbank_overlap.csv"]
    assert made["rows_posted"] == expected["new_rows_after_vietinbank"]
    assert made["posted"]["credit_vnd"] == expected["new_credit_vnd"]
    assert made["rows_already_known"] == 100
