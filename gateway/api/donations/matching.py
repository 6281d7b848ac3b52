"""The matching desk: whose gift each bank line is.  Memos name people and accounts, so the service keeps every look."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from contracts.commands.donations.matching import (
    MATCH_REASONS,
    MATCH_STATES,
    AttributeLine,
    ConfirmMatch,
    FindPledges,
    RejectMatch,
    UndoMatch,
)
from contracts.fields import MAX_VND, Instant, LocalDay, Text, Vnd, choice_field, code_field, unit_field
from contracts.shapes import Strict
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.within import units_shown

blp = Blueprint("matching", __name__, url_prefix="/api/v1/matching", description="Đối chiếu sao kê với phiếu đăng ký")


class PledgeAtDesk(Schema):
    """A pledge with its pledger's name, whole, for whoever compares it with a memo."""

    pledge_id = fields.String(required=True)
    unit = fields.String(required=True)
    pledger_name = fields.String(required=True)
    memo_code = fields.String(required=True)
    amount_vnd = Vnd(required=True)
    fulfilled_vnd = Vnd(minimum=0, required=True)
    status = fields.String(required=True)
    pledged_on = LocalDay(required=True)


class Candidate(PledgeAtDesk):
    """A pledge that the line might fulfil.  score: 0 to 100."""

    score = fields.Integer(required=True)
    reasons = fields.List(choice_field(MATCH_REASONS), required=True)


class Claim(Schema):
    """What the memo claims, as far as it can be read; anybody can write anything into a memo."""

    name = fields.String(required=True)
    unit = fields.String(required=True)
    phrase = fields.String(required=True)


class MatchLine(Schema):
    """A bank line, what its memo claims, and the donor that somebody attributed: three facts."""

    donation_id = fields.String(required=True)
    version = fields.Integer(required=True)
    state = choice_field(MATCH_STATES, required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    account_number_masked = fields.String(required=True)
    posted_on = LocalDay(required=True)
    amount_vnd = Vnd(required=True)
    memo = fields.String(required=True)
    counter_account = fields.String(required=True)
    claim = fields.Nested(Claim, required=True)
    candidates = fields.List(fields.Nested(Candidate), required=True)
    pledge = fields.Nested(PledgeAtDesk, required=True, allow_none=True)
    donor_name = fields.String(required=True)
    name_display = fields.String(required=True)
    decided_by = fields.String(required=True, allow_none=True)
    decided_at = Instant(required=True, allow_none=True)
    note = fields.String(required=True)


class PageOfLines(Schema):
    """``next`` may be there although the page is short or empty: so many lines were looked through."""

    lines = fields.List(fields.Nested(MatchLine), required=True)
    next = fields.String(required=True, allow_none=True)


class DeskProgress(Schema):
    """Lines that wait with a suggestion, those that somebody decided, and both together; ``at_least``: there are so
    many that they were not counted to the end.
    ``own_decisions``: the last ones of whoever asks that still hold, the newest first."""

    suggested = fields.Integer(required=True)
    decided = fields.Integer(required=True)
    in_all = fields.Integer(required=True)
    at_least = fields.Boolean(required=True)
    own_decisions = fields.List(fields.Nested(MatchLine), required=True)


class WhichProgress(Strict):
    """Of one unit with all below, or of all that the account may see."""

    campaign = code_field(required=True)
    unit = unit_field(load_default=None, allow_none=True)


class PledgesFound(Schema):
    """The first few pledges found."""

    pledges = fields.List(fields.Nested(PledgeAtDesk), required=True)


class WhichLines(Strict):
    """As the service is asked, of one unit with all below, or of all that the account may see.  Numbers in an address
    are text, which the service's own fields refuse."""

    campaign = code_field(required=True)
    unit = unit_field(load_default=None, allow_none=True)
    state = choice_field(MATCH_STATES, load_default="suggested")
    account_number = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    from_on = LocalDay(load_default=None, allow_none=True)
    to_on = LocalDay(load_default=None, allow_none=True)
    amount_vnd = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, MAX_VND))
    text = Text(longest=100, load_default="", shortest=0)
    after = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=200))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))


class WhichPledges(FindPledges):
    """As the service is asked, of the units that the account may see."""

    class Meta(FindPledges.Meta):
        exclude = ("units",)


@blp.route("/lines", methods=["GET"])
@for_those_who_may("match.read")
@blp.arguments(WhichLines, location="query", unknown=RAISE)
@blp.response(200, PageOfLines)
def lines(asked: dict[str, Any]) -> Response:
    """Các dòng ghi có theo kết quả đối chiếu, kèm phiếu được gợi ý; tìm nội dung không cần dấu."""
    given = {name: request.args[name] for name in asked if name in request.args and name != "unit"}
    numbers = {name: asked[name] for name in ("amount_vnd", "limit")}
    wanted = {**given, **numbers, "units": units_shown("match.read", asked["unit"])}
    return answer(ask("donations", "list_match_lines", wanted))


@blp.route("/progress", methods=["GET"])
@for_those_who_may("match.read")
@blp.arguments(WhichProgress, location="query", unknown=RAISE)
@blp.response(200, DeskProgress)
def progress(asked: dict[str, Any]) -> Response:
    """Còn bao nhiêu dòng chờ xác nhận, đã xử lý bao nhiêu, và các quyết định gần nhất của chính người hỏi."""
    wanted = {"campaign": asked["campaign"], "units": units_shown("match.read", asked["unit"])}
    return answer(ask("donations", "get_desk_progress", wanted))


@blp.route("/pledges", methods=["GET"])
@for_those_who_may("match.read")
@blp.arguments(WhichPledges, location="query", unknown=RAISE)
@blp.response(200, PledgesFound)
def pledges(asked: dict[str, Any]) -> Response:
    """Tìm phiếu đăng ký theo mã ủng hộ hoặc tên, không cần dấu."""
    return answer(ask("donations", "find_pledges", {**asked, "units": units_shown("match.read", None)}))


@blp.route("/lines/<donation_id>")
class OneLine(MethodView):
    """Reading a line."""

    @for_those_who_may("match.read")
    @blp.response(200, MatchLine)
    def get(self, donation_id: str) -> Response:
        """Xem một dòng ghi có: sao kê, nội dung, gợi ý và người ủng hộ đã gán."""
        found = ask("donations", "get_match_line", {"id": donation_id})
        require("match.read", found["unit"])
        return answer(found)


@blp.route("/lines/<donation_id>/confirmation", methods=["POST"])
@for_those_who_may("match.decide")
@blp.arguments(ConfirmMatch(exclude=["donation_id"]))
@blp.response(200, MatchLine)
@blp.doc(parameters=[KEY_PARAMETER])
def confirm(command: dict[str, Any], donation_id: str) -> Response:
    """Xác nhận phiếu được gợi ý; khoản tiền tính vào phiếu."""
    return _decide("confirm_match", donation_id, command.get("pledge_id"))


@blp.route("/lines/<donation_id>/rejection", methods=["POST"])
@for_those_who_may("match.decide")
@blp.arguments(RejectMatch(exclude=["donation_id"]))
@blp.response(200, MatchLine)
@blp.doc(parameters=[KEY_PARAMETER])
def reject(_command: dict[str, Any], donation_id: str) -> Response:
    """Từ chối mọi gợi ý của dòng; dòng về nhóm chưa rõ người ủng hộ."""
    return _decide("reject_match", donation_id)


@blp.route("/lines/<donation_id>/attribution", methods=["POST"])
@for_those_who_may("match.decide")
@blp.arguments(AttributeLine(exclude=["donation_id"]))
@blp.response(200, MatchLine)
@blp.doc(parameters=[KEY_PARAMETER])
def attribute(command: dict[str, Any], donation_id: str) -> Response:
    """Gán bằng tay một phiếu đăng ký, một người ủng hộ, hoặc cả hai."""
    return _decide("attribute_line", donation_id, command.get("pledge_id"))


@blp.route("/lines/<donation_id>/undo", methods=["POST"])
@for_those_who_may("match.decide")
@blp.arguments(UndoMatch(exclude=["donation_id"]))
@blp.response(200, MatchLine)
@blp.doc(parameters=[KEY_PARAMETER])
def undo(_command: dict[str, Any], donation_id: str) -> Response:
    """Hủy quyết định gần nhất; phiếu, người ủng hộ và gợi ý trở lại như trước."""
    return _decide("undo_match", donation_id)


def _decide(method: str, donation_id: str, pledge_id: str | None = None) -> Response:
    may_decide(donation_id, pledge_id)
    payload = {**request.get_json(), "donation_id": donation_id}
    return answer(ask("donations", method, payload, key=idempotency_key()))


def may_decide(donation_id: str, pledge_id: str | None = None) -> None:
    """Whether the account may decide about this line, for this pledge.  Raises NotAllowed."""
    require("match.decide", ask("donations", "get_donation", {"id": donation_id})["unit"])
    if pledge_id:
        # Who books for one unit changes nothing of another's pledges.
        require("match.decide", ask("donations", "get_pledge", {"id": pledge_id})["unit"])
