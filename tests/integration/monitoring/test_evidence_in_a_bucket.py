"""Evidence in a bucket of a real S3 server (rclone, over a folder), which checks every signature."""

from __future__ import annotations

import contextlib
import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from chungtay.commands import measured
from chungtay.stack.ports import Ports, is_answering
from messaging.unit_of_work import StoreAway
from runtime import metrics
from runtime.bucket_settings import EvidenceBucket
from services.monitoring.evidence import rules, watching
from services.monitoring.evidence.storage import AT_ONCE_BYTES, GridFsStorage, Storage, Storages, check_hash, pieces
from tests.e2e.product import eventually
from tests.integration.monitoring.asking import Monitoring
from tests.integration.monitoring.test_checklists import under_way
from tests.integration.monitoring.test_evidence import PHOTO, begin, finish, photo, read, send, small

RCLONE = Path(sys.executable).with_name("rclone")
KEY_ID, SECRET = "khoa-cua-bai-thu", "bi-mat-cua-bai-thu"

pytestmark = [
    pytest.mark.integration, pytest.mark.skipif(not RCLONE.exists(), reason="the S3 server comes for x86-64 Linux only")
]


class Server:
    """An S3 server over a folder, which can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "bang-chung").mkdir()
        self.port = Ports.free().gateway
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = ["serve", "s3", str(self.folder), "--addr", f"127.0.0.1:{self.port}", "--config", ""]
        keys = ["--auth-key", f"{KEY_ID},{SECRET}", "--vfs-cache-mode", "off", "--dir-cache-time", "0"]
        self._process = subprocess.Popen([str(RCLONE), *command, *keys], stderr=subprocess.DEVNULL)
        eventually(lambda: is_answering(self.port))

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def bucket(self, name: str = "bang-chung", secret: str = SECRET) -> EvidenceBucket:
        return EvidenceBucket(f"http://127.0.0.1:{self.port}", name, "us-east-1", KEY_ID, secret)

    def file(self, evidence_id: str) -> Path:
        return self.folder / "bang-chung" / "evidence" / evidence_id


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    made = Server(tmp_path_factory.mktemp("s3"))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def in_bucket(monitoring: Monitoring, server: Server) -> Monitoring:
    """The service, told of the bucket."""
    monitoring.service.storages = Storages(server.bucket())
    return monitoring


@pytest.fixture(params=["gridfs", "bucket"])
def storage(request: pytest.FixtureRequest, monitoring: Monitoring, server: Server) -> Storage:
    db = monitoring.store.db
    return GridFsStorage(db) if request.param == "gridfs" else Storages(server.bucket()).for_new(db)


class Breaking(io.BytesIO):
    """A source that breaks off in the middle."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell():
            raise ConnectionError
        return super().read(min(size or 1, 4))


def test_both_storages_keep_a_file_whole_give_it_by_parts_and_forget_it(storage: Storage) -> None:
    data = PHOTO * 3
    assert storage.read("e1", 0, 10) is None and list(pieces(storage, "e1")) == []
    with contextlib.suppress(ConnectionError, StoreAway):
        storage.put("e1", Breaking(b"half of it"))
    storage.put("e1", io.BytesIO(data))
    storage.put("e1", io.BytesIO(data))
    assert storage.read("e1", 6, 4) == data[6:10] and not storage.read("e1", len(data), 4)
    parts = list(pieces(storage, "e1"))
    assert b"".join(parts) == data and max(map(len, parts)) == AT_ONCE_BYTES
    with pytest.raises(rules.EvidenceDamaged):
        check_hash(storage, "e1", "0" * 64)
    for _ in range(2):
        storage.forget("e1")
    assert storage.read("e1", 0, 10) is None and storage.problem() == ""


def test_evidence_goes_into_the_bucket_comes_back_as_it_was_and_leaves_it_when_withdrawn(
    in_bucket: Monitoring, server: Server
) -> None:
    visit_id = under_way(in_bucket)
    kept, picture = send(in_bucket, visit_id), send(in_bucket, visit_id, photo())
    assert server.file(kept["evidence_id"]).read_bytes() == PHOTO == read(in_bucket, visit_id, kept["evidence_id"])
    assert in_bucket.store.db["evidence_files.files"].count_documents({}) == 0
    which = {"visit_id": visit_id, "evidence_id": picture["evidence_id"]}
    assert small(in_bucket, which).startswith(b"\xff\xd8\xff")
    in_bucket.ok("withdraw_evidence", {**which, "reason": "Gửi nhầm"})
    in_bucket.service.let_go_of_evidence()
    assert not server.file(picture["evidence_id"]).exists() and server.file(kept["evidence_id"]).exists()


def test_a_file_that_was_changed_in_the_bucket_is_not_given_out_as_evidence(
    in_bucket: Monitoring, server: Server
) -> None:
    visit_id = under_way(in_bucket)
    for change in ("another", "gone"):
        kept = send(in_bucket, visit_id, photo((30, 30 if change == "gone" else 40)))
        where = server.file(kept["evidence_id"])
        if change == "gone":
            where.unlink()
        else:
            where.write_bytes(photo((40, 30)))
        which = {"visit_id": visit_id, "evidence_id": kept["evidence_id"]}
        for command in ("read_evidence", "get_thumbnail"):
            assert in_bucket.refused(command, which) == "evidence_damaged"


def test_what_was_kept_before_the_setting_changed_is_read_from_where_it_lies(
    monitoring: Monitoring, server: Server
) -> None:
    visit_id = under_way(monitoring)
    here = send(monitoring, visit_id)
    monitoring.service.storages = Storages(server.bucket())
    there = send(monitoring, visit_id, photo())
    assert read(monitoring, visit_id, here["evidence_id"]) == PHOTO
    monitoring.service.storages = Storages()
    assert read(monitoring, visit_id, here["evidence_id"]) == PHOTO
    answer = monitoring.ask("read_evidence", {"visit_id": visit_id, "evidence_id": there["evidence_id"]})
    assert "away" in answer, answer


def test_while_the_bucket_is_away_nothing_is_lost_and_the_next_try_keeps_the_file(
    monitoring: Monitoring, tmp_path: Path
) -> None:
    own = Server(tmp_path)
    monitoring.service.storages = Storages(own.bucket())
    visit_id = under_way(monitoring)
    small_photo = photo()
    evidence_id = monitoring.ok("begin_evidence", begin(visit_id, small_photo))["evidence_id"]
    assert "away" in monitoring.ask("finish_evidence", finish(evidence_id, small_photo))
    assert monitoring.ok("list_evidence", {"visit_id": visit_id})["evidence"] == []
    own.start()
    try:
        assert monitoring.ok("finish_evidence", finish(evidence_id, small_photo))["status"] == "kept"
        assert read(monitoring, visit_id, evidence_id) == small_photo
    finally:
        own.stop()


def test_a_wrong_key_is_refused_said_by_the_doctor_and_neither_key_is_in_any_log_line(
    server: Server, monitoring: Monitoring, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(metrics, "_before_each_report", [])
    told = server.bucket(secret="sai-khoa-bi-mat")
    wrong = Storages(told)
    with pytest.raises(StoreAway, match="refuses"):
        wrong.for_new(monitoring.store.db).put("e2", io.BytesIO(b"x"))
    assert not server.file("e2").exists()

    def said(storages: Storages, name: str) -> list[tuple[bool, str]]:
        watching.watch(storages, name)
        file = metrics.folder(tmp_path) / "monitoring-1.prom"
        file.parent.mkdir(parents=True, exist_ok=True)
        metrics.write_now(file, REGISTRY)
        lines = measured.checks(metrics.read(tmp_path), {}, 0.0)
        return [(bool(one.remedy), one.says) for one in lines if one.what == "evidence bucket"]

    try:
        assert said(wrong, "sai") == [(True, "sai can not be used")]
        assert (False, "dung can be used") in said(Storages(server.bucket()), "dung")
        assert (True, "khong-co can not be used") in said(Storages(server.bucket("khong-co")), "khong-co")
    finally:
        watching.BUCKET_UP.clear()
    printed = capsys.readouterr()
    logged = caplog.text + printed.out + printed.err + repr(told)
    assert "evidence_bucket_away" in logged
    assert not [secret for secret in (KEY_ID, SECRET, "sai-khoa-bi-mat") if secret in logged]
