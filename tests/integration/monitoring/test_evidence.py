"""Evidence on a real MongoDB: in by pieces, kept in GridFS, out again."""

from __future__ import annotations

import base64
import hashlib
import os
from typing import Any

import pytest

from services.monitoring.evidence import commands, storage
from tests.integration.monitoring.asking import Monitoring
from tests.integration.monitoring.test_checklists import report, under_way
from tests.integration.monitoring.test_recommendations import finding

pytestmark = pytest.mark.integration

PIECE = 512 * 1024
PHOTO = b"\xff\xd8\xff\xe0" + os.urandom(2 * PIECE)


def text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def begin(visit_id: str, data: bytes = PHOTO, **changes: Any) -> dict[str, Any]:
    return {"visit_id": visit_id, "file_name": "anh.jpg", "first_chunk_base64": text(data[:PIECE]), **changes}


def finish(evidence_id: str, data: bytes = PHOTO) -> dict[str, Any]:
    sha256 = hashlib.sha256(data).hexdigest()
    return {"evidence_id": evidence_id, "size_bytes": len(data), "sha256": sha256}


def send(monitoring: Monitoring, visit_id: str, data: bytes = PHOTO, **changes: Any) -> dict[str, Any]:
    evidence_id = monitoring.ok("begin_evidence", begin(visit_id, data, **changes))["evidence_id"]
    for index, start in enumerate(range(PIECE, len(data), PIECE), start=1):
        more = {"evidence_id": evidence_id, "index": index, "chunk_base64": text(data[start : start + PIECE])}
        for _ in range(2):
            monitoring.ok("append_evidence", more)
    return monitoring.ok("finish_evidence", finish(evidence_id, data))


def read(monitoring: Monitoring, visit_id: str, evidence_id: str) -> bytes:
    found, offset = b"", 0
    while offset is not None:
        which = {"visit_id": visit_id, "evidence_id": evidence_id, "offset": offset}
        piece = monitoring.ok("read_evidence", which)
        found += base64.b64decode(piece["content_base64"])
        offset = piece["next_offset"]
    return found


def test_a_photo_comes_back_as_it_was_sent_with_hash_time_place_and_who(monitoring: Monitoring) -> None:
    visit_id = under_way(monitoring)
    where = {
        "taken_at": "2025-06-16T02:30:00Z", "place": "Thôn 2", "latitude": 11.58, "longitude": 108.99,
        "checklist": "fund_use", "question": "ky_nhan",
    }
    kept = send(monitoring, visit_id, **where)
    assert (kept["status"], kept["content_type"], kept["size_bytes"]) == ("kept", "image/jpeg", len(PHOTO))
    assert kept["sha256"] == hashlib.sha256(PHOTO).hexdigest() and kept["added_by"] == "supervisor"
    assert (kept["latitude"], kept["place"], kept["taken_at"]) == (11.58, "Thôn 2", "2025-06-16T02:30:00.000Z")
    assert read(monitoring, visit_id, kept["evidence_id"]) == PHOTO
    assert monitoring.store.db.evidence_pieces.count_documents({}) == 0
    assert monitoring.ok("get_visit", {"id": visit_id})["evidence"] == 1
    assert [one["action"] for one in monitoring.trail("evidence", kept["evidence_id"])] == ["kept"]


def test_a_file_sent_again_is_the_one_that_is_there(monitoring: Monitoring) -> None:
    visit_id = under_way(monitoring)
    first = send(monitoring, visit_id)
    assert send(monitoring, visit_id)["evidence_id"] == first["evidence_id"]
    assert monitoring.ok("finish_evidence", finish(first["evidence_id"])) == first
    assert len(monitoring.ok("list_evidence", {"visit_id": visit_id})["evidence"]) == 1
    assert monitoring.ok("get_visit", {"id": visit_id})["evidence"] == 1


def test_whoever_dies_between_storing_and_keeping_has_lost_nothing_and_the_next_try_keeps_it(
    monitoring: Monitoring, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit_id = under_way(monitoring)
    data = b"%PDF-1.7 " + os.urandom(1000)
    evidence_id = monitoring.ok("begin_evidence", begin(visit_id, data))["evidence_id"]
    with monkeypatch.context() as patched:
        patched.setattr(commands, "finish_evidence", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            monitoring.ask("finish_evidence", finish(evidence_id, data))
    assert monitoring.ok("list_evidence", {"visit_id": visit_id})["evidence"] == []
    assert monitoring.ok("finish_evidence", finish(evidence_id, data))["status"] == "kept"
    assert read(monitoring, visit_id, evidence_id) == data


def test_a_half_written_file_is_replaced_by_the_next_try(monitoring: Monitoring) -> None:
    def breaking() -> Any:
        yield b"half"
        raise ConnectionError

    db = monitoring.store.db
    with pytest.raises(ConnectionError):
        storage.store_file(db, "e1", "a", breaking())
    storage.store_file(db, "e1", "a", [b"whole ", b"file"])
    storage.store_file(db, "e1", "a", [b"another"])
    assert storage.read_file(db, "e1", 0, 100) == b"whole file", "what is finished stays"
    assert storage.read_file(db, "e1", 6, 2) == b"fi" and storage.read_file(db, "e2", 0, 1) is None


def test_what_is_no_evidence_is_refused_whatever_it_is_called(monitoring: Monitoring) -> None:
    visit_id = under_way(monitoring)
    program = begin(visit_id, b"MZ\x90\x00" + bytes(100), file_name="anh.jpg")
    assert monitoring.refused("begin_evidence", program) == "not_evidence"
    renamed = b"PK\x03\x04" + bytes(50)
    evidence_id = monitoring.ok("begin_evidence", begin(visit_id, renamed, file_name="a.docx"))["evidence_id"]
    assert monitoring.refused("finish_evidence", finish(evidence_id, renamed)) == "not_evidence"
    short = monitoring.ok("begin_evidence", begin(visit_id))["evidence_id"]
    assert monitoring.refused("finish_evidence", finish(short)) == "pieces_missing"
    other = {"evidence_id": short, "index": 1, "chunk_base64": text(b"a")}
    monitoring.ok("append_evidence", other)
    assert monitoring.refused("append_evidence", {**other, "chunk_base64": text(b"b")}) == "piece_differs"
    which = {"visit_id": visit_id, "evidence_id": short}
    assert monitoring.refused("read_evidence", which) == "evidence_not_found", "not before it is whole"
    assert monitoring.ok("list_evidence", {"visit_id": visit_id})["evidence"] == []


def test_evidence_is_of_a_visit_at_work_or_reported_and_of_its_own_questions_and_findings(
    monitoring: Monitoring,
) -> None:
    visit_id, other = under_way(monitoring), under_way(monitoring)
    elsewhere = monitoring.ok("raise_finding", finding(visit_id=other))["finding_id"]
    small = b"%PDF-1.7"
    assert monitoring.refused("begin_evidence", begin(visit_id, small, finding_id=elsewhere)) == (
        "finding_outside_visit"
    )
    wrong = begin(visit_id, small, checklist="fund_use", question="khong_co")
    assert monitoring.refused("begin_evidence", wrong) == "question_not_found"
    kept = send(monitoring, other, small, finding_id=elsewhere)
    which = {"visit_id": visit_id, "evidence_id": kept["evidence_id"]}
    assert monitoring.refused("read_evidence", which) == "evidence_not_found", "another visit's file"
    monitoring.ok("report_visit", report(visit_id))
    assert send(monitoring, visit_id, small)["status"] == "kept"
    monitoring.ok("cancel_visit", {"visit_id": other, "reason": "x"})
    assert monitoring.refused("begin_evidence", begin(other, small)) == "visit_step_out_of_order"
