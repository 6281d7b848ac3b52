"""What the desk's views share: doing a step in one transaction, the version that was seen, and pages of a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flask import request
from marshmallow import fields, validate

from contracts.fields import REQUIRED
from contracts.page_marks import page_mark, place_of
from contracts.refusals import InvalidCommand
from contracts.shapes import Strict
from gateway import units
from gateway.access import allow_table
from gateway.access.current import require_somewhere
from gateway.api import conditional
from gateway.api.asking import context, idempotency_key
from gateway.database import database
from gateway.desk.store import transact
from messaging.context import CommandContext
from messaging.unit_of_work import UnitOfWork

Json = dict[str, Any]

Work = Callable[[UnitOfWork, Json, CommandContext], Json]

MOST_PER_PAGE = 200

SEEN = {**conditional.IF_MATCH_PARAMETER, "required": True}


class Reason(Strict):
    """Why."""

    reason = fields.String(
        required=True, validate=validate.Length(1, 1000), error_messages={"required": REQUIRED}
    )


class Page(Strict):
    """Which page of a list."""

    after = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=400))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_PER_PAGE))


def do(work: Work, command: Mapping[str, Any], **more: Any) -> Json:
    """Do it in the name of whoever asks, once under its key.  ``more``: what stands in the path, and what was seen."""
    sent = {**(request.get_json(silent=True) or {}), **{name: more[name] for name in more if name != "below"}}
    return do_under(idempotency_key(), work, {**command, **more}, sent)


def do_under(key: str, work: Work, command: Json, sent: Json, *, rehearsal: bool = False) -> Json:
    """Do it under this key; the same key again is known by what was ``sent``.  ``rehearsal``: only what it would be."""
    known = replace(context(key, rehearsal), sent=sent)
    return transact(lambda uow: work(uow, command, known), known)


def seen_version() -> int:
    """The version that was seen; without one nothing is changed, so that nobody's words are lost.

    Raises :class:`InvalidCommand`."""
    version = conditional.expected_version()
    if version is None:
        raise InvalidCommand(
            "Cần nêu phiên bản đã xem.", field=conditional.IF_MATCH,
            remedy='Gửi tiêu đề If-Match với ETag đã nhận khi đọc, ví dụ "v3".',
        )
    return version


def within_areas(action: str) -> Json:
    """The part of a query that holds to the units for which the account may do this."""
    areas = allow_table.areas(require_somewhere(action), action)
    if areas is None:
        return {}
    tree = units.current_tree()
    return {"unit": {"$in": sorted({code for area in areas for code in tree.descendants(area)})}}


def page_of(
    collection: str, match: Json, asked: Mapping[str, Any], shown: Callable[[Json], Json], *, leave_out: str = ""
) -> Json:
    """``{"rows": [...], "next": mark or None}`` in the order of ids.  Raises BrokenPageMark."""
    wanted = match
    if asked["after"] is not None:
        (last,) = place_of(asked["after"], str)
        wanted = {"$and": [match, {"_id": {"$gt": last}}]}
    fields_out = {leave_out: 0} if leave_out else None
    found = list(database()[collection].find(wanted, fields_out).sort("_id", 1).limit(asked["limit"] + 1))
    page = found[: asked["limit"]]
    return {
        "rows": [shown(one) for one in page],
        "next": page_mark(page[-1]["_id"]) if len(found) > len(page) else None,
    }
