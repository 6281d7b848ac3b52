"""A layout that nobody knows: looked at, mapped once for its account, remembered for the next file."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

import pytest

from tests.statement_files import Booked, as_camt053, as_csv, as_xlsx

pytestmark = pytest.mark.integration

ACCOUNT = "0011000000000"
DAY = dt.date(2024, 10, 17)
HEADER = ["Ngày GD", "Số CT", "Phát sinh", "Số dư", "Diễn giải"]
ROWS: list[list[Any]] = [
    ["17-10-2024", "A1", "100,000", "1,100,000", "ung ho 1"],
    ["18-10-2024", "A2", "-11,000", "1,089,000", "phi"],
]
CELLS: list[list[Any]] = [[DAY, "A1", 100_000, 1_100_000, "ung ho 1"],
                          [dt.date(2024, 10, 18), "A2", -11_000, 1_089_000, "phi"]]
TITLE = [["NGÂN HÀNG MẪU"], ["Kỳ", "10/2024"]]
COLUMNS = {"day": "Ngày GD", "reference": ["Số CT"], "amount": "phát  sinh", "balance": "Số dư", "memo": "Diễn giải"}


def mapping(columns: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    usual = {"campaign": "ninh-thuan", "account_number": ACCOUNT, "columns": columns or COLUMNS,
             "number_grouping": "comma", "day_format": "dd-mm-yyyy", "delimiter": "semicolon"}
    return usual | changes


def held(desk: Any, content: bytes) -> str:
    import_id: str = desk.ok("begin_statement_import", desk.begin(content, held=True))["import_id"]
    done = desk.ok("finish_statement_upload", {
        "import_id": import_id, "size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(),
    })  # fmt: skip
    assert done["status"] == "receiving"
    return import_id


CSV = as_csv([*TITLE, HEADER, *ROWS], delimiter=";")
XLSX = as_xlsx([*TITLE, HEADER, *CELLS])


@pytest.mark.parametrize("content", [CSV, XLSX])
def test_an_unknown_layout_is_looked_at_mapped_imported_and_remembered(desk: Any, content: bytes) -> None:
    import_id = held(desk, content)
    seen = desk.ok("preview_statement_import", {"id": import_id})
    assert seen["header"] == HEADER
    assert [row[4] for row in seen["rows"]] == ["ung ho 1", "phi"]
    assert seen["delimiter"] == ("semicolon" if content == CSV else "comma")
    assert desk.store.db.statement_looks.count_documents({"import_id": import_id, "actor": "thu-quy"}) == 1
    unknown = desk.refused("start_statement_import", {"id": import_id})
    assert unknown["code"] == "unknown_statement_layout" and "khai các cột" in unknown["remedy"]

    assert desk.ok("save_statement_mapping", mapping(import_id=import_id))["version"] == 1
    assert desk.ok("start_statement_import", {"id": import_id})["status"] == "queued"
    assert desk.ok("start_statement_import", {"id": import_id})["status"] == "queued"
    desk.run_importer()
    made = desk.certificate(import_id)
    assert (made["rows_posted"], made["credit_vnd"], made["debit_vnd"]) == (2, 100_000, 11_000)
    assert (made["balance_chain"], made["opening_vnd"]) == ("complete", 1_000_000)
    assert desk.state(import_id)["layout"] == "mapped"

    again = desk.imported(CSV if content == XLSX else XLSX)
    assert (again["rows_posted"], again["rows_already_known"]) == (0, 2)


def test_the_same_mapping_again_changes_nothing_and_another_is_a_new_version(desk: Any) -> None:
    first = desk.ok("save_statement_mapping", mapping())
    assert desk.ok("save_statement_mapping", mapping()) == first
    assert desk.ok("save_statement_mapping", mapping(number_grouping="dot"))["version"] == 2
    asked = {"campaign": "ninh-thuan", "account_number": ACCOUNT}
    assert desk.ok("get_statement_mapping", asked)["number_grouping"] == "dot"


def test_an_import_under_way_goes_on_with_the_mapping_it_began_with(desk: Any) -> None:
    desk.ok("save_statement_mapping", mapping())
    import_id = desk.upload(CSV)
    desk.ok("save_statement_mapping", mapping(number_grouping="dot", day_format="mm/dd/yyyy"))
    desk.run_importer()
    assert desk.certificate(import_id)["rows_posted"] == 2


def without(role: str, **more: Any) -> dict[str, Any]:
    return {name: column for name, column in COLUMNS.items() if name != role} | more


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"columns": without("day")}, "columns.day"),
        ({"columns": without("day", day="Ngày GD", day_and_time="Ngày")}, "columns.day"),
        ({"columns": without("day", day_and_time="Ngày GD", time="Giờ")}, "columns.time"),
        ({"columns": without("amount")}, "columns.credit"),
        ({"columns": without("amount", debit="Phát sinh")}, "columns.credit"),
        ({"columns": {**COLUMNS, "credit": "Có"}}, "columns.credit"),
        ({"columns": {**COLUMNS, "balance": "PHÁT SINH"}}, "columns.balance"),
        ({"columns": without("memo")}, "columns.memo"),
        ({"columns": without("memo", memo="Ghi chú")}, "columns.memo"),
        ({"columns": without("reference", reference=["So CT"])}, "columns.reference"),
        ({"columns": without("amount", credit="Diễn giải", memo="Phát sinh")}, "number_grouping"),
        ({"columns": without("balance", balance="Số CT", reference=[])}, "number_grouping"),
        ({"columns": without("day", day="Số CT", reference=[])}, "day_format"),
        ({"day_format": "mm/dd/yyyy"}, "day_format"),
        ({"number_grouping": "dot"}, "number_grouping"),
        ({"number_grouping": "space"}, "number_grouping"),
    ],
)
def test_a_wrong_mapping_is_refused_by_field_with_what_would_be_right(
    desk: Any, wrong: dict[str, Any], field: str
) -> None:
    import_id = held(desk, CSV)
    refusal = desk.refused("save_statement_mapping", mapping(import_id=import_id, **wrong))
    assert refusal["field"] == field
    assert refusal["remedy"] and refusal["message"]
    assert desk.store.db.statement_mappings.count_documents({}) == 0


def test_a_mapping_does_not_take_the_place_of_the_banks_known_layout(desk: Any, statement: Any) -> None:
    desk.ok("save_statement_mapping", mapping())
    import_id = desk.upload(statement((17, 100, "ung ho")))
    assert desk.state(import_id)["layout"] == "vietcombank"


def test_a_later_file_that_lacks_a_mapped_column_is_refused_with_its_name(desk: Any) -> None:
    desk.ok("save_statement_mapping", mapping())
    other = as_csv([["Ngày GD", "Phát sinh", "Diễn giải"], ["17-10-2024", "1,000", "x"]], delimiter=";")
    refusal = desk.refused("begin_statement_import", desk.begin(other))
    assert refusal["code"] == "statement_mapping_does_not_fit"
    assert refusal["facts"]["missing_columns"] == ["Số dư", "Số CT"]


def test_a_mapping_is_asked_for_where_there_is_none(desk: Any) -> None:
    refusal = desk.refused("begin_statement_import", desk.begin(CSV, layout="mapped"))
    assert refusal["code"] == "statement_mapping_missing"
    asked = {"campaign": "ninh-thuan", "account_number": ACCOUNT}
    assert desk.refused("get_statement_mapping", asked)["code"] == "statement_mapping_not_found"
    assert desk.refused("save_statement_mapping", mapping(account_number="99"))["code"] == "account_not_in_campaign"


def test_messages_have_no_columns_to_map(desk: Any) -> None:
    import_id = held(desk, as_camt053([Booked(DAY, "", 5000, "m")], ACCOUNT))
    for command, payload in (("preview_statement_import", {"id": import_id}),
                             ("save_statement_mapping", mapping(import_id=import_id))):
        assert desk.refused(command, payload)["code"] == "statement_mapping_needs_table"
    assert desk.ok("start_statement_import", {"id": import_id})["status"] == "queued"


def test_a_held_file_takes_no_further_piece_and_one_that_is_not_whole_is_not_started(desk: Any) -> None:
    import_id = desk.ok("begin_statement_import", desk.begin(CSV, held=True))["import_id"]
    assert desk.refused("start_statement_import", {"id": import_id})["code"] == "statement_upload_not_finished"
    closed = held(desk, CSV)
    piece = {"import_id": closed, "index": 1, "chunk_base64": "eA=="}
    assert desk.refused("append_statement_chunk", piece)["code"] == "statement_import_closed"
