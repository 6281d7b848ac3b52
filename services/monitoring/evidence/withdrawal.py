"""Take back what was entered by mistake, and let go of files that are nobody's any more."""

from __future__ import annotations

import datetime as dt

from messaging.context import CommandContext
from messaging.idempotency import Json, once
from messaging.unit_of_work import Store, UnitOfWork
from services.monitoring.evidence.commands import load_evidence, not_found, resource
from services.monitoring.evidence.documents import Evidence, EvidencePiece, EvidenceThumbnail
from services.monitoring.evidence.storage import Storages
from services.monitoring.trail.writing import write_trail
from services.monitoring.visits import rules as visit_rules
from services.monitoring.visits.telling import advance, facts, load, state

ABANDONED_AFTER = dt.timedelta(days=1)
"""An upload that was not finished by then is forgotten."""

MOST_AT_ONCE = 20
"""Files that one round lets go of; the next round takes the others."""


@once
def withdraw_evidence(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Its hash, who sent it and why it was taken back stay, and stay listed; its content goes within a minute.

    Again, it changes nothing.  Raises EvidenceNotFound, VisitStepOutOfOrder when the visit is closed."""
    evidence = load_evidence(command["evidence_id"])
    if evidence.status == "uploading" or evidence.visit_id != command["visit_id"]:
        raise not_found()
    if evidence.status == "withdrawn":
        return resource(evidence)
    visit = load(evidence.visit_id)
    visit_rules.in_status(facts(visit), ("under_way", "reported"))
    before, stood = state(visit), resource(evidence)
    evidence.status, evidence.withdrawn_reason = "withdrawn", command["reason"]
    evidence.withdrawn_by, evidence.withdrawn_at = context.actor, uow.now
    evidence.save()
    EvidenceThumbnail.objects(id=evidence.id).delete()
    visit.evidence -= 1
    advance(uow, context, visit, before, "evidence_withdrawn")
    write_trail(uow, context, "evidence", evidence.id, 2, "withdrawn", stood, resource(evidence))
    return resource(evidence)


def let_go(store: Store, storages: Storages, now: dt.datetime) -> None:
    """Take withdrawn and abandoned files out of their storage.  Whoever dies in between: the next round goes on.

    Raises StoreAway."""
    Evidence.objects(status="uploading", added_at__lt=now - ABANDONED_AFTER).update(set__status="abandoned")
    for evidence in Evidence.objects(status="abandoned").limit(MOST_AT_ONCE):
        storages.for_new(store.db).forget(evidence.id)
        EvidencePiece.objects(evidence_id=evidence.id).delete()
        evidence.delete()
    for evidence in Evidence.objects(status="withdrawn", file_gone_at=None).limit(MOST_AT_ONCE):
        storages.of(store.db, evidence.kept_in).forget(evidence.id)
        # Once more: somebody may have asked for it while it was withdrawn.
        EvidenceThumbnail.objects(id=evidence.id).delete()
        Evidence.objects(id=evidence.id).update(set__file_gone_at=now)
