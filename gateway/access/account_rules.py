"""What an account may be, and who may change whose rights."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from contracts.refusals import Refusal
from gateway.access.rules import Grant, known_roles

ADMINISTRATOR = "administrator"
MOST_ROLES = 20
LONGEST_SIGN_ON_NAME = 200

_USERNAME = re.compile(r"[a-z][a-z0-9._-]{1,39}")
_UNIT = re.compile(r"[0-9]{2,5}")


class UsernameNotUsable(Refusal):
    """The name has signs that a username can't have."""


class RoleNotUsable(Refusal):
    """There is no such role, or its unit is not a unit code."""


class AdministratorHoldsNothingElse(Refusal):
    """Who manages access neither sees personal data nor moves money, so holds no role that does."""


class OwnRightsUnchangeable(Refusal):
    """Nobody changes their own rights."""

    kind = "forbidden"


class LastAdministrator(Refusal):
    """Somebody must be able to manage access afterwards."""

    kind = "conflict"


def check_username(username: str) -> None:
    """Raises :class:`UsernameNotUsable`."""
    if not _USERNAME.fullmatch(username):
        raise UsernameNotUsable(
            f"Tên đăng nhập “{username[:40]}” không dùng được.", field="username",
            remedy="Dùng 2 đến 40 chữ thường không dấu, chữ số, dấu chấm, - hoặc _; bắt đầu bằng chữ.",
        )


def checked_roles(grants: Iterable[Grant]) -> list[Grant]:
    """The roles, each once.  Raises :class:`RoleNotUsable` or :class:`AdministratorHoldsNothingElse`."""
    wanted = list(dict.fromkeys(grants))
    for place, grant in enumerate(wanted):
        if place >= MOST_ROLES or not known_roles([grant.role]) or not _UNIT.fullmatch(grant.unit):
            raise RoleNotUsable(
                f"Vai trò “{grant.role}” cho đơn vị “{grant.unit}” không dùng được.", field=f"roles.{place}",
                remedy=f"Vai trò phải có trong bảng phân quyền, nhiều nhất {MOST_ROLES} vai trò một tài khoản; "
                       "đơn vị là mã 2 đến 5 chữ số, ví dụ 58.",
            )
    if is_administrator(wanted) and any(grant.role != ADMINISTRATOR for grant in wanted):
        raise AdministratorHoldsNothingElse(
            "Tài khoản quản trị không giữ thêm vai trò nào khác.", field="roles",
            remedy="Lập hai tài khoản: một để quản trị, một để làm việc.",
        )
    return wanted


def is_administrator(grants: Iterable[Grant]) -> bool:
    """Whether one of the roles is the administrator's."""
    return any(grant.role == ADMINISTRATOR for grant in grants)


def check_not_ones_own(by: str, username: str) -> None:
    """Raises :class:`OwnRightsUnchangeable`."""
    if by == username:
        raise OwnRightsUnchangeable(
            "Không ai tự đổi quyền của chính mình.", field="username", remedy="Nhờ một người quản trị khác.",
        )


def check_somebody_still_manages(before: Sequence[str], username: str, stays: bool) -> None:
    """``before``: the accounts in use that manage access; ``stays``: whether ``username`` is one of them afterwards.

    Raises :class:`LastAdministrator`."""
    if not stays and list(before) == [username]:
        raise LastAdministrator(
            "Đây là tài khoản quản trị cuối cùng còn dùng được.", field="username",
            remedy="Giao vai trò quản trị cho một tài khoản khác trước.",
        )
