"""Evidence on a real MongoDB: in by pieces, kept in GridFS, out again."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import io
import os
from typing import Any

import pytest
from PIL import Image

from runtime.clock import utc_now, wire_instant
from services.monitoring.evidence import commands
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


def photo(size: tuple[int, int] = (1200, 800), kind: str = "JPEG", **told: Any) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", size, "green").save(held, kind, **told)
    return held.getvalue()


def small(monitoring: Monitoring, which: dict[str, Any], actor: str = "auditor") -> bytes:
    return base64.b64decode(monitoring.ok("get_thumbnail", which, actor)["content_base64"])


def test_a_thumbnail_shows_the_photo_the_right_way_up_and_nothing_of_where_it_was_taken(monitoring: Monitoring) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Ma May Anh"  # turned by a quarter; the maker
    exif.get_ifd(0x8825).update({1: "N", 2: (11.0, 34.0, 48.0)})  # GPS
    visit_id = under_way(monitoring)
    kept = send(monitoring, visit_id, photo(exif=exif, comment=b"Nha ong A"))
    which = {"visit_id": visit_id, "evidence_id": kept["evidence_id"]}
    first, again = small(monitoring, which), small(monitoring, which)
    with Image.open(io.BytesIO(first)) as made:
        assert (made.format, made.size, dict(made.getexif())) == ("JPEG", (213, 320), {})
    assert b"Ma May Anh" not in first and b"Nha ong A" not in first and b"Exif" not in first
    assert first == again and monitoring.store.db.evidence_thumbnails.count_documents({}) == 1
    assert b"Ma May Anh" in read(monitoring, visit_id, kept["evidence_id"]), "the evidence itself is as it was sent"


def test_a_picture_with_too_many_pixels_or_a_broken_one_or_is_none_has_no_thumbnail(monitoring: Monitoring) -> None:
    visit_id = under_way(monitoring)
    whole = photo()
    bomb = io.BytesIO()
    Image.new("1", (6_000, 5_000)).save(bomb, "PNG")  # Pillow itself refuses from 179 million on
    for data, code in (
        (bomb.getvalue(), "picture_too_large"), (whole[: len(whole) // 2], "picture_unreadable"),
        (PHOTO, "picture_unreadable"), (b"%PDF-1.7 a", "no_thumbnail"),
        (photo(kind="PNG")[:60], "picture_unreadable"),
    ):
        kept = send(monitoring, visit_id, data)
        assert monitoring.refused("get_thumbnail", {"visit_id": visit_id, "evidence_id": kept["evidence_id"]}) == code
    for kind in ("PNG", "WEBP"):
        kept = send(monitoring, visit_id, photo(kind=kind))
        assert small(monitoring, {"visit_id": visit_id, "evidence_id": kept["evidence_id"]}).startswith(b"\xff\xd8\xff")


def test_every_look_is_kept_once_for_a_file_of_many_pieces(monitoring: Monitoring) -> None:
    visit_id = under_way(monitoring)
    large, kept = send(monitoring, visit_id), send(monitoring, visit_id, photo())
    assert len(read(monitoring, visit_id, large["evidence_id"])) > 2 * PIECE
    small(monitoring, {"visit_id": visit_id, "evidence_id": kept["evidence_id"]}, actor="phó đoàn")
    page = monitoring.ok("list_evidence_looks", {"visit_id": visit_id, "limit": 1})
    rest = monitoring.ok("list_evidence_looks", {"visit_id": visit_id, "before": page["next"]})
    assert [(one["looked_by"], one["what"], one["evidence_id"]) for one in page["looks"] + rest["looks"]] == [
        ("phó đoàn", "thumbnail", kept["evidence_id"]), ("supervisor", "file", large["evidence_id"]),
    ]
    assert rest["next"] is None and page["looks"][0]["looked_at"] <= wire_instant(utc_now())
    assert monitoring.refused("list_evidence_looks", {"visit_id": "khong-co"}) == "visit_not_found"


def test_of_what_was_entered_by_mistake_the_hash_and_that_it_stood_there_stay_and_the_content_goes(
    monitoring: Monitoring,
) -> None:
    visit_id = under_way(monitoring)
    wrong, right = send(monitoring, visit_id, photo()), send(monitoring, visit_id)
    which = {"visit_id": visit_id, "evidence_id": wrong["evidence_id"]}
    small(monitoring, which)
    gone = monitoring.ok("withdraw_evidence", {**which, "reason": "Chụp nhầm nhà khác"}, actor="trưởng đoàn")
    assert (gone["status"], gone["sha256"], gone["added_by"]) == ("withdrawn", wrong["sha256"], "supervisor")
    assert monitoring.ok("withdraw_evidence", {**which, "reason": "Lần nữa"}) == gone
    assert monitoring.ok("get_visit", {"id": visit_id})["evidence"] == 1
    assert monitoring.ok("list_evidence", {"visit_id": visit_id})["evidence"] == [gone, right]
    for command in ("read_evidence", "get_thumbnail"):
        assert monitoring.refused(command, which) == "evidence_withdrawn"
    assert [one["action"] for one in monitoring.trail("evidence", wrong["evidence_id"])] == ["kept", "withdrawn"]
    for _ in range(2):
        monitoring.service.let_go_of_evidence()
    files = monitoring.store.db["evidence_files.files"]
    assert [one["_id"] for one in files.find()] == [right["evidence_id"]]
    assert monitoring.store.db.evidence_thumbnails.count_documents({}) == 0
    assert monitoring.refused("finish_evidence", finish(wrong["evidence_id"], photo())) == "evidence_withdrawn"
    assert send(monitoring, visit_id, photo())["status"] == "kept", "the same file may be right elsewhere"
    monitoring.ok("report_visit", report(visit_id))
    monitoring.ok("close_visit", {"visit_id": visit_id, "closed_on": "2025-07-01", "conclusion": "Đạt"})
    other = {"visit_id": visit_id, "evidence_id": right["evidence_id"], "reason": "Quá muộn"}
    assert monitoring.refused("withdraw_evidence", other) == "visit_step_out_of_order"


def test_an_upload_that_nobody_finished_is_forgotten_after_a_day_and_a_young_one_is_not(monitoring: Monitoring) -> None:
    visit_id = under_way(monitoring)
    old, young = (monitoring.ok("begin_evidence", begin(visit_id))["evidence_id"] for _ in range(2))
    db = monitoring.store.db
    db.evidence.update_one({"_id": old}, {"$set": {"added_at": utc_now() - dt.timedelta(days=2)}})
    monitoring.service.let_go_of_evidence()
    assert monitoring.refused("finish_evidence", finish(old)) == "evidence_not_found"
    assert {one["evidence_id"] for one in db.evidence_pieces.find()} == {young}
