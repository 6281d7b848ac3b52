"""What each donor gave, year by year, added up by MongoDB so that small gifts by the million never come here.

Two gifts are of one donor when the names are the same but for capitals, tone marks and blanks.  That may join two
people of one name: what comes of it is a proposal, which a person decides.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from messaging.unit_of_work import UnitOfWork
from runtime.clock import midnight
from services.donations.intake.documents import DONATIONS
from services.donations.pledges.documents import Pledge
from services.donations.recognition.rules import ANONYMOUS, Giver, check_count, merged

Stage = dict[str, Any]

SAME_NAME = {"locale": "vi", "strength": 1, "alternate": "shifted"}
"""Capitals, marks of tone and blanks make no difference; ơ and o, đ and d are letters of their own."""

MOST_CANDIDATES = 20_000
LONGEST_ROW_YEARS = 30


def givers(
    uow: UnitOfWork, units: Sequence[str], first_on: dt.date, last_on: dt.date, at_least_vnd: int
) -> list[Giver]:
    """Donors to these units that gave at least so much from the first day to the last, with each of
    the last :data:`LONGEST_ROW_YEARS` years.  Raises TooManyProposed.

    Who gave less is told of too when a pledge of theirs was fulfilled: both kinds of gifts count together."""
    gifts = uow.db[DONATIONS]
    since = dt.date(last_on.year - LONGEST_ROW_YEARS, 1, 1)
    by_pledge = _by_pledge(gifts.aggregate(_fulfilling(units, since, last_on, first_on), allowDiskUse=True))
    enough = [
        *_named(units, first_on, last_on),
        {"$group": {"_id": "$donor_name", "total": {"$sum": KEPT}}},
        {"$match": {"total": {"$gte": at_least_vnd}}},
        {"$sort": {"total": -1, "_id": 1}},
        {"$limit": MOST_CANDIDATES},
    ]
    names = {one["_id"] for one in gifts.aggregate(enough, collation=SAME_NAME, allowDiskUse=True)}
    names |= {one.name for one in by_pledge}
    check_count(0 if len(names) < MOST_CANDIDATES else len(names))
    if not names:
        return []
    by_year = [
        *_named(units, since, last_on),
        {"$match": {"donor_name": {"$in": sorted(names)}}},
        {"$group": {
            "_id": {"name": "$donor_name", "year": {"$year": "$received_on"}}, "amount_vnd": {"$sum": KEPT},
            "gifts": _gifts_since(first_on), "displays": {"$addToSet": "$name_display"},
            "kinds": {"$addToSet": "$donor.kind"},
        }},
    ]
    found = gifts.aggregate(by_year, collation=SAME_NAME, allowDiskUse=True)
    by_name = [
        Giver(
            one["_id"]["name"], frozenset(one["displays"]), frozenset(kind for kind in one["kinds"] if kind),
            {one["_id"]["year"]: one["amount_vnd"]}, one["gifts"],
        )
        for one in found
    ]
    return merged([*by_name, *by_pledge])


KEPT: Stage = {"$subtract": ["$amount_vnd", {"$ifNull": ["$refunded_vnd", 0]}]}
"""What of a gift did not go back."""


def _standing(units: Sequence[str], first_on: dt.date, last_on: dt.date) -> Stage:
    return {
        "unit": {"$in": list(units)}, "reversal_entry_id": None,
        "received_on": {"$gte": midnight(first_on), "$lte": midnight(last_on)},
    }


def _named(units: Sequence[str], first_on: dt.date, last_on: dt.date) -> list[Stage]:
    """Gifts whose donor is told by the gift itself, and not anonymous."""
    named = {"donor_name": {"$gt": ""}, "name_display": {"$ne": ANONYMOUS}}
    return [{"$match": {**_standing(units, first_on, last_on), **named}}]


def _fulfilling(units: Sequence[str], since: dt.date, last_on: dt.date, first_on: dt.date) -> list[Stage]:
    """Bank lines that name a pledge by its code: the pledger gave them."""
    unnamed = {"donor_name": "", "pledge_id": {"$type": "string"}}
    return [
        {"$match": {**_standing(units, since, last_on), **unnamed}},
        {"$group": {
            "_id": {"pledge": "$pledge_id", "year": {"$year": "$received_on"}}, "amount_vnd": {"$sum": KEPT},
            "gifts": _gifts_since(first_on),
        }},
        {"$limit": MOST_CANDIDATES},
    ]


def _gifts_since(first_on: dt.date) -> Stage:
    return {"$sum": {"$cond": [{"$gte": ["$received_on", midnight(first_on)]}, 1, 0]}}


def _by_pledge(found: Iterable[dict[str, Any]]) -> list[Giver]:
    years = list(found)
    check_count(0 if len(years) < MOST_CANDIDATES else len(years))
    ids = {one["_id"]["pledge"] for one in years}
    pledges = {one.id: one for one in Pledge.objects(id__in=list(ids), name_display__ne=ANONYMOUS)}
    told = [(pledges[one["_id"]["pledge"]], one) for one in years if one["_id"]["pledge"] in pledges]
    return [
        Giver(
            pledge.pledger_name, frozenset({pledge.name_display}),
            # Letters of an appeal go to enterprises.
            frozenset({"enterprise"} if pledge.appeal else ()), {one["_id"]["year"]: one["amount_vnd"]}, one["gifts"],
        )
        for pledge, one in told
    ]
