"""The scoring of golf: regulations, rounds, cards and contests for who runs it; board, result and reckoning for all."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE, fields

from contracts.commands.events import golf_scoring as asked
from contracts.events.events.golf_scoring import GolfCardRow, GolfRoundRow
from contracts.fields import choice_field
from contracts.refusals import Refusal
from contracts.shapes import Strict
from gateway import printing, streaming
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import answer, ask
from gateway.api.downloads import named
from gateway.api.events import golf_board_schemas as boards
from gateway.api.events import golf_scoring_schemas as shown
from gateway.api.events.golf import blp as tournaments_blp
from gateway.api.events.golf_live import Boards, unhurried
from gateway.api.lists import add_list
from gateway.api.resources import Resource
from messaging.rpc_client import ServiceAway

rule_sets_blp = Blueprint(
    "golf_rule_sets", __name__, url_prefix="/api/v1/golf-rule-sets", description="Thể lệ tính điểm golf"
)
rounds_blp = Blueprint("golf_rounds", __name__, url_prefix="/api/v1/golf-rounds", description="Vòng đấu golf")
cards_blp = Blueprint("golf_cards", __name__, url_prefix="/api/v1/golf-cards", description="Thẻ điểm golf")
contests_blp = Blueprint(
    "golf_contests", __name__, url_prefix="/api/v1/golf-contests", description="Cuộc thi phụ của giải golf"
)

STREAMS_AT_ONCE = 16

places = streaming.Places(STREAMS_AT_ONCE)
"""For who follows a board over the API, and for screens that show one."""

_boards = Boards()


class TooManyFollow(Refusal):
    """All places to follow boards live are taken; the board itself can be read all the same."""

    kind = "unavailable"


class Which(Strict):
    """Which ranking; the first of the regulations unless told."""

    by = choice_field(asked.BASES, load_default=None, allow_none=True)


rule_sets = Resource("events", tournaments_blp, "golf_tournament", shown.GolfRuleSet, id_field="tournament")
rule_sets.add_step(
    "golf.direct", "rule-sets", "save_golf_rule_set", asked.SaveGolfRuleSet,
    "Ghi thể lệ tính điểm; sửa thì thành lần mới, vòng đã lập giữ lần của mình.",
)
Resource("events", rule_sets_blp, "golf_rule_set", shown.GolfRuleSet).add_reading(
    "activity.read", "Xem một lần của thể lệ, đủ mọi tham số."
)

rounds_of = Resource("events", tournaments_blp, "golf_tournament", shown.GolfRound, id_field="tournament")
rounds_of.add_step("golf.direct", "rounds", "plan_golf_round", asked.PlanGolfRound, "Lập một vòng đấu theo một thể lệ.")

rounds = Resource("events", rounds_blp, "golf_round", shown.GolfRound)
rounds.add_reading("activity.read", "Xem một vòng đấu và những việc đã làm.")
cards = Resource("events", cards_blp, "golf_card", shown.GolfCard)
cards.add_reading("golf.score", "Xem một thẻ điểm với mọi lần nhập, chữ ký, đính chính.")
contests = Resource("events", contests_blp, "golf_contest", shown.ContestTry)
contests.add_reading("golf.score", "Xem một lần ghi cuộc thi phụ.")

rounds.add_step("golf.direct", "prizes", "set_golf_prizes", asked.SetGolfPrizes, "Đặt các giải chính của vòng.")
rounds.add_step(
    "golf.direct", "rules", "change_golf_rules", asked.ChangeGolfRules,
    "Đổi thể lệ của vòng khi chưa có kết quả; lý do in trên bảng kết quả.",
)
rounds.add_step(
    "golf.direct", "commitment", "commit_golf_holes", asked.CommitGolfHoles,
    "Công bố mã niêm phong hố ẩn trước khi đánh.",
)
rounds.add_step(
    "golf.direct", "opening", "open_golf_round", asked.OpenGolfRound, "Bắt đầu vòng đấu: chốt sân, nhận điểm."
)
rounds.add_step(
    "golf.direct", "closing", "close_golf_round", asked.CloseGolfRound,
    "Kết thúc vòng đấu; thẻ chưa ký không có kết quả.",
)
rounds.add_step(
    "golf.direct", "reopening", "reopen_golf_round", asked.ReopenGolfRound,
    "Mở lại để nhập, ký tiếp, khi hố ẩn chưa mở.",
)
rounds.add_step(
    "golf.direct", "reveal", "reveal_golf_holes", asked.RevealGolfHoles,
    "Mở hố ẩn; không khớp mã niêm phong thì từ chối.",
)

Resource("events", rounds_blp, "golf_round", shown.Dealt).add_step(
    "golf.score", "cards", "deal_golf_cards", asked.DealGolfCards,
    "Phát thẻ điểm; không nêu ai thì phát cho mọi người đang đăng ký chưa có thẻ.",
)
Resource("events", rounds_blp, "golf_round", shown.EntriesTaken).add_step(
    "golf.score", "entries", "enter_golf_scores", asked.EnterGolfScores,
    "Nhập điểm từng hố từ máy di động; gửi lại không ghi trùng, lần nhập sau sửa lần trước.",
)
Resource("events", rounds_blp, "golf_round", shown.ContestTry).add_step(
    "golf.score", "contests", "record_golf_contest", asked.RecordGolfContest,
    "Ghi phát bóng xa, gần cờ, hole-in-one.",
)

cards.add_step(
    "golf.score", "signatures", "sign_golf_card", asked.SignGolfCard,
    "Người chơi hoặc người ghi điểm ký thẻ; đủ hai chữ ký thì khóa.",
)
cards.add_step(
    "golf.correct", "corrections", "correct_golf_card", asked.CorrectGolfCard,
    "Đính chính thẻ đã ký, có lý do; bản cũ còn trong hồ sơ.",
)
cards.add_step(
    "golf.correct", "withdrawal", "withdraw_golf_card", asked.WithdrawGolfCard,
    "Ghi bỏ cuộc, bị loại hoặc không đến.",
)
cards.add_step("golf.correct", "return", "return_golf_card", asked.ReturnGolfCard, "Bỏ ghi bỏ cuộc, bị loại.")
contests.add_step(
    "golf.score", "withdrawal", "withdraw_golf_contest", asked.WithdrawGolfContest, "Rút một lần ghi sai, có lý do."
)

add_list(
    rounds_blp, "golf_round", GolfRoundRow, "vòng đấu golf", action="activity.read",
    filters={"activity": fields.String(), "status": choice_field(["planned", "open", "closed"])},
)
add_list(
    cards_blp, "golf_card", GolfCardRow, "thẻ điểm golf", action="golf.score",
    filters={"golf_round_id": fields.String(), "status": choice_field(["open", "signed", "withdrawn"])},
)


@rounds_blp.route("/<id>/contests", methods=["GET"])
@for_those_who_may("golf.score")
@rounds_blp.response(200, shown.ContestsOfRound)
def contests_of_round(id: str) -> Response:
    """Các cuộc thi phụ của vòng: từng lần ghi, và ai đang dẫn đầu."""
    require("golf.score", rounds.find(id)["unit"])
    return answer(ask("events", "list_golf_contests", {"golf_round_id": id}))


@rounds_blp.route("/<id>/leaderboard")
@for_those_who_may("golf.follow")
@rounds_blp.arguments(Which, location="query", unknown=RAISE)
@rounds_blp.response(200, boards.Leaderboard)
def leaderboard(which: dict[str, Any], id: str) -> Response:
    """Bảng điểm của vòng: ai cũng xem được; tên chỉ hiện theo ý người chơi."""
    require("golf.follow")
    return answer(_board(id, which["by"]))


@rounds_blp.route("/<id>/leaderboard/stream")
@for_those_who_may("golf.follow")
@rounds_blp.arguments(Which, location="query", unknown=RAISE)
@rounds_blp.response(200, content_type="text/event-stream")
def leaderboard_stream(which: dict[str, Any], id: str) -> Response:
    """Theo dõi trực tiếp bảng điểm: sự kiện `leaderboard` mỗi khi bảng đổi (server-sent events)."""
    require("golf.follow")
    by, last = which["by"], b""
    _board(id, by)  # what is wrong with the question is said before the stream begins

    def say(position: str) -> str | None:
        nonlocal last
        try:
            board = board_at(position, id, by)
        except ServiceAway as error:
            raise streaming.NotYet from error
        if board == last:
            return None
        last = board
        return f"event: leaderboard\ndata: {board.decode()}"

    if not places.take():
        raise TooManyFollow("Đang có quá nhiều người theo dõi trực tiếp.", remedy="Tải lại bảng điểm sau ít giây.")
    return streaming.stream(places, None, say, unhurried())


@rounds_blp.route("/<id>/result")
@for_those_who_may("golf.follow")
@rounds_blp.response(200, boards.GolfResult)
def result(id: str) -> Response:
    """Kết quả của vòng đã kết thúc: các bảng xếp hạng, giải thưởng, cuộc thi phụ."""
    require("golf.follow")
    return answer(ask("events", "read_golf_result", {"golf_round_id": id}))


@rounds_blp.route("/<id>/result.pdf")
@for_those_who_may("golf.follow")
@rounds_blp.response(200, content_type=printing.CONTENT_TYPE)
def result_as_pdf(id: str) -> Response:
    """In bảng kết quả để công bố."""
    require("golf.follow")
    made = printing.render("golf_result", ask("events", "read_golf_result", {"golf_round_id": id}))
    return Response(made, content_type=printing.CONTENT_TYPE, headers=named("ket-qua-golf.pdf"))


@cards_blp.route("/<id>/explanation")
@for_those_who_may("golf.follow")
@cards_blp.response(200, boards.CardExplanation)
def explanation(id: str) -> Response:
    """Vì sao thẻ điểm này được bấy nhiêu, xếp hạng ấy: từng bước có số."""
    require("golf.follow")
    return answer(ask("events", "explain_golf_card", {"golf_card_id": id}))


def board_at(position: str, id: str, by: str | None) -> bytes:
    """The board as JSON, as of ``position`` or later; reckoned once for all who follow.  Raises ServiceAway."""
    return _boards.at(position, (id, by), lambda: orjson.dumps(_board(id, by)))


def _board(id: str, by: str | None) -> dict[str, Any]:
    return ask("events", "read_golf_board", {"golf_round_id": id, "by": by})
