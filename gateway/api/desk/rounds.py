"""Rounds of reports: opened by the level above; who has reported, who is late."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE

from gateway import units
from gateway.access import allow_table
from gateway.access.current import for_those_who_may, principal, require, require_somewhere
from gateway.api.asking import KEY_PARAMETER, answer
from gateway.api.desk.doing import SEEN, Page, Reason, do, page_of, seen_version
from gateway.api.desk.schemas import (
    MoveDeadline,
    OpenRound,
    RemindersPage,
    ReportRound,
    RoundsPage,
    RoundStanding,
    WhichRounds,
)
from gateway.api.taking_part import check_takes_part
from gateway.database import database
from gateway.desk import reminding
from gateway.desk import rounds as desk
from gateway.desk.collections import REMINDERS, ROUNDS
from gateway.desk.flow_rules import UNIT
from runtime.clock import local_day, utc_now

blp = Blueprint("report_rounds", __name__, url_prefix="/api/v1/report-rounds", description="Kỳ báo cáo của các đơn vị")


@blp.route("", methods=["POST"])
@for_those_who_may("round.open")
@blp.arguments(OpenRound)
@blp.response(201, ReportRound)
@blp.doc(parameters=[KEY_PARAMETER])
def open_round(command: dict[str, Any]) -> Response:
    """Mở kỳ báo cáo: kỳ nào, đơn vị nào phải gửi, hạn gửi."""
    require("round.open", command["unit"])
    check_takes_part(command["campaign"], command["unit"])
    below = units.current_tree().descendants(command["unit"])
    return answer(do(desk.open_round, command, below=below), 201)


@blp.route("", methods=["GET"])
@for_those_who_may("submission.read")
@blp.arguments(WhichRounds, location="query", unknown=RAISE)
@blp.response(200, RoundsPage)
def list_rounds(asked: dict[str, Any]) -> Response:
    """Danh sách kỳ báo cáo, từng trang."""
    return answer(page_of(ROUNDS, seen_in(asked["campaign"], asked["status"]), asked, desk.shown))


def seen_in(campaign: str, status: str | None) -> dict[str, Any]:
    """The part of a query for the rounds of a campaign that the account may see."""
    match: dict[str, Any] = {"campaign": campaign}
    if status:
        match["status"] = status
    mine = _mine()
    if mine is not None:
        match["$or"] = [{"unit": {"$in": mine}}, {"units": {"$in": mine}}]
    return match


@blp.route("/<id>", methods=["GET"])
@for_those_who_may("submission.read")
@blp.response(200, ReportRound)
def get_round(id: str) -> Response:
    """Xem một kỳ báo cáo."""
    return answer(desk.shown(may_see(id)))


@blp.route("/<id>/standing", methods=["GET"])
@for_those_who_may("submission.read")
@blp.response(200, RoundStanding)
def standing(id: str) -> Response:
    """Đơn vị nào đã gửi, đơn vị nào chậm và chậm bao nhiêu ngày."""
    return answer(standing_of(may_see(id)))


def standing_of(round_: dict[str, Any]) -> dict[str, Any]:
    """How far the units of a round are that the account may see."""
    found = desk.standing(database(), round_, _mine(), local_day(utc_now()))
    owing = [one for one in found if one["kind"] == UNIT]
    return {
        "round_id": round_["_id"], "title": round_["title"], "due_on": round_["due_on"], "owed": len(owing),
        "handed_in": sum(one["status"] in ("submitted", "accepted") for one in owing),
        "accepted": sum(one["status"] == "accepted" for one in owing),
        "late": sum(one["late_days"] > 0 for one in owing),
        "units": [{**one, "unit_name": units.name_of(one["unit"])} for one in found],
    }


@blp.route("/<id>/reminders", methods=["GET"])
@for_those_who_may("round.open")
@blp.arguments(Page, location="query", unknown=RAISE)
@blp.response(200, RemindersPage)
def reminders(asked: dict[str, Any], id: str) -> Response:
    """Thư nhắc của kỳ báo cáo và đã gửi đi chưa."""
    require("round.open", desk.find(database(), id)["unit"])
    return answer(page_of(REMINDERS, {"round_id": id}, asked, reminding.shown))


@blp.route("/<id>/withdrawal", methods=["POST"])
@for_those_who_may("round.open")
@blp.arguments(Reason)
@blp.response(200, ReportRound)
@blp.doc(parameters=[KEY_PARAMETER, SEEN])
def withdraw_round(command: dict[str, Any], id: str) -> Response:
    """Hủy kỳ báo cáo mở nhầm, khi chưa đơn vị nào gửi."""
    require("round.open", desk.find(database(), id)["unit"])
    return answer(do(desk.withdraw_round, command, round_id=id, expected=seen_version()))


@blp.route("/<id>/deadline", methods=["POST"])
@for_those_who_may("round.open")
@blp.arguments(MoveDeadline)
@blp.response(200, ReportRound)
@blp.doc(parameters=[KEY_PARAMETER, SEEN])
def move_deadline(command: dict[str, Any], id: str) -> Response:
    """Đổi hạn gửi của kỳ báo cáo, nêu lý do."""
    require("round.open", desk.find(database(), id)["unit"])
    return answer(do(desk.move_deadline, command, round_id=id, expected=seen_version()))


def _mine() -> list[str] | None:
    """The units whose reports the account may see; None: all."""
    areas = allow_table.areas(require_somewhere("submission.read"), "submission.read")
    if areas is None:
        return None
    tree = units.current_tree()
    return sorted({code for area in areas for code in tree.descendants(area)})


def may_see(id: str) -> dict[str, Any]:
    """The round, of which the account may see at least one unit's report."""
    round_ = desk.find(database(), id)
    concerned = [round_["unit"], *round_["units"]]
    if not any(principal().may("submission.read", unit) for unit in concerned):
        require("submission.read", round_["unit"])
    return round_
