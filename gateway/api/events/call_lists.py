"""Whom to call: guests without e-mail, and the invited without e-mail who have not answered."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields

from contracts.fields import LocalDay, Text
from contracts.shapes import Strict
from gateway.access.current import for_those_who_may
from gateway.api.asking import answer
from gateway.api.downloads import Table, add_table
from gateway.api.events.guests import check_may_list, every_guest
from gateway.api.events.invitations import every_invitation
from gateway.reports.tables import named

blp = Blueprint("call_lists", __name__, url_prefix="/api/v1/activities", description="Danh sách cần gọi điện")

Json = dict[str, Any]

MOST_SHOWN = 1_000

CAUSES = {"unanswered": "Chưa trả lời thư mời", "confirmed": "Đã có chỗ", "waiting": "Đang chờ chỗ"}


class WhyCall(Strict):
    """Why the names are needed; it is kept with the look."""

    purpose = Text(longest=200, shortest=5, required=True)


class ToCall(Schema):
    """Somebody to be called.  ``cause``: unanswered, confirmed or waiting."""

    cause = fields.String(required=True)
    name = fields.String(required=True)
    office = fields.String(required=True)
    commune = fields.String(required=True)
    phone = fields.String(required=True)
    quota = fields.String(required=True)
    reply_by_on = LocalDay(required=True, allow_none=True)


class CallList(Schema):
    """Whom to call; ``more``: the file holds them all."""

    people = fields.List(fields.Nested(ToCall), required=True)
    more = fields.Boolean(required=True)


COLUMNS = {
    "why": "Lý do gọi", "name": "Họ và tên", "office": "Cơ quan, đơn vị", "commune": "Xã, phường",
    "phone": "Điện thoại", "quota": "Khối khách", "reply_by_on": "Hạn trả lời",
}


@blp.route("/<activity>/call-list")
@for_those_who_may("guest.reveal")
@blp.arguments(WhyCall, location="query", unknown=RAISE)
@blp.response(200, CallList)
def call_list(why: Json, activity: str) -> Response:
    """Những người không có thư điện tử cần gọi: chưa trả lời thư mời, đã có chỗ, đang chờ; lần xem được lưu lại."""
    check_may_list(activity, why["purpose"])
    people = list(itertools.islice(_people(activity, why["purpose"]), MOST_SHOWN + 1))
    return answer({"people": people[:MOST_SHOWN], "more": len(people) > MOST_SHOWN})


def _table(why: Json, activity: str) -> Table:
    check_may_list(activity, why["purpose"])
    rows = ({**one, "why": CAUSES[one["cause"]]} for one in _people(activity, why["purpose"]))
    return Table(f"goi-dien-{activity}", "Cần gọi", list(COLUMNS.values()), named(COLUMNS, rows))


add_table(blp, "/<activity>/call-list/export", "guest.reveal", WhyCall, "danh sách cần gọi điện", _table)


def _people(activity: str, purpose: str) -> Iterator[Json]:
    for one in every_invitation(activity, {"status": "sent", "without_email": True}, "danh sách gọi điện"):
        yield {
            "cause": "unanswered", "name": f"{one['title']} {one['guest_name']}".strip(), "office": one["office"],
            "commune": "", "phone": one["phone"], "quota": one["quota"], "reply_by_on": one["reply_by_on"],
        }
    for status in ("confirmed", "waiting"):
        which = {"status": status, "without_email": True, "purpose": purpose}
        for guest in every_guest(activity, which, "danh sách gọi điện"):
            yield {
                "cause": status, "name": guest["guest_name"], "office": guest["organisation"],
                "commune": guest["commune"], "phone": guest["phone"], "quota": guest["quota"], "reply_by_on": None,
            }
