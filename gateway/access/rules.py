"""The allow-table: may this account do that, for that unit?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, cast, get_args

Scope = Literal["own", "any"]
Contains = Callable[[str, str], bool]

PUBLIC = "public"
ROLES = ("province", "unit_officer", "treasurer", "approver", "organiser", "supervisor", "auditor", "administrator",
         PUBLIC)


class BrokenAllowTable(Exception):
    """The allow-table names an unknown role or scope, or an action without saying what it means."""


class UnknownAction(Exception):
    """The program asked about an action that the table doesn't know: a slip in the code, never a
    visitor's.
    """


@dataclass(frozen=True)
class Grant:
    """A role held for a unit and everything below it."""

    role: str
    unit: str


class Holder(Protocol):
    """Whoever holds roles."""

    @property
    def grants(self) -> tuple[Grant, ...]: ...


@dataclass(frozen=True)
class Limit:
    """What an API key narrows its owner's rights to; it never widens them. `unit` None: wherever the owner may."""

    actions: frozenset[str]
    unit: str | None = None

    def allows(self, action: str, unit: str | None, contains: Contains) -> bool:
        """Whether `action` for `unit` (None: everywhere) lies within."""
        if action not in self.actions:
            return False
        return self.unit is None or (unit is not None and contains(self.unit, unit))

    def narrowed(self, action: str, areas: list[str] | None, contains: Contains) -> list[str] | None:
        """What is left of the owner's `areas` (None: everywhere)."""
        if action not in self.actions:
            return []
        mine = self.unit
        if mine is None:
            return areas
        if areas is None or any(contains(area, mine) for area in areas):
            return [mine]
        return [area for area in areas if contains(mine, area)]


class Limited(Holder, Protocol):
    """Whoever holds roles, perhaps less of them than their own: a program that comes with a key."""

    @property
    def limit(self) -> Limit | None: ...


class AllowTable:
    """The table as read from its file: role × action → own, any or never."""

    def __init__(self, told: Mapping[str, Mapping[str, str]]) -> None:
        """`told`: per action the scope of each role that may, under `means` its Vietnamese name, `by_key: never` where
        no API key may, and `shows: people` where it opens personal data. Raises `BrokenAllowTable`."""
        self.actions: dict[str, str] = {}
        self._shows_people: set[str] = set()
        self._never_by_key: set[str] = set()
        self._cells: dict[tuple[str, str], Scope] = {}
        for action, cells in told.items():
            if not cells.get("means"):
                raise BrokenAllowTable(f"{action}: say what it means")
            self.actions[action] = cells["means"]
            for mark, value, marked in (
                ("by_key", "never", self._never_by_key), ("shows", "people", self._shows_people)
            ):
                if mark in cells:
                    if cells[mark] != value:
                        raise BrokenAllowTable(f"{action}: {mark} is {value}, or left out")
                    marked.add(action)
            for role, scope in cells.items():
                if role not in ("means", "by_key", "shows"):
                    self._cells[role, action] = _scope(action, role, scope)

    def cell(self, role: str, action: str) -> Scope | None:
        """own, any, or None for never. Raises `UnknownAction`."""
        if action not in self.actions:
            raise UnknownAction(action)
        return self._cells.get((role, action))

    def by_key(self, action: str) -> bool:
        """Whether an API key can be given `action`. Raises `UnknownAction`."""
        if action not in self.actions:
            raise UnknownAction(action)
        return action not in self._never_by_key

    def shows_people(self, action: str) -> bool:
        """Whether `action` opens personal data, so that each look leaves a record. Raises `UnknownAction`."""
        if action not in self.actions:
            raise UnknownAction(action)
        return action in self._shows_people

    def allows(self, holder: Holder, action: str, unit: str | None, contains: Contains) -> bool:
        """Whether any role of `holder` allows `action` for `unit`.

        `unit` None means "everywhere": only a cell that says `any` allows that. `contains(ancestor, unit)`
        knows the tree of units.
        """
        for grant in (*holder.grants, Grant(PUBLIC, "")):
            scope = self.cell(grant.role, action)
            if scope == "any" or (scope == "own" and unit is not None and contains(grant.unit, unit)):
                return True
        return False

    def areas(self, holder: Holder, action: str) -> list[str] | None:
        """The units (each with all below it) for which `holder` may do `action`; None means everywhere.

        An empty list means nowhere.
        """
        units: list[str] = []
        for grant in (*holder.grants, Grant(PUBLIC, "")):
            scope = self.cell(grant.role, action)
            if scope == "any":
                return None
            if scope == "own" and grant.unit not in units:
                units.append(grant.unit)
        return units


def _scope(action: str, role: str, scope: str) -> Scope:
    if role not in ROLES:
        raise BrokenAllowTable(f"{action}: no role {role}; there are {', '.join(ROLES)}")
    for known in get_args(Scope):
        if scope == known:
            return cast(Scope, known)
    raise BrokenAllowTable(f"{action}: {role} may {scope}, which is neither own nor any")


def known_roles(roles: Iterable[str]) -> bool:
    """Whether each is a role that an account can be given (everybody is `public` already)."""
    return all(role in ROLES and role != PUBLIC for role in roles)
