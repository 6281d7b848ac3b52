"""Who the guests of an activity are: lists, corrections, how long they are known by name, and who looked at them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from contracts.commands.events import guests as asked
from contracts.commands.events.registration import REGISTRATION_STATUSES
from contracts.fields import LARGEST_COUNT, Text, choice_field, code_field
from contracts.shapes import Strict
from gateway.access.current import for_those_who_may, require, shows_people
from gateway.access.looks import saw
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.downloads import Table, add_table
from gateway.api.downloads import named as file_named
from gateway.api.resource_schemas import PageOfGuests, Registration
from gateway.printing.calendars import CALENDAR_TYPE, calendar
from gateway.reports.tables import named
from runtime.clock import utc_now

blp = Blueprint("guests", __name__, url_prefix="/api/v1", description="Danh sách khách của hoạt động")

Json = dict[str, Any]

MOST_PER_PAGE = 200


class WhichGuests(Strict):
    """Which guests to list.  ``text`` is searched without diacritics; ``purpose``: why beneficiaries are to be shown
    by name, which is kept; ``publishable``, ``photographable``: only who consents to be named in public, to be filmed;
    ``assisted``: only whom staff registered."""

    quota = code_field(load_default=None, allow_none=True)
    status = choice_field(REGISTRATION_STATUSES, load_default=None, allow_none=True)
    text = Text(longest=120, load_default="", shortest=0)
    need = choice_field(asked.NEEDS, load_default=None, allow_none=True)
    without_email = fields.Boolean(load_default=False)
    publishable = fields.Boolean(load_default=False)
    photographable = fields.Boolean(load_default=False)
    assisted = fields.Boolean(load_default=False)
    purpose = Text(longest=200, shortest=5, load_default=None, allow_none=True)


class PagedGuests(WhichGuests):
    """A page of them; ``after`` is the number of the last one seen."""

    after = fields.Integer(load_default=0, validate=validate.Range(0, LARGEST_COUNT))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, MOST_PER_PAGE))


class GuestNeeds(Schema):
    """How many guests need what, and consent to what."""

    activity = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    guests = fields.Integer(required=True)
    transport = fields.Integer(required=True)
    interpreter = fields.Integer(required=True)
    diet = fields.Integer(required=True)
    assisted = fields.Integer(required=True)
    photo_consent = fields.Integer(required=True)
    publication_consent = fields.Integer(required=True)


class GuestRules(Schema):
    """How long guests are known by name, on what basis, and whose guests are hidden (``hidden_quotas`` as it works
    out)."""

    activity = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    keep_days = fields.Integer(required=True)
    basis = fields.String(required=True)
    beneficiary_quotas = fields.List(fields.String(), required=True, allow_none=True)
    hidden_quotas = fields.List(fields.String(), required=True)


class Forgotten(Schema):
    """How many guests were forgotten now; ``more``: ask again."""

    forgotten = fields.Integer(required=True)
    more = fields.Boolean(required=True)


class GuestLook(Schema):
    """That somebody saw guests by name."""

    look_id = fields.String(required=True)
    activity = fields.String(required=True)
    looked_by = fields.String(required=True)
    looked_at = fields.String(required=True)
    what = fields.String(required=True)
    purpose = fields.String(required=True)
    guests = fields.Integer(required=True)
    registration_ids = fields.List(fields.String(), required=True)
    invitation_ids = fields.List(fields.String(), required=True)


class PageOfGuestLooks(Schema):
    """A page, newest first; ``next`` is null on the last."""

    looks = fields.List(fields.Nested(GuestLook), required=True)
    next = fields.String(required=True, allow_none=True)


COLUMNS = {
    "number": "Số", "code": "Mã", "guest_name": "Họ và tên", "organisation": "Cơ quan, đơn vị", "commune": "Xã, phường",
    "phone": "Điện thoại", "email": "Thư điện tử", "quota": "Khối khách", "status": "Tình trạng", "seat": "Ghế",
    "needs": "Nhu cầu", "needs_note": "Ghi chú nhu cầu", "photo_consent": "Đồng ý chụp ảnh",
    "publication_consent": "Đồng ý công bố",
}


@blp.route("/activities/<activity>/registrations", methods=["GET"])
@for_those_who_may("guest.list")
@blp.arguments(PagedGuests, location="query", unknown=RAISE)
@blp.response(200, PageOfGuests)
def guests(page: Json, activity: str) -> Response:
    """Danh sách khách, tìm không cần dấu; người thụ hưởng chỉ hiện chữ cái đầu nếu không ghi mục đích (purpose)."""
    check_may_list(activity, page["purpose"])
    return answer(ask("events", "list_registrations", {**page, "activity": activity}))


def _guest_table(which: Json, activity: str) -> Table:
    check_may_list(activity, which["purpose"])
    rows = named(COLUMNS, every_guest(activity, which, "tệp tải về"))
    return Table(f"khach-{activity}", "Khách", list(COLUMNS.values()), rows)


add_table(
    blp, "/activities/<activity>/registrations/export", "guest.list", WhichGuests,
    "danh sách khách (lần xem được lưu lại)", _guest_table,
)


@blp.route("/activities/<activity>/calendar.ics")
@for_those_who_may("activity.read")
@blp.response(200, content_type=CALENDAR_TYPE)
def calendar_file(activity: str) -> Response:
    """Tải ngày của hoạt động để đưa vào lịch (ICS); chưa định ngày thì chưa có."""
    found = activity_of(activity)
    require("activity.read")
    return as_calendar(found)


@blp.route("/activities/<activity>/guest-needs")
@for_those_who_may("guest.list")
@blp.response(200, GuestNeeds)
def needs(activity: str) -> Response:
    """Bao nhiêu khách cần đưa đón, phiên dịch, ăn riêng; bao nhiêu khách đồng ý chụp ảnh, công bố."""
    found = ask("events", "get_guest_needs", {"id": activity})
    require("guest.list", found["unit"])
    return answer(found)


@blp.route("/activities/<activity>/guest-rules")
class RulesOfGuests(MethodView):
    """What an activity says about its guests."""

    @for_those_who_may("guest.list")
    @blp.response(200, GuestRules)
    def get(self, activity: str) -> Response:
        """Thời hạn lưu thông tin khách, căn cứ, và những khối được ẩn tên."""
        found = ask("events", "get_guest_rules", {"id": activity})
        require("guest.list", found["unit"])
        return answer(found)

    @for_those_who_may("guest.rule")
    @blp.arguments(asked.SaveGuestRules(exclude=["activity"]))
    @blp.response(200, GuestRules)
    @blp.doc(parameters=[KEY_PARAMETER])
    def put(self, _command: Json, activity: str) -> Response:
        """Ghi thời hạn lưu thông tin khách, căn cứ, và những khối được ẩn tên."""
        require("guest.rule", activity_of(activity)["unit"])
        payload = {**request.get_json(), "activity": activity}
        return answer(ask("events", "save_guest_rules", payload, key=idempotency_key()))


@blp.route("/activities/<activity>/guest-expiry", methods=["POST"])
@for_those_who_may("guest.rule")
@blp.response(200, Forgotten)
def forget(activity: str) -> Response:
    """Xóa ngay thông tin cá nhân đã quá hạn (hằng giờ hệ thống cũng tự làm); số đếm và mã khách vẫn giữ."""
    require("guest.rule", activity_of(activity)["unit"])
    return answer(ask("events", "expire_guests", {"activity": activity}))


@blp.route("/activities/<activity>/guest-looks")
@for_those_who_may("looks.read")
@blp.arguments(asked.ListGuestLooks(exclude=["activity"]), location="query", unknown=RAISE)
@blp.response(200, PageOfGuestLooks)
def looks(page: Json, activity: str) -> Response:
    """Ai đã xem, tải hay in danh sách khách nào, lúc nào, để làm gì."""
    require("looks.read")
    return answer(ask("events", "list_guest_looks", {**page, "activity": activity}))


@blp.route("/registrations/<registration_id>")
@for_those_who_may("guest.reveal")
@blp.arguments(asked.LookAtGuest(only=["purpose"]), location="query", unknown=RAISE)
@blp.response(200, Registration)
def one_guest(told: Json, registration_id: str) -> Response:
    """Xem toàn bộ một đăng ký; phải ghi mục đích (purpose), lần xem được lưu lại."""
    require("guest.reveal", _unit_of(registration_id))
    return answer(ask("events", "look_at_guest", {"registration_id": registration_id, **told}))


@blp.route("/registrations/<registration_id>/details", methods=["POST"])
@for_those_who_may("guest.register")
@shows_people("guest.change")
@blp.arguments(asked.ChangeGuest(exclude=["registration_id"]))
@blp.response(200, Registration)
@blp.doc(parameters=[KEY_PARAMETER])
def change(_command: Json, registration_id: str) -> Response:
    """Sửa thông tin khách: tên, nơi ở, nhu cầu, đồng ý chụp ảnh và công bố."""
    require("guest.register", _unit_of(registration_id))
    payload = {**request.get_json(), "registration_id": registration_id}
    return answer(ask("events", "change_guest", payload, key=idempotency_key()))


def as_calendar(activity: Json) -> Response:
    """The day of an activity as a file for a calendar.  Raises DayToBeAnnounced."""
    made = calendar(activity, utc_now())
    return Response(made, content_type=CALENDAR_TYPE, headers=file_named(f"{activity['code']}.ics"))


def activity_of(code: str) -> Json:
    """The activity, from its service."""
    return ask("events", "get_activity", {"id": code})


def check_may_list(activity: str, purpose: str | None) -> Json:
    """The activity, of whose guests the account may see a list; with a ``purpose``, beneficiaries by name too."""
    found = activity_of(activity)
    require("guest.list" if purpose is None else "guest.reveal", found["unit"])
    return found


def every_guest(activity: str, which: Json, what: str) -> Iterator[Json]:
    """All guests of a list, a page after the other; each look is kept as one at ``what``."""
    after: int | None = 0
    while after is not None:
        page = {**which, "activity": activity, "what": what, "after": after, "limit": MOST_PER_PAGE}
        found = ask("events", "list_registrations", page)
        saw(one["registration_id"] for one in found["registrations"])
        yield from found["registrations"]
        after = found["next_after"]


def _unit_of(registration_id: str) -> str:
    return str(ask("events", "get_registration", {"id": registration_id})["unit"])
