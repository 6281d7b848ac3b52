"""Secrets of this installation, made on first use and kept in `<home>/run/secrets.env`, readable by the owner only.

Never in code, never in a log. One `NAME=value` per line; other parts may add their own names.
"""

import secrets
from pathlib import Path

from chungtay.stack.locking import locked
from chungtay.stack.private_files import write_private

SECRET_KEY = "CHUNGTAY_SECRET_KEY"
_DEMO_PASSWORD = "DEMO_PASSWORD_"


class Secrets:
    """The secrets file of the installation in `home`."""

    def __init__(self, home: Path) -> None:
        self.path = home / "run" / "secrets.env"

    def read(self) -> dict[str, str]:
        """All names and values; empty before the first secret was made."""
        try:
            lines = self.path.read_text().splitlines()
        except FileNotFoundError:
            return {}
        pairs = (line.partition("=") for line in lines if line and not line.startswith("#"))
        return {name.strip(): value.strip() for name, _, value in pairs}

    def get_or_make(self, name: str, random_bytes: int = 48) -> str:
        """The secret of that name; a new random one (URL-safe text) is made and kept if there is none yet."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with locked(self.path.with_suffix(".lock")):
            known = self.read()
            if name not in known:
                known[name] = secrets.token_urlsafe(random_bytes)
                self._write(known)
            return known[name]

    def put(self, told: dict[str, str]) -> None:
        """Take over secrets, those of a backup; others of this installation stay."""
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with locked(self.path.with_suffix(".lock")):
            self._write(self.read() | told)

    def secret_key(self) -> str:
        """The key that signs sessions and tokens (CHUNGTAY_SECRET_KEY)."""
        return self.get_or_make(SECRET_KEY)

    def demo_password(self, account: str) -> str:
        """The password of a demo account, the same on every run of this installation."""
        return self.get_or_make(_DEMO_PASSWORD + account, random_bytes=9)

    def demo_logins(self) -> dict[str, str]:
        """Demo accounts and their passwords, as `make up` prints them."""
        return {
            name.removeprefix(_DEMO_PASSWORD): value
            for name, value in self.read().items()
            if name.startswith(_DEMO_PASSWORD)
        }

    def _write(self, known: dict[str, str]) -> None:
        text = "".join(f"{name}={value}\n" for name, value in sorted(known.items()))
        write_private(self.path, "# Secrets of this installation. Keep them; do not share them.\n" + text)
