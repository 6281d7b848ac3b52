"""Accounts: making, finding and changing them. Each change of rights goes into the trail, in one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from mongoengine.errors import NotUniqueError

from contracts.refusals import Refusal
from gateway.access import looks, passwords, trail
from gateway.access.account_rules import (
    ADMINISTRATOR,
    check_not_ones_own,
    check_somebody_still_manages,
    check_username,
    checked_roles,
    is_administrator,
)
from gateway.access.documents import (
    AccountDocument,
    ApiKeyDocument,
    PasswordLinkDocument,
    RoleGrant,
    SessionDocument,
    TokenDocument,
)
from gateway.access.rules import Grant
from runtime.clock import utc_now

MACHINE = "chungtay"
"""Who changes accounts by the command on the machine itself. No account can be called so and log in: see `create`."""


class UsernameTaken(Refusal):
    """An account of that name exists."""

    kind = "conflict"


class SignOnNameTaken(Refusal):
    """Another account is matched by that name already."""

    kind = "conflict"


class PasswordNotUsable(Refusal):
    """The password is too short or too long."""


class UnknownAccount(Refusal):
    """Nobody has that username."""

    kind = "not_found"


@dataclass(frozen=True)
class Account:
    """An account without its secrets. sign_on_name: what the sign-on server calls its person, if anything."""

    username: str
    display_name: str
    grants: tuple[Grant, ...]
    disabled: bool = False
    generation: int = 1
    sign_on_name: str | None = None

    @property
    def limit(self) -> None:
        """An account itself may all that its roles allow."""


def prepare() -> None:
    """Make the collections and indexes of accounts and what they open. Call at boot."""
    for document in (
        AccountDocument, SessionDocument, TokenDocument, ApiKeyDocument, PasswordLinkDocument, trail.AccessChange,
        looks.Look,
    ):
        document.ensure_indexes()


def create(
    username: str,
    display_name: str,
    password: str | None,
    grants: Iterable[Grant],
    now: dt.datetime | None = None,
    by: str = MACHINE,
) -> Account:
    """Make an account; without a password nobody can log in to it until one is set by link.

    Raises `UsernameTaken`, `UsernameNotUsable`, `PasswordNotUsable`, `RoleNotUsable` or
    `AdministratorHoldsNothingElse`; then nothing is written.
    """
    check_username(username)
    roles = checked_roles(grants)
    if username == MACHINE:
        raise _taken(username)
    if password is not None:
        check_password(password)
    at = now or utc_now()
    kept = AccountDocument(
        username=username,
        display_name=display_name or username,
        password_hash=passwords.hashed(password or passwords.made_up()),
        roles=_as_kept(roles),
        created_at=at,
    )

    def work() -> Account:
        if AccountDocument.objects(username=username).first() is not None:
            raise _taken(username)
        kept.save(force_insert=True)
        trail.remember("created", username, by, at, after={"roles": _told(roles)})
        return _account(kept)

    try:
        return trail.in_one_transaction(work)
    except NotUniqueError as error:
        raise _taken(username) from error


def find(username: str) -> Account | None:
    """The account of that name, disabled or not; None when there is none."""
    kept = AccountDocument.objects(username=username).first()
    return _account(kept) if kept else None


def by_sign_on_name(name: str) -> Account | None:
    """The account whose person the sign-on server calls `name`; None when there is none, or it is disabled."""
    kept = AccountDocument.objects(sign_on_name=name, disabled=False).first() if name else None
    return _account(kept) if kept else None


def all_accounts(after: str = "", most: int = 0) -> list[Account]:
    """Accounts by name, `most` of them (0: every one) behind `after`."""
    return [_account(kept) for kept in AccountDocument.objects(username__gt=after).order_by("username").limit(most)]


def verified(username: str, password: str) -> Account | None:
    """The account when name and password belong together and it is not disabled; else None.

    Takes as long for an unknown name as for a wrong password.
    """
    kept = AccountDocument.objects(username=username).first()
    right = passwords.matches(kept.password_hash if kept else None, password)
    return _account(kept) if kept and right and not kept.disabled else None


def set_password(username: str, password: str, by: str = MACHINE) -> Account:
    """Change the password; every open session and token of the account ends. Raises `UnknownAccount`."""
    check_password(password)
    kept_hash = passwords.hashed(password)

    def change(kept: AccountDocument, _now: dt.datetime) -> None:
        kept.password_hash = kept_hash
        kept.generation += 1

    return _changed("password_set", username, by, change)


def disable(username: str, by: str = MACHINE) -> Account:
    """Close the account: no more log-in; every open session, token, key and link of it ends, for good.

    Raises `UnknownAccount` or `LastAdministrator`."""

    def change(kept: AccountDocument, now: dt.datetime) -> None:
        _check_leaves_a_manager(kept, stays=False)
        kept.disabled = True
        kept.generation += 1
        PasswordLinkDocument.objects(username=username).delete()
        ApiKeyDocument.objects(owner=username, revoked_at=None).update(set__revoked_at=now, set__revoked_by=by)

    return _changed("disabled", username, by, change)


def enable(username: str, by: str = MACHINE) -> Account:
    """Open a closed account again. Raises `UnknownAccount` or `OwnRightsUnchangeable`."""
    check_not_ones_own(by, username)

    def change(kept: AccountDocument, _now: dt.datetime) -> None:
        kept.disabled = False

    return _changed("enabled", username, by, change)


def set_roles(username: str, grants: Iterable[Grant], by: str = MACHINE) -> Account:
    """Give the account these roles and no others.

    Raises `UnknownAccount`, `RoleNotUsable`, `AdministratorHoldsNothingElse`, `OwnRightsUnchangeable` or
    `LastAdministrator`."""
    check_not_ones_own(by, username)
    roles = checked_roles(grants)

    def change(kept: AccountDocument, _now: dt.datetime) -> None:
        _check_leaves_a_manager(kept, stays=is_administrator(roles))
        kept.roles = _as_kept(roles)

    return _changed("roles", username, by, change)


def set_sign_on_name(username: str, name: str | None, by: str = MACHINE) -> Account:
    """Say what the sign-on server calls the account's person (None: nothing).

    Raises `UnknownAccount`, `OwnRightsUnchangeable` or `SignOnNameTaken`."""
    check_not_ones_own(by, username)

    def change(kept: AccountDocument, _now: dt.datetime) -> None:
        kept.sign_on_name = name

    try:
        return _changed("sign_on_name", username, by, change)
    except NotUniqueError as error:
        raise SignOnNameTaken(
            "Đã có tài khoản khác mang tên này ở máy chủ đăng nhập một lần.", field="sign_on_name",
            remedy="Bỏ tên đó ở tài khoản kia trước.",
        ) from error


def check_password(password: str) -> None:
    """Raises `PasswordNotUsable`."""
    if not passwords.SHORTEST <= len(password) <= passwords.LONGEST:
        raise PasswordNotUsable(
            f"Mật khẩu cần từ {passwords.SHORTEST} đến {passwords.LONGEST} ký tự.",
            field="password",
            remedy="Ghép vài từ lại thành một câu dễ nhớ.",
        )


def unknown(username: str) -> UnknownAccount:
    """What is said of a name that nobody has."""
    return UnknownAccount(
        f"Không có tài khoản “{username[:40]}”.", field="username", remedy="Xem danh sách: chungtay accounts list.",
    )


def _changed(
    what: str, username: str, by: str, change: Callable[[AccountDocument, dt.datetime], None]
) -> Account:
    now = utc_now()

    def work() -> Account:
        kept = AccountDocument.objects(username=username).first()
        if kept is None:
            raise unknown(username)
        before = _state(kept)
        change(kept, now)
        after = _state(kept)
        if after != before or what in ("password_set", "sign_on_name"):
            kept.save()
            differs = [name for name in after if after[name] != before[name]]
            trail.remember(
                what, username, by, now, {name: before[name] for name in differs}, {n: after[n] for n in differs}
            )
        return _account(kept)

    return trail.in_one_transaction(work)


def _check_leaves_a_manager(kept: AccountDocument, stays: bool) -> None:
    managers = AccountDocument.objects(roles__role=ADMINISTRATOR, disabled=False).scalar("username")
    check_somebody_still_manages(list(managers), kept.username, stays)


def _taken(username: str) -> UsernameTaken:
    return UsernameTaken(
        f"Đã có tài khoản “{username}”.", field="username", remedy="Chọn tên khác, hoặc đặt lại mật khẩu."
    )


def _state(kept: AccountDocument) -> dict[str, Any]:
    """What the trail says of an account: its rights, never a secret or a person's name."""
    return {
        "roles": _told(Grant(held.role, held.unit) for held in kept.roles), "disabled": kept.disabled,
        "sign_on_name": bool(kept.sign_on_name),
    }


def _told(grants: Iterable[Grant]) -> list[dict[str, str]]:
    return [{"role": grant.role, "unit": grant.unit} for grant in grants]


def _as_kept(grants: Iterable[Grant]) -> list[RoleGrant]:
    return [RoleGrant(role=grant.role, unit=grant.unit) for grant in grants]


def _account(kept: AccountDocument) -> Account:
    return Account(
        username=kept.username,
        display_name=kept.display_name,
        grants=tuple(Grant(held.role, held.unit) for held in kept.roles),
        disabled=kept.disabled,
        generation=kept.generation,
        sign_on_name=kept.sign_on_name,
    )
