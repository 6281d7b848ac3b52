"""Letters by SMTP, when there is a server; otherwise they stay in the outbox folder for somebody to see.

A letter is written to the folder first, whole or not at all, under a name of its own: written twice it is one file.
"""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import unquote, urlsplit

from runtime.settings import Settings

OUTBOX, SENT = "outbox", "outbox/sent"
ANSWER_WITHIN_SECONDS = 15
DEFAULT_SENDER = "chungtay@localhost"

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


class MailRefused(Exception):
    """The server will not take this letter; trying again changes nothing."""


class MailAway(Exception):
    """The server can't be reached, or not just now.  The letter was not handed over."""


class NotEncrypted(MailAway):
    """A password would go over an open line."""


@dataclass(frozen=True)
class Letter:
    """A letter; ``id`` is its own for ever and becomes its Message-ID, so that a mail program knows it again."""

    id: str
    to: Sequence[str]
    subject: str
    body: str


class Post:
    """The outbox folder, and the server if there is one."""

    def __init__(self, settings: Settings) -> None:
        self._home = settings.home
        self._url = settings.smtp_url
        self._sender = settings.mail_from or DEFAULT_SENDER

    @property
    def sends(self) -> bool:
        """Whether there is a server."""
        return bool(self._url)

    def write(self, letter: Letter) -> Path:
        """Put the letter into the outbox folder."""
        folder = self._home / OUTBOX
        folder.mkdir(parents=True, exist_ok=True)
        place = folder / self._name(letter)
        half = place.with_suffix(".half")
        with open(half, "wb") as file:
            file.write(self._message(letter).as_bytes(policy=SMTP))
            file.flush()
            os.fsync(file.fileno())
        os.replace(half, place)
        return place

    def send(self, letter: Letter) -> None:
        """Hand it to the server.  Raises :class:`MailRefused` and :class:`MailAway`."""
        message = self._message(letter)
        try:
            with self._server() as server:
                server.send_message(message)
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            if _passes(error):
                raise MailAway(str(error)[:300]) from error
            raise MailRefused(str(error)[:300]) from error
        except (OSError, smtplib.SMTPException) as error:
            raise MailAway(str(error)[:300]) from error

    def file_as_sent(self, letter: Letter) -> None:
        """Move it from the outbox to what was sent; nothing happens when it is there already."""
        place = self._home / OUTBOX / self._name(letter)
        (self._home / SENT).mkdir(parents=True, exist_ok=True)
        if place.exists():
            os.replace(place, self._home / SENT / place.name)

    def take_back(self, letter: Letter) -> None:
        """It is not needed any more."""
        (self._home / OUTBOX / self._name(letter)).unlink(missing_ok=True)

    def _server(self) -> smtplib.SMTP:
        parts = urlsplit(self._url)
        assert parts.hostname is not None  # checked at boot
        context = ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                parts.hostname, parts.port or 465, timeout=ANSWER_WITHIN_SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(parts.hostname, parts.port or 587, timeout=ANSWER_WITHIN_SECONDS)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif parts.username:
                server.close()
                raise NotEncrypted("the mail server offers no encryption, and the password is not sent without")
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        return server

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage()
        message["From"] = self._sender
        message["To"] = ", ".join(letter.to)
        message["Subject"] = letter.subject
        domain = self._sender.rpartition("@")[2]
        message["Message-ID"] = f"<{_UNSAFE.sub('.', letter.id)}@{domain}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.body, charset="utf-8", cte="base64")
        return message

    def _name(self, letter: Letter) -> str:
        return f"{_UNSAFE.sub('.', letter.id)}.eml"


def _passes(error: smtplib.SMTPException) -> bool:
    """Whether the server says: later (4xx)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(400 <= code < 500 for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPResponseException) and 400 <= error.smtp_code < 500
