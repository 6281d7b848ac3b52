"""What a whole file is: for an Office file the ZIP must be opened, which rules don't do."""

from __future__ import annotations

import io
import zipfile

from services.monitoring.evidence import rules


def content_type(data: bytes) -> str:
    """Raises NotEvidence, EvidenceTooLarge."""
    rules.check_size(len(data))
    kind = rules.kind_of(data[:16])
    if kind != rules.ZIP:
        return kind
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise rules.not_evidence() from None
    return rules.office_kind(names)
