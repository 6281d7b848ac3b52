"""Who is honoured: dated rules over what was given, and the steps of a proposal.

Sources: Ninh Thuận 2024 and Sơn La 2022 ("tấm lòng vàng", commendation yearly and after five and ten years).  The
thresholds are data that the province saves with their citation; none stands in the code.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Collection, Iterable
from typing import NamedTuple

from contracts.business_days import check_business_day
from contracts.refusals import NotFound, Refusal

ANONYMOUS, MASKED, SHOWN = "anonymous", "masked", "shown"

_TONES = "\u0300\u0301\u0303\u0309\u0323"
"""Grave, acute, tilde, hook above, dot below."""

MOST_PROPOSED = 2000
"""By one rule for one year and unit: more honours than anybody hands over."""


class Criteria(NamedTuple):
    """One dated state of a rule."""

    code: str
    from_on: dt.date
    span_years: int
    at_least_vnd: int
    years_in_row: int
    donor_kinds: tuple[str, ...]


class Giver(NamedTuple):
    """What one donor gave.  ``by_year``: đồng, after refunds, of each year looked at."""

    name: str
    displays: frozenset[str]
    kinds: frozenset[str]
    by_year: dict[int, int]
    gifts: int


class Deserved(NamedTuple):
    """A donor that meets the criteria.  ``name_display`` is the strictest that the donor chose."""

    name: str
    name_display: str
    total_vnd: int
    gifts: int
    years_in_row: int


class RuleNotFound(NotFound):
    """No rule of this code was in force at the end of that year."""


class RuleWasUsed(Refusal):
    """Honours rest on this state of the rule: it stands."""

    kind = "conflict"


class YearNotBegun(Refusal):
    """A year that hasn't begun has no gifts."""


class TooManyProposed(Refusal):
    """The rule is met by more than :data:`MOST_PROPOSED`."""


class HonourNotFound(NotFound):
    """No honour has this id."""


class HonourDecided(Refusal):
    """It is decided, or has lapsed."""

    kind = "conflict"


class ProposerDecides(Refusal):
    """Who proposed an honour doesn't decide it."""

    kind = "forbidden"


class NominatedAlready(Refusal):
    """The same name stands for the same honour of that year and unit."""

    kind = "conflict"


def in_force(saved: Iterable[Criteria], year: int) -> Criteria | None:
    """The state of a rule at the end of a year: the one that began last; None when none had begun."""
    begun = [one for one in saved if one.from_on <= dt.date(year, 12, 31)]
    return max(begun, key=lambda one: one.from_on, default=None)


def period(year: int, span_years: int) -> tuple[dt.date, dt.date]:
    """The first and the last day of the calendar years that are added up, leap days and all."""
    return dt.date(year - span_years + 1, 1, 1), dt.date(year, 12, 31)


def years_in_row(by_year: dict[int, int], year: int) -> int:
    """Years with a gift up to ``year`` without a gap; 0 when that year had none."""
    counted = 0
    while by_year.get(year - counted, 0) > 0:
        counted += 1
    return counted


def deserved(giver: Giver, criteria: Criteria, year: int) -> Deserved | None:
    """What the giver is proposed with, or None.  The threshold itself is enough.

    Who stayed anonymous is never proposed: the honour would tell who gave."""
    if not giver.displays or ANONYMOUS in giver.displays:
        return None
    if criteria.donor_kinds and not giver.kinds & set(criteria.donor_kinds):
        return None
    first, last = (day.year for day in period(year, criteria.span_years))
    total = sum(amount for of, amount in giver.by_year.items() if first <= of <= last)
    row = years_in_row(giver.by_year, year)
    if total < criteria.at_least_vnd or row < criteria.years_in_row:
        return None
    return Deserved(giver.name, strictest(giver.displays), total, giver.gifts, row)


def ranked(found: Iterable[Deserved]) -> list[Deserved]:
    """Largest first.  Of two that gave the same the name decides, so that every run says the same."""
    return sorted(found, key=lambda one: (-one.total_vnd, -one.years_in_row, one.name))


def strictest(displays: Collection[str]) -> str:
    """The most careful of several choices of one donor."""
    return next((one for one in (ANONYMOUS, MASKED) if one in displays), SHOWN)


def name_key(name: str) -> str:
    """What two writings of one name have in common: no capitals, tone marks, blanks or punctuation.

    Letters stay apart: Tú and TU are one name, Tú and Tư are two."""
    taken_apart = unicodedata.normalize("NFD", name.casefold())
    bare = "".join(sign for sign in taken_apart if sign not in _TONES)
    return "".join(sign for sign in unicodedata.normalize("NFC", bare) if sign.isalnum())


def merged(found: Iterable[Giver]) -> list[Giver]:
    """One giver per name, where the same name came in several writings."""
    by_name: dict[str, Giver] = {}
    # Of several writings the one that is not all capitals is kept.
    for one in sorted(found, key=lambda giver: (giver.name.isupper(), giver.name)):
        key = name_key(one.name)
        held = by_name.get(key)
        if held is None:
            by_name[key] = one
            continue
        years = {of: held.by_year.get(of, 0) + one.by_year.get(of, 0) for of in held.by_year | one.by_year}
        by_name[key] = Giver(
            held.name, held.displays | one.displays, held.kinds | one.kinds, years, held.gifts + one.gifts
        )
    return list(by_name.values())


def check_year(year: int, today: dt.date) -> None:
    """Raises :class:`YearNotBegun`.  The year under way may be looked at: proposals are brought up to date."""
    if year > today.year:
        raise YearNotBegun(
            f"Năm {year} chưa tới.", field="year", remedy=f"Chọn năm {today.year} hoặc một năm trước."
        )


def check_count(found: int) -> None:
    """Raises :class:`TooManyProposed`."""
    if found > MOST_PROPOSED:
        raise TooManyProposed(
            f"Hơn {MOST_PROPOSED} người đạt tiêu chuẩn.", field="rule",
            remedy="Nâng mức của tiêu chuẩn, hoặc đề nghị theo từng đơn vị.",
        )


def check_decision(
    status: str, proposed_by: str, decided_by: str, proposed_on: dt.date, decided_on: dt.date, today: dt.date
) -> None:
    """Raises :class:`HonourDecided`, :class:`ProposerDecides`, DayInFuture or DayTooEarly."""
    if status != "proposed":
        raise HonourDecided(
            "Đề nghị này đã được quyết định hoặc không còn hiệu lực.", field="honour_id",
            remedy="Xem quyết định; cần khen thưởng khác thì lập đề nghị mới.",
        )
    if decided_by == proposed_by:
        raise ProposerDecides(
            "Người đề nghị không được tự duyệt.", field="honour_id", remedy="Nhờ người khác có quyền duyệt."
        )
    check_business_day(decided_on, today, "decided_on")
