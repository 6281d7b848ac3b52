"""What a whole file is: for an Office file the ZIP must be opened, which rules don't do."""

from __future__ import annotations

import zipfile
from typing import IO

from services.monitoring.evidence import rules


def content_type(file: IO[bytes]) -> str:
    """Raises NotEvidence."""
    file.seek(0)
    kind = rules.kind_of(file.read(16))
    if kind != rules.ZIP:
        return kind
    try:
        with zipfile.ZipFile(file) as packed:
            names = set(packed.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise rules.not_evidence() from None
    return rules.office_kind(names)
