"""Invitations to an office: made, answered by link or by hand, reminded of, listed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields

from contracts.commands.events import invitations as asked
from contracts.events.events.invitations import InvitationRow
from contracts.fields import Instant, LocalDay
from gateway.access import looks
from gateway.access.current import for_those_who_may, require
from gateway.access.invitation_links import PAGE, invitation_of, token_of
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.donations.receipts import public_address
from gateway.api.downloads import Table, add_table
from gateway.api.events.guests import activity_of
from gateway.api.resource_schemas import Whole
from gateway.reports.tables import named

blp = Blueprint("invitations", __name__, url_prefix="/api/v1", description="Thư mời và trả lời")
public = Blueprint(
    "public_invitations", __name__, url_prefix="/api/v1/public/invitations",
    description="Trả lời thư mời bằng đường dẫn in trên thư, không cần đăng nhập",
)

Json = dict[str, Any]


class Reminder(Schema):
    """That the answer was asked for again."""

    at = Instant(required=True)
    by = fields.String(required=True)
    manner = fields.String(required=True)


class Invitation(Whole, InvitationRow):
    """An invitation with whom it is for, who comes, and its link."""

    number = fields.Integer(required=True)
    office = fields.String(required=True)
    guest_name = fields.String(required=True)
    title = fields.String(required=True)
    email = fields.String(required=True)
    phone = fields.String(required=True)
    comes_name = fields.String(required=True)
    comes_title = fields.String(required=True)
    invited_by = fields.String(required=True)
    answered_at = Instant(required=True, allow_none=True)
    answered_by = fields.String(required=True, allow_none=True)
    manner = fields.String(required=True, allow_none=True)
    withdrawn_reason = fields.String(required=True)
    reminders = fields.List(fields.Nested(Reminder), required=True)
    forgotten_on = LocalDay(required=True, allow_none=True)
    link = fields.String(required=True, metadata={"description": "Đường dẫn để người được mời trả lời"})
    known = fields.Boolean()


class PageOfInvitations(Schema):
    """A page; ``next_after`` is null on the last."""

    activity = fields.String(required=True)
    invitations = fields.List(fields.Nested(Invitation), required=True)
    next_after = fields.Integer(required=True, allow_none=True)


class Reminded(Schema):
    """How many were reminded; who has answered meanwhile is not."""

    activity = fields.String(required=True)
    reminded = fields.Integer(required=True)


class InvitationShown(Schema):
    """An invitation as whoever holds its link sees it.  ``code``: to be shown at the door; ``offered_until``: how long
    a place that became free is kept for them."""

    activity_name = fields.String(required=True)
    place = fields.String(required=True)
    starts_on = LocalDay(required=True, allow_none=True)
    ends_on = LocalDay(required=True, allow_none=True)
    office = fields.String(required=True)
    guest_name = fields.String(required=True)
    title = fields.String(required=True)
    reply_by_on = LocalDay(required=True)
    status = fields.String(required=True)
    comes_name = fields.String(required=True)
    comes_title = fields.String(required=True)
    registration_status = fields.String(required=True, allow_none=True)
    waiting_number = fields.Integer(required=True, allow_none=True)
    offered_until = Instant(required=True, allow_none=True)
    code = fields.String(required=True)


class InvitationAnswerByLink(asked.AnswerInvitation):
    """The answer of whoever holds the link: which invitation, and in what manner, the link says."""

    class Meta:
        exclude = ("invitation_id", "manner")
        unknown = RAISE


class PagedInvitations(asked.ListInvitations):
    """Which invitations to list; ``status=sent`` is the list of those to be reminded."""

    class Meta:
        exclude = ("activity", "what")
        unknown = RAISE


class WhichInvitations(PagedInvitations):
    """The same for a whole list."""

    class Meta:
        exclude = ("activity", "what", "after", "limit")
        unknown = RAISE


COLUMNS = {
    "number": "Số", "office": "Cơ quan, đơn vị", "guest_name": "Họ và tên", "title": "Chức vụ", "quota": "Khối khách",
    "email": "Thư điện tử", "phone": "Điện thoại", "status": "Trả lời", "comes_name": "Người dự",
    "comes_title": "Chức vụ người dự", "answered_on": "Ngày trả lời", "reply_by_on": "Hạn trả lời",
    "times_reminded": "Số lần nhắc", "last_reminded_at": "Nhắc lần cuối", "link": "Đường dẫn trả lời",
}


@blp.route("/activities/<activity>/invitations")
class Invitations(MethodView):
    """The invitations of an activity."""

    @for_those_who_may("invitation.save")
    @blp.arguments(asked.Invite(exclude=["activity", "row_key"]))
    @blp.response(201, Invitation)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, _command: Json, activity: str) -> Response:
        """Lập một thư mời cơ quan, hoặc mời đích danh; chưa giữ chỗ cho đến khi có trả lời."""
        require("invitation.save", activity_of(activity)["unit"])
        payload = {**request.get_json(), "activity": activity}
        return answer(with_link(ask("events", "invite", payload, key=idempotency_key())), 201)

    @for_those_who_may("guest.list")
    @blp.arguments(PagedInvitations, location="query")
    @blp.response(200, PageOfInvitations)
    def get(self, page: Json, activity: str) -> Response:
        """Danh sách thư mời và trả lời; status=sent là danh sách cần nhắc."""
        require("guest.list", activity_of(activity)["unit"])
        found = ask("events", "list_invitations", {**page, "activity": activity})
        return answer({**found, "invitations": [with_link(one) for one in found["invitations"]]})


def _invitations_table(which: Json, activity: str) -> Table:
    require("guest.list", activity_of(activity)["unit"])
    rows = named(COLUMNS, map(_flat, every_invitation(activity, which, "thư mời, tệp tải về")))
    return Table(f"thu-moi-{activity}", "Thư mời", list(COLUMNS.values()), rows)


add_table(
    blp, "/activities/<activity>/invitations/export", "guest.list", WhichInvitations,
    "danh sách thư mời và trả lời; lần xem được lưu lại", _invitations_table,
)


@blp.route("/activities/<activity>/invitation-reminders", methods=["POST"])
@for_those_who_may("invitation.save")
@blp.arguments(asked.RemindInvitees(exclude=["activity"]))
@blp.response(200, Reminded)
@blp.doc(parameters=[KEY_PARAMETER])
def remind(_command: Json, activity: str) -> Response:
    """Ghi đã nhắc những người chưa trả lời."""
    require("invitation.save", activity_of(activity)["unit"])
    payload = {**request.get_json(), "activity": activity}
    return answer(ask("events", "remind_invitees", payload, key=idempotency_key()))


@blp.route("/invitations/<invitation_id>/answer", methods=["POST"])
@for_those_who_may("invitation.save")
@blp.arguments(asked.AnswerInvitation(exclude=["invitation_id"]))
@blp.response(200, Invitation)
@blp.doc(parameters=[KEY_PARAMETER])
def record_answer(_command: Json, invitation_id: str) -> Response:
    """Ghi trả lời nhận qua điện thoại hoặc văn bản: dự, không dự, cử người đi thay."""
    return _step(invitation_id, "answer_invitation")


@blp.route("/invitations/<invitation_id>/withdrawal", methods=["POST"])
@for_those_who_may("invitation.save")
@blp.arguments(asked.WithdrawInvitation(exclude=["invitation_id"]))
@blp.response(200, Invitation)
@blp.doc(parameters=[KEY_PARAMETER])
def withdraw(_command: Json, invitation_id: str) -> Response:
    """Rút thư mời; chỗ đã giữ được trả lại ngay."""
    return _step(invitation_id, "withdraw_invitation")


@public.route("/<token>")
class ByLink(MethodView):
    """What whoever holds the link may do."""

    @for_those_who_may("invitation.answer")
    @public.response(200, InvitationShown)
    def get(self, token: str) -> Response:
        """Xem thư mời."""
        return answer(shown(token))

    @for_those_who_may("invitation.answer")
    @public.arguments(InvitationAnswerByLink)
    @public.response(200, InvitationShown)
    def post(self, told: Json, token: str) -> Response:
        """Trả lời thư mời: dự, không dự, cử người đi thay; sửa được cho đến hạn."""
        return answer(answered_by_link(token, told))


def shown(token: str) -> Json:
    """The invitation of a link, as its holder sees it.  Raises InvitationLinkInvalid, InvitationNotFound."""
    found = ask("events", "get_invitation", {"id": invitation_of(token)})
    return {name: found[name] for name in InvitationShown().fields}


def answered_by_link(token: str, told: Json) -> Json:
    """Take the answer of a link's holder; no key, because the same answer again leaves everything as it was."""
    ask("events", "answer_invitation", {**told, "invitation_id": invitation_of(token), "manner": "link"})
    return shown(token)


def with_link(invitation: Json) -> Json:
    """The invitation with its link."""
    return {**invitation, "link": f"{public_address()}{PAGE}/{token_of(invitation['invitation_id'])}"}


def every_invitation(activity: str, which: Json, what: str) -> Iterator[Json]:
    """All invitations of a list, a page after the other; each look is kept as one at ``what``."""
    after: int | None = 0
    while after is not None:
        page = {**which, "activity": activity, "what": what, "after": after, "limit": asked.MOST_PER_PAGE}
        found = ask("events", "list_invitations", page)
        looks.saw(one["invitation_id"] for one in found["invitations"])
        yield from map(with_link, found["invitations"])
        after = found["next_after"]


def _flat(invitation: Json) -> Json:
    reminders = invitation["reminders"]
    last = reminders[-1]["at"] if reminders else None
    return {**invitation, "times_reminded": len(reminders), "last_reminded_at": last}


def _step(invitation_id: str, method: str) -> Response:
    require("invitation.save", ask("events", "get_invitation", {"id": invitation_id})["unit"])
    payload = {**request.get_json(), "invitation_id": invitation_id}
    return answer(with_link(ask("events", method, payload, key=idempotency_key())))
