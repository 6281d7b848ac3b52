"""Take files in piece by piece, and keep them."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO

from bson import ObjectId

from contracts.commands.monitoring.evidence import LARGEST_PIECE_BYTES
from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import Store, UnitOfWork
from runtime.clock import wire_instant
from services.monitoring.checklists.commands import question_of
from services.monitoring.evidence import rules
from services.monitoring.evidence.documents import Evidence, EvidencePiece
from services.monitoring.evidence.sniffing import content_type
from services.monitoring.evidence.storage import AT_ONCE_BYTES, Storages, check_hash
from services.monitoring.findings.following import FindingOutsideVisit, load_finding
from services.monitoring.trail.writing import write_trail
from services.monitoring.visits import rules as visit_rules
from services.monitoring.visits.telling import advance, facts, load, state


@dataclass(frozen=True)
class Stored:
    """What a file is, and the storage that holds it."""

    kind: str
    kept_in: str


@once
def begin_evidence(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Take the first piece.  Raises VisitNotFound, VisitStepOutOfOrder, QuestionNotFound, FindingNotFound,
    FindingOutsideVisit, NotEvidence, TooMuchEvidence, PieceUnreadable."""
    visit = load(command["visit_id"])
    visit_rules.in_status(facts(visit), ("under_way", "reported"))
    if command["question"] is not None or command["checklist"] is not None:
        question_of(visit, command["checklist"] or "", command["question"] or "")
    if command["finding_id"] is not None and load_finding(command["finding_id"]).visit_id != visit.id:
        raise FindingOutsideVisit(
            "Phát hiện này không phải của cuộc này.", field="finding_id", remedy="Chọn phát hiện của cuộc."
        )
    rules.check_number(Evidence.objects(visit_id=visit.id).count())
    data = _decoded(command["first_chunk_base64"], "first_chunk_base64")
    rules.kind_of(data[:16])
    told = {name: value for name, value in command.items() if name != "first_chunk_base64"}
    evidence = Evidence(
        id=str(ObjectId()), status="uploading", added_by=context.actor, added_at=uow.now, **told
    )
    evidence.save(force_insert=True)
    EvidencePiece(id=_piece(evidence.id, 0), evidence_id=evidence.id, data=data).save(force_insert=True)
    return resource(evidence)


def append_evidence(uow: UnitOfWork, command: Json) -> Json:
    """Take a further piece; the same again changes nothing.  Raises EvidenceNotFound, PieceDiffers, PieceUnreadable."""
    evidence = load_evidence(command["evidence_id"])
    data = _decoded(command["chunk_base64"], "chunk_base64")
    if evidence.status == "uploading":
        key = _piece(evidence.id, command["index"])
        there = EvidencePiece.objects(id=key).first()
        if there is None:
            EvidencePiece(id=key, evidence_id=evidence.id, data=data).save(force_insert=True)
        elif bytes(there.data) != data:
            raise rules.PieceDiffers("Phần này đã gửi với nội dung khác.", field="index", remedy="Gửi lại từ đầu.")
    return resource(evidence)


def store_evidence(store: Store, storages: Storages, command: Json) -> Stored | None:
    """Put the whole file into storage, before the transaction that makes it evidence; what it is.  None when there is
    nothing to store: it is kept already, or the visit has the same one.

    What the storage holds then is read back and must have the hash.  Raises EvidenceNotFound, EvidenceWithdrawn,
    PiecesMissing, NotEvidence, EvidenceTooLarge, EvidenceDamaged, StoreAway."""
    evidence = load_evidence(command["evidence_id"])
    rules.check_not_withdrawn(evidence.status)
    if evidence.status == "kept":
        return None
    with _whole(evidence.id, command) as file:
        kind = content_type(file)
        if _same(evidence, command["sha256"]) is not None:
            return None
        storage = storages.for_new(store.db)
        file.seek(0)
        storage.put(evidence.id, file)
    try:
        check_hash(storage, evidence.id, command["sha256"])
    except rules.EvidenceDamaged:
        storage.forget(evidence.id)  # or the next try would find it finished
        raise
    return Stored(kind, storage.name)


def finish_evidence(uow: UnitOfWork, command: Json, context: CommandContext, stored: Stored | None) -> Json:
    """What was stored is evidence now.  The same file of the same question again is the one that is there.

    Raises EvidenceNotFound, EvidenceWithdrawn, PiecesMissing."""
    evidence = load_evidence(command["evidence_id"])
    if evidence.status == "kept":
        if evidence.sha256 != command["sha256"]:
            raise _pieces_missing()
        return resource(evidence)
    rules.check_not_withdrawn(evidence.status)
    if stored is None:
        same = _same(evidence, command["sha256"])
        return resource(same or evidence)
    evidence.status, evidence.content_type, evidence.kept_in = "kept", stored.kind, stored.kept_in
    evidence.size_bytes, evidence.sha256 = command["size_bytes"], command["sha256"]
    evidence.save()
    EvidencePiece.objects(evidence_id=evidence.id).delete()
    visit = load(evidence.visit_id)
    before = state(visit)
    visit.evidence += 1
    advance(uow, context, visit, before, "evidence_added")
    write_trail(uow, context, "evidence", evidence.id, 1, "kept", {}, resource(evidence))
    return resource(evidence)


def list_evidence(_uow: UnitOfWork, query: Json) -> Json:
    """``{"evidence": […]}``, in the order of its coming, what was withdrawn too.  Raises VisitNotFound."""
    load(query["visit_id"])
    shown = Evidence.objects(visit_id=query["visit_id"], status__in=("kept", "withdrawn"))
    return {"evidence": [resource(one) for one in shown.order_by("id").limit(rules.MOST_FILES)]}


def resource(evidence: Evidence) -> Json:
    """What is known of a file."""
    return {
        "evidence_id": evidence.id, "visit_id": evidence.visit_id, "checklist": evidence.checklist,
        "question": evidence.question, "finding_id": evidence.finding_id, "caption": evidence.caption,
        "taken_at": wire_instant(evidence.taken_at) if evidence.taken_at else None, "place": evidence.place,
        "latitude": evidence.latitude, "longitude": evidence.longitude, "file_name": evidence.file_name,
        "status": evidence.status, "content_type": evidence.content_type, "size_bytes": evidence.size_bytes,
        "sha256": evidence.sha256, "added_by": evidence.added_by, "added_at": wire_instant(evidence.added_at),
        "withdrawn_by": evidence.withdrawn_by, "withdrawn_reason": evidence.withdrawn_reason or "",
        "withdrawn_at": wire_instant(evidence.withdrawn_at) if evidence.withdrawn_at else None,
    }


def load_evidence(evidence_id: str) -> Evidence:
    """Raises EvidenceNotFound."""
    evidence: Evidence | None = Evidence.objects(id=evidence_id).first()
    if evidence is None or evidence.status == "abandoned":
        raise not_found()
    return evidence


def _same(evidence: Evidence, sha256: str) -> Evidence | None:
    """The same file of the same visit, question and finding, kept before."""
    found: Evidence | None = Evidence.objects(
        visit_id=evidence.visit_id, checklist=evidence.checklist, question=evidence.question,
        finding_id=evidence.finding_id, sha256=sha256, status="kept",
    ).first()
    return found


def _piece(evidence_id: str, index: int) -> str:
    return f"{evidence_id}:{index:06d}"


def _decoded(text: str, field: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not 0 < len(data) <= LARGEST_PIECE_BYTES:
        raise rules.PieceUnreadable("Phần gửi không đọc được.", field=field, remedy="Gửi lại tệp.")
    return data


@contextmanager
def _whole(evidence_id: str, command: Json) -> Iterator[IO[bytes]]:
    """The pieces as one file, in memory as long as it is small.  Raises PiecesMissing, EvidenceTooLarge."""
    digest, size = hashlib.sha256(), 0
    with SpooledTemporaryFile(max_size=AT_ONCE_BYTES) as file:
        for one in EvidencePiece.objects(evidence_id=evidence_id).order_by("id").no_cache():
            piece = bytes(one.data)
            size += len(piece)
            rules.check_size(size)
            digest.update(piece)
            file.write(piece)
        if (size, digest.hexdigest()) != (command["size_bytes"], command["sha256"]):
            raise _pieces_missing()
        yield file


def _pieces_missing() -> rules.PiecesMissing:
    return rules.PiecesMissing("Tệp nhận được không khớp với tệp đã gửi.", field="sha256", remedy="Gửi lại tệp.")


def not_found() -> rules.EvidenceNotFound:
    """The refusal of a file that the visit has not."""
    return rules.EvidenceNotFound(
        "Cuộc này không có tệp ấy.", field="evidence_id", remedy="Chọn lại tệp trong hồ sơ của cuộc."
    )
