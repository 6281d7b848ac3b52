"""Links by which people set their password themselves: so nobody else ever knows it, the administrator included."""

from __future__ import annotations

import datetime as dt
import hmac

from contracts.refusals import NotFound
from gateway.access import accounts, passwords, trail
from gateway.access.accounts import Account
from gateway.access.documents import AccountDocument, PasswordLinkDocument
from gateway.access.hashed_secrets import hash_of, new_secret

PAGE = "/mat-khau"
LASTS = dt.timedelta(hours=48)
LONGEST = 120


class PasswordLinkInvalid(NotFound):
    """The link is unknown, used, replaced by a newer one, or over."""


def make(username: str, by: str, now: dt.datetime) -> tuple[str, dt.datetime]:
    """A new link's path and when it ends; the one before is worthless from now on. The old password stays good until
    the link is used. Raises `UnknownAccount`."""
    secret = new_secret()

    def work() -> None:
        if AccountDocument.objects(username=username, disabled=False).first() is None:
            raise accounts.unknown(username)
        PasswordLinkDocument(
            username=username, token_sha256=hash_of(secret), made_by=by, expires_at=now + LASTS
        ).save()
        trail.remember("password_link", username, by, now)

    trail.in_one_transaction(work)
    return f"{PAGE}/{username}.{secret}", now + LASTS


def holder_of(token: str, now: dt.datetime) -> str:
    """Whose link it is. Raises `PasswordLinkInvalid`."""
    username, _, secret = token[:LONGEST].rpartition(".")
    kept = PasswordLinkDocument.objects(username=username, expires_at__gt=now).first()
    if kept is None or not hmac.compare_digest(kept.token_sha256, hash_of(secret)):
        raise PasswordLinkInvalid(
            "Đường dẫn đặt mật khẩu chưa đúng, đã dùng hoặc đã hết hạn.", field="token",
            remedy="Nhờ người quản trị gửi đường dẫn mới.",
        )
    return username


def use(token: str, password: str, now: dt.datetime) -> Account:
    """Set the password of whose link it is; all that was open ends, the link too.

    Raises `PasswordLinkInvalid` or `PasswordNotUsable`; then the link stays good."""
    accounts.check_password(password)
    kept_hash = passwords.hashed(password)

    def work() -> str:
        username = holder_of(token, now)
        PasswordLinkDocument.objects(username=username).delete()
        AccountDocument.objects(username=username).update_one(set__password_hash=kept_hash, inc__generation=1)
        trail.remember("password_set", username, username, now)
        return username

    found = accounts.find(trail.in_one_transaction(work))
    assert found is not None  # accounts are never deleted
    return found
