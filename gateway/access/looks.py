"""Every look at personal data leaves a record: who, when, at whom, what for. In one place, for every door.

An action of the allow-table says `shows: people` where it opens names, telephones, account numbers or what somebody
wrote; a view whose action does not, but which shows them, is marked by `current.shows_people`. The record is kept
before the answer leaves: when it can't be kept there is no answer. Services keep their own records of looks besides, in
the transaction of the reading."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar

from bson import ObjectId
from flask import Response, g, has_request_context, request
from mongoengine import DateTimeField, DictField, Document, ListField, StringField
from pymongo.collection import Collection

from gateway.database import ALIAS, database
from runtime.clock import utc_now

COLLECTION = "looks"
MOST_PEOPLE = 500
"""In one record; a longer list has several."""

ROWS_AT_ONCE = 200
LONGEST_ID = 100
LONGEST_PURPOSE = 300

ID_FIELDS = (
    "registration_id", "receipt_id", "golf_player_id", "golf_bidder_id", "invitation_id", "complaint_id", "opinion_id",
    "payment_id", "donation_id", "household_code", "pledge_id", "code", "id",
)
"""What names a person, or the paper about one, in an answer; of a row the first that it has."""

PURPOSE_FIELDS = ("purpose", "muc_dich")
SCOPE_FIELDS = ("campaign", "unit", "activity", "import_id", "view")


class Look(Document):
    """A look at personal data. `people`: ids of whom, as far as the answer names them; `scope`: of what list."""

    meta: ClassVar[dict[str, Any]] = {
        "db_alias": ALIAS, "collection": COLLECTION, "auto_create_index": False, "indexes": ["people", "by", "what"],
    }

    at = DateTimeField(required=True)
    by = StringField(required=True)
    key_id = StringField(null=True)
    what = StringField(required=True)
    where = StringField(required=True)
    people = ListField(StringField())
    scope = DictField()
    purpose = StringField()
    correlation_id = StringField()


@dataclass(frozen=True)
class Looker:
    """Who looks: the account, and the key that its program came with."""

    username: str
    key_id: str = ""


def saw(people: Iterable[str]) -> None:
    """Say in a view whom its answer shows, where the answer itself (a paper, a page) can't be read for it."""
    if has_request_context():
        g.setdefault("people_seen", []).extend(people)


def keep(who: Looker, what: str, in_path: Mapping[str, Any], answer: Any) -> None:
    """Keep that this request's answer shows people, unless it shows nothing: a refusal, a way onward."""
    if not 200 <= _status(answer) < 300:
        return
    named = [str(value) for value in in_path.values()]
    _write(who, what, [*named, *g.pop("people_seen", []), *_people_in(answer)])


def noted(who: Looker, what: str, rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The rows of a download, each noted before it leaves."""
    waiting = iter(rows)
    while several := list(islice(waiting, ROWS_AT_ONCE)):
        # What a view fetched for these rows it may have named already: their headings may hold no id.
        _write(who, what, [*g.pop("people_seen", []), *_ids(several)])
        yield from several


def page(
    person: str | None, by: str | None, what: str | None, before: str | None, most: int
) -> list[dict[str, Any]]:
    """Looks, newest first, older than the look `before`."""
    asked = {"people": person, "by": by, "what": what}
    found = Look.objects(**{name: value for name, value in asked.items() if value})
    if before:
        found = found.filter(id__lt=ObjectId(before))
    return [
        {
            "look_id": str(one.id), "at": one.at, "by": one.by, "key_id": one.key_id, "what": one.what,
            "where": one.where, "people": list(one.people), "scope": dict(one.scope), "purpose": one.purpose or "",
        }
        for one in found.order_by("-id").limit(most)
    ]


def _write(who: Looker, what: str, people: Iterable[str]) -> None:
    now, each = utc_now(), list(dict.fromkeys(one[:LONGEST_ID] for one in people if one))
    parts = [each[start : start + MOST_PEOPLE] for start in range(0, len(each), MOST_PEOPLE)] or [[]]
    _records().insert_many([_record(who, what, part, now) for part in parts])


def _record(who: Looker, what: str, people: list[str], now: dt.datetime) -> dict[str, Any]:
    asked = {**request.args.to_dict(), **(request.view_args or {})}
    return {
        "at": now, "by": who.username, "key_id": who.key_id or None, "what": what,
        "where": f"{request.method} {request.url_rule.rule if request.url_rule else request.path}",
        "people": people, "purpose": _purpose()[:LONGEST_PURPOSE], "correlation_id": g.get("correlation_id", ""),
        "scope": {name: str(asked[name])[:LONGEST_ID] for name in SCOPE_FIELDS if asked.get(name)},
    }


def _purpose() -> str:
    """What the look is for, if it was asked: of a program in the query or body, of a person in a form."""
    body = request.get_json(silent=True) if request.is_json else None
    told = body if isinstance(body, dict) else request.form
    found = (part.get(name) for part in (request.args, told) for name in PURPOSE_FIELDS)
    return str(next((one for one in found if one), ""))


def _people_in(answer: Any) -> list[str]:
    if not isinstance(answer, Response) or not answer.is_json:
        return []
    told = answer.get_json(silent=True)
    if not isinstance(told, dict):
        return []
    rows = [row for part in told.values() if isinstance(part, list) for row in part if isinstance(row, dict)]
    return _ids([told, *rows])


def _ids(rows: Iterable[dict[str, Any]]) -> list[str]:
    found = (next((row[name] for name in ID_FIELDS if isinstance(row.get(name), str)), None) for row in rows)
    return [one for one in found if one]


def _status(answer: Any) -> int:
    if isinstance(answer, Response):
        return answer.status_code
    if isinstance(answer, tuple) and len(answer) > 1 and isinstance(answer[1], int):
        return answer[1]
    return 200


def _records() -> Collection[dict[str, Any]]:
    return database()[COLLECTION]
