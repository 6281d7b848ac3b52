"""What of an import's debit lines is explained: known to be money that is booked apart, support or a refund.

Such a debit no longer lessens what the Fund may pay.  Undoing its import takes the explanation back with it, so the
undo must hold that much more of the Fund from its first moment on.
"""

from __future__ import annotations

from services.donations.statements.documents import StatementImport, StatementLine
from services.donations.statements.identity import line_of
from services.donations.statements.rules import TAKEN_BACK


def count_explained(booking: str, change_vnd: int) -> bool:
    """Count an explanation of a bank debit (``booking``: what its journal entry is about), or the taking back of one
    (below zero).

    False when its import is being undone, or is: then the debit is not to be explained.  Writes the import, so that an
    explanation and an undo at the same moment meet as a write conflict, and the second sees what the first has done."""
    line = StatementLine.objects(id=line_of(booking), undone_at=None).only("import_id").first()
    if line is None:
        return False
    StatementLine.objects(id=line.id).update_one(inc__explained_vnd=change_vnd)
    counted = StatementImport.objects(id=line.import_id, status__nin=TAKEN_BACK)
    return bool(counted.update_one(inc__explained_vnd=change_vnd))
