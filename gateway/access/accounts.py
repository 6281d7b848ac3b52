"""Accounts: making, finding and closing them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from mongoengine.errors import NotUniqueError

from contracts.refusals import Refusal
from gateway.access import passwords
from gateway.access.documents import AccountDocument, ApiKeyDocument, RoleGrant, SessionDocument, TokenDocument
from gateway.access.rules import Grant, known_roles

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
_UNIT = re.compile(r"[0-9]{2,5}")


class UsernameTaken(Refusal):
    """An account of that name exists."""

    kind = "conflict"


class UsernameNotUsable(Refusal):
    """The name has signs that a username can't have."""


class PasswordNotUsable(Refusal):
    """The password is too short or too long."""


class RoleNotUsable(Refusal):
    """There is no such role, or its unit is not a unit code."""


class UnknownAccount(Refusal):
    """Nobody has that username."""

    kind = "not_found"


@dataclass(frozen=True)
class Account:
    """An account without its secrets."""

    username: str
    display_name: str
    grants: tuple[Grant, ...]
    disabled: bool = False
    generation: int = 1

    @property
    def limit(self) -> None:
        """An account itself may all that its roles allow."""


def prepare() -> None:
    """Make the collections and indexes of accounts, sessions and tokens. Call at boot."""
    for document in (AccountDocument, SessionDocument, TokenDocument, ApiKeyDocument):
        document.ensure_indexes()


def create(
    username: str,
    display_name: str,
    password: str,
    grants: Iterable[Grant],
    now: dt.datetime | None = None,
) -> Account:
    """Make an account.

    Raises `UsernameTaken`, `UsernameNotUsable`, `PasswordNotUsable` or `RoleNotUsable`; then nothing is
    written.
    """
    if not _USERNAME.fullmatch(username):
        raise UsernameNotUsable(
            f"Tên đăng nhập “{username[:40]}” không dùng được.",
            field="username",
            remedy="Dùng 2 đến 40 chữ thường không dấu, chữ số, dấu chấm, - hoặc _; bắt đầu bằng chữ.",
        )
    _check_password(password)
    kept = AccountDocument(
        username=username,
        display_name=display_name or username,
        password_hash=passwords.hashed(password),
        roles=_checked_roles(grants),
        created_at=now or dt.datetime.now(dt.UTC),
    )
    try:
        kept.save(force_insert=True)
    except NotUniqueError as error:
        raise UsernameTaken(
            f"Đã có tài khoản “{username}”.", field="username", remedy="Chọn tên khác, hoặc đặt lại mật khẩu."
        ) from error
    return _account(kept)


def find(username: str) -> Account | None:
    """The account of that name, disabled or not; None when there is none."""
    kept = AccountDocument.objects(username=username).first()
    return _account(kept) if kept else None


def all_accounts() -> list[Account]:
    """Every account, by name."""
    return [_account(kept) for kept in AccountDocument.objects.order_by("username")]


def verified(username: str, password: str) -> Account | None:
    """The account when name and password belong together and it is not disabled; else None.

    Takes as long for an unknown name as for a wrong password.
    """
    kept = AccountDocument.objects(username=username).first()
    right = passwords.matches(kept.password_hash if kept else None, password)
    return _account(kept) if kept and right and not kept.disabled else None


def set_password(username: str, password: str) -> None:
    """Change the password; every open session and token of the account ends. Raises `UnknownAccount`."""
    _check_password(password)
    _change(username, set__password_hash=passwords.hashed(password), inc__generation=1)


def disable(username: str) -> None:
    """Close the account: no more log-in, and every open session and token ends. Raises `UnknownAccount`."""
    _change(username, set__disabled=True, inc__generation=1)


def _change(username: str, **changes: object) -> None:
    if AccountDocument.objects(username=username).update_one(**changes) == 0:
        raise UnknownAccount(
            f"Không có tài khoản “{username}”.",
            field="username",
            remedy="Xem danh sách: chungtay accounts list.",
        )


def _check_password(password: str) -> None:
    if not passwords.SHORTEST <= len(password) <= passwords.LONGEST:
        raise PasswordNotUsable(
            f"Mật khẩu cần từ {passwords.SHORTEST} đến {passwords.LONGEST} ký tự.",
            field="password",
            remedy="Ghép vài từ lại thành một câu dễ nhớ.",
        )


def _checked_roles(grants: Iterable[Grant]) -> list[RoleGrant]:
    wanted = list(grants)
    for place, grant in enumerate(wanted):
        if not known_roles([grant.role]) or not _UNIT.fullmatch(grant.unit):
            raise RoleNotUsable(
                f"Vai trò “{grant.role}” cho đơn vị “{grant.unit}” không dùng được.",
                field=f"roles.{place}",
                remedy="Vai trò phải có trong bảng phân quyền; đơn vị là mã 2 đến 5 chữ số, ví dụ 58.",
            )
    return [RoleGrant(role=grant.role, unit=grant.unit) for grant in wanted]


def _account(kept: AccountDocument) -> Account:
    return Account(
        username=kept.username,
        display_name=kept.display_name,
        grants=tuple(Grant(held.role, held.unit) for held in kept.roles),
        disabled=kept.disabled,
        generation=kept.generation,
    )
