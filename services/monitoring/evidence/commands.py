"""Take files in piece by piece, keep them, and give them out again."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib

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
from services.monitoring.evidence.storage import forget_file, read_file, store_file
from services.monitoring.findings.following import FindingOutsideVisit, load_finding
from services.monitoring.trail.writing import write_trail
from services.monitoring.visits import rules as visit_rules
from services.monitoring.visits.telling import advance, facts, load, state

ABANDONED_AFTER = dt.timedelta(days=1)
"""An upload that was not finished by then is forgotten when the visit gets its next file."""


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
    _forget_abandoned(uow, visit.id)
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
    evidence = _load(command["evidence_id"])
    data = _decoded(command["chunk_base64"], "chunk_base64")
    if evidence.status == "uploading":
        key = _piece(evidence.id, command["index"])
        there = EvidencePiece.objects(id=key).first()
        if there is None:
            EvidencePiece(id=key, evidence_id=evidence.id, data=data).save(force_insert=True)
        elif bytes(there.data) != data:
            raise rules.PieceDiffers("Phần này đã gửi với nội dung khác.", field="index", remedy="Gửi lại từ đầu.")
    return resource(evidence)


def store_evidence(store: Store, command: Json) -> str | None:
    """Put the whole file into storage, before the transaction that makes it evidence; what it is.  None when there is
    nothing to store: it is kept already, or the visit has the same one.

    Raises EvidenceNotFound, PiecesMissing, NotEvidence, EvidenceTooLarge."""
    evidence = _load(command["evidence_id"])
    if evidence.status == "kept":
        return None
    pieces = [bytes(one.data) for one in EvidencePiece.objects(evidence_id=evidence.id).order_by("id")]
    rules.check_size(sum(len(piece) for piece in pieces))
    _check_whole(pieces, command)
    kind = content_type(b"".join(pieces))
    if _same(evidence, command["sha256"]) is not None:
        return None
    store_file(store.db, evidence.id, evidence.file_name, pieces)
    return kind


def finish_evidence(uow: UnitOfWork, command: Json, context: CommandContext, kind: str | None) -> Json:
    """What was stored is evidence now.  The same file of the same question again is the one that is there.

    Raises EvidenceNotFound, PiecesMissing."""
    evidence = _load(command["evidence_id"])
    if evidence.status == "kept":
        if evidence.sha256 != command["sha256"]:
            raise _pieces_missing()
        return resource(evidence)
    if kind is None:
        same = _same(evidence, command["sha256"])
        return resource(same or evidence)
    evidence.status, evidence.content_type = "kept", kind
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
    """``{"evidence": […]}``, in the order of its coming.  Raises VisitNotFound."""
    load(query["visit_id"])
    kept = Evidence.objects(visit_id=query["visit_id"], status="kept").order_by("id").limit(rules.MOST_FILES)
    return {"evidence": [resource(one) for one in kept]}


def read_evidence(uow: UnitOfWork, query: Json) -> Json:
    """A piece of a file as base64, with what it is and whether more follows.  Raises EvidenceNotFound."""
    evidence = _load(query["evidence_id"])
    data = read_file(uow.db, evidence.id, query["offset"], LARGEST_PIECE_BYTES)
    if evidence.status != "kept" or evidence.visit_id != query["visit_id"] or data is None:
        raise _not_found()
    end = query["offset"] + len(data)
    return {
        "content_type": evidence.content_type, "file_name": evidence.file_name, "size_bytes": evidence.size_bytes,
        "inline": rules.is_inline(evidence.content_type), "content_base64": base64.b64encode(data).decode(),
        "next_offset": end if data and end < evidence.size_bytes else None,
    }


def resource(evidence: Evidence) -> Json:
    """What is known of a file."""
    return {
        "evidence_id": evidence.id, "visit_id": evidence.visit_id, "checklist": evidence.checklist,
        "question": evidence.question, "finding_id": evidence.finding_id, "caption": evidence.caption,
        "taken_at": wire_instant(evidence.taken_at) if evidence.taken_at else None, "place": evidence.place,
        "latitude": evidence.latitude, "longitude": evidence.longitude, "file_name": evidence.file_name,
        "status": evidence.status, "content_type": evidence.content_type, "size_bytes": evidence.size_bytes,
        "sha256": evidence.sha256, "added_by": evidence.added_by, "added_at": wire_instant(evidence.added_at),
    }


def _load(evidence_id: str) -> Evidence:
    evidence: Evidence | None = Evidence.objects(id=evidence_id).first()
    if evidence is None:
        raise _not_found()
    return evidence


def _same(evidence: Evidence, sha256: str) -> Evidence | None:
    """The same file of the same visit, question and finding, kept before."""
    found: Evidence | None = Evidence.objects(
        visit_id=evidence.visit_id, checklist=evidence.checklist, question=evidence.question,
        finding_id=evidence.finding_id, sha256=sha256, status="kept",
    ).first()
    return found


def _forget_abandoned(uow: UnitOfWork, visit_id: str) -> None:
    stale = Evidence.objects(visit_id=visit_id, status="uploading", added_at__lt=uow.now - ABANDONED_AFTER)
    for evidence in stale:
        EvidencePiece.objects(evidence_id=evidence.id).delete()
        forget_file(uow.db, evidence.id)
        evidence.delete()


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


def _check_whole(pieces: list[bytes], command: Json) -> None:
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece)
    if (sum(len(one) for one in pieces), digest.hexdigest()) != (command["size_bytes"], command["sha256"]):
        raise _pieces_missing()


def _pieces_missing() -> rules.PiecesMissing:
    return rules.PiecesMissing("Tệp nhận được không khớp với tệp đã gửi.", field="sha256", remedy="Gửi lại tệp.")


def _not_found() -> rules.EvidenceNotFound:
    return rules.EvidenceNotFound(
        "Cuộc này không có tệp ấy.", field="evidence_id", remedy="Chọn lại tệp trong hồ sơ của cuộc."
    )
