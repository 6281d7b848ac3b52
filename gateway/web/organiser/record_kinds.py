"""What a kind of record is to its pages: which fields a form asks for, what a list shows, which steps there are.

One declaration gives a list, a form that is checked before it is sent, and a page of each record with its steps
(`record_pages.py`).  The service decides; nothing is reckoned here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from marshmallow import Schema

from gateway.web.campaigns import Row
from gateway.web.formatting import day, money, number, unit_name
from gateway.web.forms import money_typed
from gateway.web.languages import N_, said
from gateway.web.organiser.record_lines import guests_of, guests_typed, lines_of, people_of, people_shown, people_typed

Choices = Sequence[tuple[str, str]]

TODAY, ITS_DAY = "today", "its day"
"""What a day begins with in a new form: today, or the last day of the activity once that is over."""


@dataclass(frozen=True)
class About:
    """What a page is about: a campaign, and an activity of it unless the record belongs to the campaign alone.
    ``units``: those for which whoever asks may make such a record."""

    campaign: Row
    activity: Row | None = None
    units: Choices = ()

    @property
    def place(self) -> Row:
        """What stands in the addresses of its pages."""
        return {"code": self.activity["code"]} if self.activity else {}

    @property
    def whole_place(self) -> Row:
        """The same, with the campaign where no activity says which."""
        return self.place or {"campaign": self.campaign["campaign"]}


@dataclass(frozen=True)
class Field:
    """A field of a form, and the same of a record.  ``look``: how it is asked for and shown (:data:`LOOKS`);
    ``empty``: said when nothing was typed; ``path``: what the contract calls it; ``options``: what may be chosen;
    ``usual``: what stands in a new form (:data:`TODAY` and :data:`ITS_DAY` are days); ``rare``: folded away with the
    others that are seldom told; ``shown_apart``: the page of a record shows it in its own way."""

    name: str
    label: str
    look: str = "text"
    hint: str = ""
    empty: str = ""
    path: str = ""
    options: Choices | Callable[[About], Choices] = ()
    usual: str = ""
    may_be_null: bool = False
    rare: bool = False
    shown_apart: bool = False

    @property
    def in_contract(self) -> str:
        """What the contract calls it."""
        return self.path or self.name

    def choices(self, about: About) -> list[tuple[str, str]]:
        """What may be chosen, before anything else nothing where nothing is chosen yet."""
        found = list(self.options(about) if callable(self.options) else self.options)
        first = N_("– không chọn –") if self.may_be_null else N_("– chọn –")
        return found if self.look == "radios" or (found and not found[0][0]) else [("", first), *found]

    def read(self, text: str) -> Any:
        """What was typed, as the contract wants it."""
        return None if self.may_be_null and not text else LOOKS[self.look].read(text)

    def fill(self, value: Any) -> str:
        """A value as it would be typed."""
        return "" if value in (None, "") else LOOKS[self.look].fill(value)

    def words(self, value: Any, about: About) -> str:
        """A value as a reader sees it."""
        if value in (None, "", []):
            return ""
        if self.look in ("select", "radios"):
            return said(dict(self.choices(about)).get(str(value), str(value)))
        return LOOKS[self.look].show(value)


@dataclass(frozen=True)
class Look:
    """How a kind of field is read, filled in again, and shown."""

    read: Callable[[str], Any]
    fill: Callable[[Any], str] = str
    show: Callable[[Any], str] = str


def _count(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text


LOOKS: dict[str, Look] = {
    "text": Look(str),
    "long": Look(str),
    "select": Look(str),
    "radios": Look(str),
    "yes_no": Look(lambda text: {"co": True, "khong": False}.get(text, text), lambda value: "co" if value else "khong",
                   lambda value: said(N_("Có")) if value else said(N_("Không"))),
    "unit": Look(str, show=unit_name),
    "day": Look(str, show=day),
    "money": Look(money_typed, show=money),
    # A count that nobody typed is none at all.
    "number": Look(lambda text: _count(text or "0"), show=number),
    "checkbox": Look(bool, lambda value: "1" if value else "",
                     lambda value: said(N_("Có")) if value else said(N_("Không"))),
    "lines": Look(lines_of, "\n".join, "\n".join),
    "people": Look(people_of, people_typed, people_shown),
    "guests": Look(guests_of, guests_typed, guests_typed),
}


@dataclass(frozen=True)
class Column:
    """A column of a list: its words, what a row shows in it, and the kind of cell."""

    words: str
    show: Callable[[Row], str]
    kind: str = ""


@dataclass(frozen=True)
class Filter:
    """A filter of a list: its name in the address, its words, the field of the row, what it may be."""

    name: str
    words: str
    path: str
    options: Choices


@dataclass(frozen=True)
class Step:
    """A further step of a record.  ``open_to``: whether it is in place as the record stands; ``quiet``: it takes back,
    so it is folded away, as is what is ``folded``; ``filled``: its form begins with what the record says; ``check``:
    refuses what the service does not know."""

    method: str
    action: str
    schema: type[Schema]
    fields: tuple[Field, ...]
    name: str
    done: str
    open_to: Callable[[Row], bool]
    hint: str = ""
    quiet: bool = False
    folded: bool = False
    filled: bool = False
    check: Callable[[Row, Row], object] = lambda payload, record: None


@dataclass(frozen=True)
class Records:
    """A kind of record.  ``name``: what the service and the read models call it; ``path``: its address; ``heading``:
    what one is called; ``check``: refuses what the service does not know; ``checked``: a form is shown once more
    before it is sent; ``totals``: the list begins with what its rows add up to; ``more``: what else a page shows of
    one; ``rare``: what fields that are seldom told are called together; ``places``: whether its pages lie below an
    activity, below the campaign or both; ``links``: pages beside its list; ``above``: the page of the activity above
    its list; ``rows``: its list, where the read models hold none; ``again``: one that was withdrawn can be written
    down anew from what was known."""

    name: str
    path: str
    title: str
    lead: str
    empty: str
    new: str
    made: str
    read_action: str
    make_action: str
    method: str
    schema: type[Schema]
    fields: tuple[Field, ...]
    columns: tuple[Column, ...]
    heading: Callable[[Row], str]
    states: Mapping[str, tuple[str, str]]
    steps: Mapping[str, Step] = field(default_factory=dict)
    filters: tuple[Filter, ...] = ()
    check: Callable[[Row], object] = lambda payload: None
    checked: bool = False
    places: tuple[str, ...] = ("activity",)
    links: tuple[tuple[str, str], ...] = ()
    above: tuple[str, str] | None = None
    totals: bool = False
    export: str = ""
    export_action: str = ""
    state_of: Callable[[Row], str] = lambda row: str(row["status"])
    more: Callable[[Row], list[tuple[str, str]]] = lambda row: []
    rare: str = ""
    page: str = "organiser/record.html"
    again: bool = True
    rows: Callable[[About, int], tuple[list[Row], bool]] | None = None

    @property
    def bases(self) -> list[str]:
        """The addresses of its list: below an activity, below the campaign, or both."""
        where = {"activity": f"/hoat-dong/<code>/{self.path}", "campaign": f"/{self.path}"}
        return [where[place] for place in self.places]

    def id_of(self, row: Row) -> str:
        """The id of a record."""
        return str(row[f"{self.name}_id"])
