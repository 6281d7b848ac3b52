"""Files that only their owner may read: secrets, and addresses that may hold passwords."""

import os
from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write `text` to `path` with mode 0600, all or nothing: a reader sees the old file or the whole new one."""
    half_written = path.with_name(path.name + ".new")
    half_written.unlink(missing_ok=True)
    with open(os.open(half_written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half_written.replace(path)
