"""Papers of an activity: badges, seat cards, the sheet to be signed, letters of invitation; and who sits where."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from contracts.commands.events import guests as asked
from contracts.commands.events.invitations import INVITATION_STATUSES
from contracts.fields import LARGEST_COUNT, LocalDay, Text, choice_field, code_field
from contracts.refusals import Refusal
from contracts.shapes import Strict
from gateway.access import looks
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.downloads import named
from gateway.api.events.guests import activity_of, check_may_list, every_guest
from gateway.api.events.invitations import with_link
from gateway.printing import CONTENT_TYPE as PDF_TYPE
from gateway.printing import guest_papers as papers
from gateway.printing import invitation_letters as letters
from gateway.printing.docx_parts import DOCX_TYPE

blp = Blueprint("guest_papers", __name__, url_prefix="/api/v1/activities", description="Thẻ, biển tên, giấy mời, ghế")

Json = dict[str, Any]

MOST_ON_CARDS = 200
MOST_ON_SHEET = 2_000
MOST_LETTERS = 100


class NothingToPrint(Refusal):
    """None of these guests is there."""

    def __init__(self) -> None:
        super().__init__("Không có ai để in.", field="after", remedy="Bỏ bớt điều kiện lọc, hoặc in từ khách đầu tiên.")


class TooMuchToPrint(Refusal):
    """More guests than one sheet holds."""


class WhomToPrint(Strict):
    """Which confirmed guests, and why they are named; the look is kept."""

    purpose = Text(longest=200, shortest=5, required=True)
    quota = code_field(load_default=None, allow_none=True)


class CardsToPrint(WhomToPrint):
    """Some of them, by their numbers."""

    after = fields.Integer(load_default=0, validate=validate.Range(0, LARGEST_COUNT))
    limit = fields.Integer(load_default=MOST_ON_CARDS, validate=validate.Range(1, MOST_ON_CARDS))


class LettersToPrint(Strict):
    """What stands in the letters, and to whom they go."""

    form = choice_field(["pdf", "docx"], load_default="pdf")
    letter_number = Text(longest=60, load_default="", shortest=0)
    place = Text(longest=120, required=True)
    issued_on = LocalDay(required=True)
    paragraphs = fields.List(Text(longest=2_000), load_default=list, validate=validate.Length(max=10))
    signer_office = Text(longest=200, required=True)
    signer_name = Text(longest=120, required=True)
    quota = code_field(load_default=None, allow_none=True)
    status = choice_field(INVITATION_STATUSES, load_default="sent", allow_none=True)
    after = fields.Integer(load_default=0, validate=validate.Range(0, LARGEST_COUNT))
    limit = fields.Integer(load_default=MOST_LETTERS, validate=validate.Range(1, MOST_LETTERS))


class SeatsGiven(Schema):
    """How many sit, how many of them were moved just now, and how many seats are free."""

    activity = fields.String(required=True)
    seated = fields.Integer(required=True)
    moved = fields.Integer(required=True)
    free = fields.Integer(required=True)


@blp.route("/<activity>/badges.pdf")
@for_those_who_may("guest.reveal")
@blp.arguments(CardsToPrint, location="query", unknown=RAISE)
@blp.response(200, content_type=PDF_TYPE)
def badges(which: Json, activity: str) -> Response:
    """In thẻ khách có mã và ô vuông, tám thẻ một tờ; after và limit chọn khách theo số đăng ký."""
    return _cards(which, activity, "the", "thẻ khách", papers.badges_pdf)


@blp.route("/<activity>/seat-cards.pdf")
@for_those_who_may("guest.reveal")
@blp.arguments(CardsToPrint, location="query", unknown=RAISE)
@blp.response(200, content_type=PDF_TYPE)
def seat_cards(which: Json, activity: str) -> Response:
    """In biển tên để bàn, hai biển một tờ; after và limit chọn khách theo số đăng ký."""
    return _cards(which, activity, "bien-ten", "biển tên", papers.seat_cards_pdf)


@blp.route("/<activity>/attendance.pdf")
@for_those_who_may("guest.reveal")
@blp.arguments(WhomToPrint, location="query", unknown=RAISE)
@blp.response(200, content_type=PDF_TYPE)
def attendance(which: Json, activity: str) -> Response:
    """In danh sách khách ký tên, theo khối và thứ tự lễ tân."""
    about = check_may_list(activity, which["purpose"])
    guests = every_guest(activity, {**which, "status": "confirmed"}, "danh sách ký tên")
    found = _known(itertools.islice(guests, MOST_ON_SHEET + 1))
    if len(found) > MOST_ON_SHEET:
        raise TooMuchToPrint(
            f"Có hơn {MOST_ON_SHEET} khách.", field="quota", remedy="In từng khối khách.", most=MOST_ON_SHEET
        )
    return _paper(papers.attendance_pdf(about, found), f"ky-ten-{activity}.pdf")


@blp.route("/<activity>/invitation-letters", methods=["POST"])
@for_those_who_may("invitation.save")
@blp.arguments(LettersToPrint)
@blp.response(200, content_type=PDF_TYPE)
@blp.alt_response(200, content_type=DOCX_TYPE)
def print_letters(told: Json, activity: str) -> Response:
    """In giấy mời hàng loạt, mỗi cơ quan một tờ có đường dẫn trả lời; PDF, hoặc DOCX để sửa tay."""
    about = activity_of(activity)
    require("invitation.save", about["unit"])
    which = {name: told[name] for name in ("quota", "status", "after", "limit")}
    found = ask("events", "list_invitations", {**which, "activity": activity, "what": "giấy mời"})["invitations"]
    if not found:
        raise NothingToPrint
    paper = {
        "activity_name": about["name"], "venue": about["place"] or letters.TO_BE_ANNOUNCED,
        "time": letters.when(about["starts_on"], about["ends_on"]), "issued_on": told["issued_on"].isoformat(),
        **{name: told[name] for name in ("letter_number", "place", "paragraphs", "signer_office", "signer_name")},
    }
    looks.saw(one["invitation_id"] for one in found)
    with_links = [with_link(one) for one in found]
    if told["form"] == "docx":
        return _paper(letters.letters_docx(paper, with_links), f"giay-moi-{activity}.docx", DOCX_TYPE)
    return _paper(letters.letters_pdf(paper, with_links), f"giay-moi-{activity}.pdf")


@blp.route("/<activity>/seats", methods=["POST"])
@for_those_who_may("guest.register")
@blp.arguments(asked.AssignSeats(exclude=["activity"]))
@blp.response(200, SeatsGiven)
@blp.doc(parameters=[KEY_PARAMETER])
def seats(_command: Json, activity: str) -> Response:
    """Xếp ghế cho khách đã có chỗ theo thứ tự lễ tân; keep thì ai có ghế rồi giữ nguyên."""
    require("guest.register", activity_of(activity)["unit"])
    payload = {**request.get_json(), "activity": activity}
    return answer(ask("events", "assign_seats", payload, key=idempotency_key()))


def _cards(
    which: Json, activity: str, file: str, what: str, printed: Callable[[Json, list[Json]], bytes]
) -> Response:
    about = check_may_list(activity, which["purpose"])
    asking = {**which, "activity": activity, "status": "confirmed", "what": what}
    found = _known(ask("events", "list_registrations", asking)["registrations"])
    looks.saw(one["registration_id"] for one in found)
    if not found:
        raise NothingToPrint
    return _paper(printed(about, found), f"{file}-{activity}.pdf")


def _known(guests: Iterable[Json]) -> list[Json]:
    """Without those who have no name yet, or whose name is forgotten."""
    return [one for one in guests if one["guest_name"]]


def _paper(made: bytes, file: str, content_type: str = PDF_TYPE) -> Response:
    return Response(made, content_type=content_type, headers=named(file))
