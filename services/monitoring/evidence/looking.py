"""Give files out, by pieces or as a small picture; each look is kept, and listed for the auditor."""

from __future__ import annotations

import base64
from tempfile import SpooledTemporaryFile

from bson import ObjectId

from contracts.commands.monitoring.evidence import LARGEST_PIECE_BYTES
from messaging.context import CommandContext
from messaging.idempotency import Json
from messaging.unit_of_work import Store, UnitOfWork
from runtime.clock import wire_instant
from services.monitoring.evidence import rules
from services.monitoring.evidence.commands import load_evidence, not_found
from services.monitoring.evidence.documents import Evidence, EvidenceLook, EvidenceThumbnail
from services.monitoring.evidence.storage import AT_ONCE_BYTES, Storages, check_hash
from services.monitoring.evidence.thumbnails import thumbnail
from services.monitoring.visits.telling import load

FILE, THUMBNAIL = "file", "thumbnail"


def look_at_evidence(uow: UnitOfWork, query: Json, context: CommandContext, what: str) -> Evidence:
    """The file of a visit, and that it was looked at; of a file that goes out in pieces the first one is the look.

    Raises EvidenceNotFound, EvidenceWithdrawn."""
    evidence = load_evidence(query["evidence_id"])
    if evidence.status == "uploading" or evidence.visit_id != query["visit_id"]:
        raise not_found()
    rules.check_not_withdrawn(evidence.status)
    if query.get("offset", 0) == 0:
        EvidenceLook(
            visit_id=evidence.visit_id, evidence_id=evidence.id, looked_by=context.actor, looked_at=uow.now, what=what
        ).save()
    return evidence


def read_evidence(store: Store, storages: Storages, query: Json, context: CommandContext) -> Json:
    """A piece of a file as base64, with what it is and whether more follows.

    Before the first piece the whole file is held against its hash.  Raises what :func:`look_at_evidence` does,
    EvidenceDamaged, StoreAway."""
    evidence = store.transact(lambda uow: look_at_evidence(uow, query, context, FILE), context)
    storage = storages.of(store.db, evidence.kept_in)
    if query["offset"] == 0:
        check_hash(storage, evidence.id, evidence.sha256)
    data = storage.read(evidence.id, query["offset"], LARGEST_PIECE_BYTES)
    if data is None:
        raise rules.damaged()
    end = query["offset"] + len(data)
    return {
        "content_type": evidence.content_type, "file_name": evidence.file_name, "size_bytes": evidence.size_bytes,
        "inline": rules.is_inline(evidence.content_type), "content_base64": base64.b64encode(data).decode(),
        "next_offset": end if data and end < evidence.size_bytes else None,
    }


def get_thumbnail(store: Store, storages: Storages, query: Json, context: CommandContext) -> Json:
    """The small picture of a photo as base64; made when first asked for, then kept.

    Raises what :func:`look_at_evidence` does, NoThumbnail, PictureTooLarge, PictureUnreadable, EvidenceDamaged,
    StoreAway."""
    evidence = store.transact(lambda uow: look_at_evidence(uow, query, context, THUMBNAIL), context)
    rules.check_can_be_small(evidence.content_type)
    kept = EvidenceThumbnail.objects(id=evidence.id).first()
    if kept is None:
        with SpooledTemporaryFile(max_size=AT_ONCE_BYTES) as file:
            check_hash(storages.of(store.db, evidence.kept_in), evidence.id, evidence.sha256, copy=file)
            kept = EvidenceThumbnail(id=evidence.id, data=thumbnail(file, evidence.content_type))
        store.transact(lambda _uow: _keep(kept), context)
    return {"content_base64": base64.b64encode(bytes(kept.data)).decode()}


def list_evidence_looks(_uow: UnitOfWork, query: Json) -> Json:
    """A page of looks at a visit's evidence, newest first.  Raises VisitNotFound."""
    load(query["visit_id"])
    looks = EvidenceLook.objects(visit_id=query["visit_id"])
    if query["before"]:
        looks = looks.filter(id__lt=ObjectId(query["before"]))
    page = list(looks.order_by("-id").limit(query["limit"] + 1))
    shown = page[: query["limit"]]
    return {
        "looks": [
            {
                "look_id": str(one.id), "visit_id": one.visit_id, "evidence_id": one.evidence_id,
                "looked_by": one.looked_by, "looked_at": wire_instant(one.looked_at), "what": one.what,
            }
            for one in shown
        ],
        "next": str(shown[-1].id) if len(page) > query["limit"] else None,
    }


def _keep(made: EvidenceThumbnail) -> None:
    if Evidence.objects(id=made.id, status="kept").first() is not None:
        made.save()
