"""What an API key may be given: a part of what its owner may, for a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from contracts.refusals import Refusal
from gateway.access.rules import AllowTable

LASTS_DAYS = 90
LONGEST_DAYS = 366
PER_MINUTE = 600
MOST_PER_MINUTE = 6000
MOST_PER_OWNER = 20

READING = "reading"

GROUPS: dict[str, tuple[str, ...]] = {
    "gifts": ("donation.record", "pledge.register", "receipt.issue", "receipt.read", "in_kind.record"),
    "statements": ("statement.import", "imports.read", "match.read"),
    "guests": ("guest.register", "guest.list", "guest.check_in", "activity.read"),
    "figures": ("campaign.read", "report.read", "rows.read", "activity.read", "indicator.read"),
}
"""Names for actions that a kind of program needs together.  `reading` besides: all that the owner may read."""


class ActionNotGrantable(Refusal):
    """There is no such action or group, or no key may have it."""


class KeyBeyondOwner(Refusal):
    """The key would do what its owner may not."""

    kind = "forbidden"


class TooManyKeys(Refusal):
    """The owner has as many keys as anybody needs."""

    kind = "conflict"


def resolved(wanted: Iterable[str], table: AllowTable, may_somewhere: Callable[[str], bool]) -> list[str]:
    """The actions behind names of actions and groups, sorted.  Of a group only what the owner may.

    Raises :class:`ActionNotGrantable` or :class:`KeyBeyondOwner`."""
    found: set[str] = set()
    for place, name in enumerate(wanted):
        if name == READING or name in GROUPS:
            of_group = _reading(table) if name == READING else GROUPS[name]
            mine = {action for action in of_group if table.by_key(action) and may_somewhere(action)}
        else:
            mine = {_grantable(name, table, place)} if name in table.actions else set()
            if not mine:
                raise _no_such(name, table, place)
        beyond = sorted(action for action in mine if not may_somewhere(action))
        if beyond or not mine:
            raise KeyBeyondOwner(
                f"Chủ khóa không có quyền: {name}.", field=f"actions.{place}",
                remedy="Chỉ chọn những việc mà chính tài khoản chủ khóa được làm.",
            )
        found |= mine
    return sorted(found)


def check_area(
    actions: Iterable[str], unit: str | None, reach: Callable[[str, str], bool],
) -> None:
    """A key of an area is of use there: ``reach(action, unit)`` says whether the owner may in some part of it.

    Raises :class:`KeyBeyondOwner`."""
    if unit is None:
        return
    beyond = [action for action in actions if not reach(action, unit)]
    if beyond:
        raise KeyBeyondOwner(
            f"Chủ khóa không có quyền ở đơn vị {unit}: {', '.join(beyond)}.", field="unit",
            remedy="Chọn đơn vị trong phạm vi của chủ khóa, hoặc bỏ những việc đó.",
        )


def check_count(live: int) -> None:
    """Raises :class:`TooManyKeys`."""
    if live >= MOST_PER_OWNER:
        raise TooManyKeys(
            f"Tài khoản đã có {MOST_PER_OWNER} khóa còn hiệu lực.",
            remedy="Thu hồi khóa không dùng nữa rồi lập lại.",
        )


def _reading(table: AllowTable) -> tuple[str, ...]:
    return tuple(action for action in table.actions if action.endswith((".read", ".list")))


def _grantable(name: str, table: AllowTable, place: int) -> str:
    if not table.by_key(name):
        raise ActionNotGrantable(
            f"Không khóa API nào được giao việc “{table.actions[name].lower()}”.", field=f"actions.{place}",
            remedy="Việc này chỉ người đăng nhập mới làm được.",
        )
    return name


def _no_such(name: str, table: AllowTable, place: int) -> ActionNotGrantable:
    return ActionNotGrantable(
        f"Không có việc hay nhóm việc “{name[:60]}”.", field=f"actions.{place}",
        remedy=f"Dùng tên trong bảng phân quyền, ví dụ donation.record, hoặc nhóm: {', '.join([*GROUPS, READING])}.",
    )
