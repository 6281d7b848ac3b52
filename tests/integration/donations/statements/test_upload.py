"""Sending a file: what is refused, and that a refusal writes nothing."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import threading
import time
from typing import Any

import pytest

from runtime.clock import utc_now
from services.donations.statements.importer import Importer
from services.donations.statements.steering import cancel_abandoned

pytestmark = pytest.mark.integration

HEADER = b"PageId,TNXDate,DocNo,Debit,Credit,Balance,TransactionDetails\n"
ROW = b"1,17/10/2024,5001.1,,100.000,,ung ho\n"


def finish(content: bytes, import_id: str, **more: Any) -> dict[str, Any]:
    return {"import_id": import_id, "size_bytes": len(content), "sha256": hashlib.sha256(content).hexdigest(), **more}


def piece(import_id: str, index: int, data: bytes) -> dict[str, Any]:
    return {"import_id": import_id, "index": index, "chunk_base64": base64.b64encode(data).decode()}


def test_an_upload_in_pieces_is_queued_and_said(desk: Any) -> None:
    content = HEADER + ROW * 100
    import_id = desk.upload(content, piece_bytes=1000)
    state = desk.state(import_id)
    assert (state["status"], state["received_bytes"], state["layout"]) == ("queued", len(content), "vietcombank")
    assert state["account_number_masked"] == "*********0000"
    [event] = desk.said("donations.statement_import_changed.v1")
    assert event.data["status"] == "queued" and event.data["version"] == event.aggregate_version == state["version"]


@pytest.mark.parametrize(
    ("first", "more", "code"),
    [
        (b"Ngay,So tien\n", {}, "unknown_statement_layout"),
        ("STT,Ngày giao dịch,Số tiền,Nội dung\n".encode(), {}, "statement_of_another_bank"),
        (HEADER, {"campaign": "khong-co"}, "campaign_not_found"),
        (HEADER, {"account_number": "999999999"}, "account_not_in_campaign"),
        (HEADER, {"layout": "agribank"}, "unknown_statement_layout"),
        (HEADER, {"layout": "mb"}, "invalid_command"),
        (HEADER, {"first_chunk_base64": "khong phai base64!"}, "statement_piece_unreadable"),
    ],
)
def test_a_file_that_can_not_be_imported_is_refused_by_its_first_piece(
    desk: Any, first: bytes, more: dict[str, Any], code: str
) -> None:
    refusal = desk.refused("begin_statement_import", desk.begin(first, **more), key="k1")
    assert refusal["code"] == code
    assert refusal["field"] and refusal["message"]
    for collection in ("statement_imports", "statement_chunks", "outbox", "idempotency_keys"):
        wrote = desk.store.db[collection].count_documents({"type": {"$ne": "donations.campaign_saved.v1"}})
        assert wrote == 0, collection


def test_the_same_key_opens_one_upload_only(desk: Any) -> None:
    first = desk.ok("begin_statement_import", desk.begin(HEADER), key="k1")
    assert desk.ok("begin_statement_import", desk.begin(HEADER), key="k1") == first
    refusal = desk.refused("begin_statement_import", desk.begin(HEADER + ROW), key="k1")
    assert refusal["code"] == "idempotency_key_reused"
    assert desk.store.db.statement_imports.count_documents({}) == 1


def test_a_piece_sent_again_changes_nothing_and_another_in_its_place_is_refused(desk: Any) -> None:
    import_id = desk.ok("begin_statement_import", desk.begin(HEADER))["import_id"]
    once = desk.append(import_id, 1, ROW)
    assert desk.append(import_id, 1, ROW) == once
    refusal = desk.refused("append_statement_chunk", piece(import_id, 1, b"other"))
    assert refusal["code"] == "statement_piece_differs"


def test_a_piece_out_of_order_is_refused_with_the_one_that_is_due(desk: Any) -> None:
    import_id = desk.ok("begin_statement_import", desk.begin(HEADER))["import_id"]
    refusal = desk.refused("append_statement_chunk", piece(import_id, 2, ROW))
    assert (refusal["code"], refusal["facts"]["next_index"]) == ("statement_piece_out_of_order", 1)


def test_a_file_that_arrived_otherwise_than_it_was_sent_is_not_queued(desk: Any) -> None:
    import_id = desk.ok("begin_statement_import", desk.begin(HEADER))["import_id"]
    wrong_size = desk.refused("finish_statement_upload", finish(HEADER, import_id, size_bytes=1))
    wrong_hash = desk.refused("finish_statement_upload", finish(HEADER, import_id, sha256="0" * 64))
    assert [(r["code"], r["field"]) for r in (wrong_size, wrong_hash)] == [
        ("statement_file_differs", "size_bytes"), ("statement_file_differs", "sha256"),
    ]  # fmt: skip
    assert desk.state(import_id)["status"] == "receiving"
    assert desk.ok("finish_statement_upload", finish(HEADER, import_id))["status"] == "queued"
    assert desk.ok("finish_statement_upload", finish(HEADER, import_id))["status"] == "queued"
    assert len(desk.said("donations.statement_import_changed.v1")) == 1


def test_a_file_beyond_the_limit_is_refused(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("services.donations.statements.commands.MAX_FILE_BYTES", len(HEADER) + 10)
    import_id = desk.ok("begin_statement_import", desk.begin(HEADER))["import_id"]
    assert desk.refused("append_statement_chunk", piece(import_id, 1, ROW))["code"] == "statement_file_too_large"


def test_an_import_that_has_not_begun_can_be_cancelled_and_is_never_imported(desk: Any) -> None:
    import_id = desk.upload(HEADER + ROW)
    assert desk.ok("cancel_statement_import", {"id": import_id})["status"] == "cancelled"
    assert desk.ok("cancel_statement_import", {"id": import_id})["status"] == "cancelled"
    desk.run_importer()
    assert desk.state(import_id)["status"] == "cancelled"
    assert desk.ledger()["lines"] == []
    assert desk.store.db.statement_chunks.count_documents({}) == 0
    refusal = desk.refused("append_statement_chunk", piece(import_id, 1, ROW))
    assert refusal["code"] == "statement_import_closed"


def test_an_import_that_is_done_can_not_be_cancelled(desk: Any) -> None:
    import_id = desk.upload(HEADER + ROW)
    desk.run_importer()
    assert desk.refused("cancel_statement_import", {"id": import_id})["code"] == "statement_import_closed"


def test_an_upload_that_nobody_finishes_is_cancelled_after_a_day_and_its_pieces_are_gone(desk: Any) -> None:
    abandoned, recent = (desk.ok("begin_statement_import", desk.begin(HEADER))["import_id"] for _ in range(2))
    queued = desk.upload(HEADER + ROW)
    day_ago = utc_now() - dt.timedelta(hours=25)
    old = {"_id": {"$in": [abandoned, queued]}}
    desk.store.db.statement_imports.update_many(old, {"$set": {"received_at": day_ago}})
    assert desk.store.transact(lambda uow: cancel_abandoned(uow, 10)) == 1
    assert desk.store.transact(lambda uow: cancel_abandoned(uow, 10)) == 0
    assert [desk.state(one)["status"] for one in (abandoned, recent, queued)] == ["cancelled", "receiving", "queued"]
    assert desk.store.db.statement_chunks.count_documents({"import_id": abandoned}) == 0
    late = desk.refused("append_statement_chunk", piece(abandoned, 1, ROW))
    assert late["code"] == "statement_import_closed" and "đã hủy" in late["message"]


def test_the_importer_sweeps_abandoned_uploads_by_itself(desk: Any) -> None:
    abandoned = desk.ok("begin_statement_import", desk.begin(HEADER))["import_id"]
    day_ago = utc_now() - dt.timedelta(hours=25)
    desk.store.db.statement_imports.update_one({"_id": abandoned}, {"$set": {"received_at": day_ago}})
    importer = Importer(desk.store, "sweeper")
    thread = threading.Thread(target=importer.run_forever)
    thread.start()
    try:
        give_up_at = time.monotonic() + 20
        while desk.state(abandoned)["status"] != "cancelled":
            assert time.monotonic() < give_up_at
            time.sleep(0.05)
    finally:
        importer.stop()
        thread.join(timeout=20)


@pytest.mark.parametrize("command", ["get_statement_import", "cancel_statement_import"])
def test_an_unknown_import_is_not_found(desk: Any, command: str) -> None:
    assert desk.refused(command, {"id": "khong-co"})["kind"] == "not_found"
