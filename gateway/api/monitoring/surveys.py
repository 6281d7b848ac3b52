"""Surveys of citizens' satisfaction, for the offices: drawn up, opened, tickets, answers written down, counted."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import RAISE

from contracts.commands.monitoring import surveys as asked
from contracts.events.monitoring.surveys import SurveyAreaRow, SurveyRow
from contracts.fields import Text, WholeNumber, choice_field, code_field, unit_field
from contracts.refusals import Refusal
from contracts.shapes import Strict
from gateway import units
from gateway.access import survey_tickets
from gateway.access.current import for_those_who_may, require
from gateway.access.return_codes import LONGEST_TYPED
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.donations.receipts import public_address
from gateway.api.downloads import named
from gateway.api.lists import add_list
from gateway.api.monitoring.survey_schemas import Survey, SurveyTexts, Taken, Tickets
from gateway.api.resources import Resource
from gateway.api.taking_part import check_takes_part
from gateway.printing import CONTENT_TYPE
from gateway.printing.survey_papers import poster_pdf, slips_pdf

blp = Blueprint("surveys", __name__, url_prefix="/api/v1/surveys", description="Khảo sát sự hài lòng của người dân")
PAGE = "/khao-sat"
"""Where anybody answers."""

areas_blp = Blueprint(
    "survey_areas", __name__, url_prefix="/api/v1/survey-areas", description="Kết quả khảo sát ở từng nơi"
)

Json = dict[str, Any]


class AreaElsewhere(Refusal):
    """The area does not belong to the unit that holds the survey."""


class WhichTickets(Strict):
    unit = unit_field(required=True)
    count = WholeNumber(lowest=1, highest=asked.MOST_TICKETS_AT_ONCE, required=True)


class WrittenDown(asked.RecordSurveyAnswer):
    """ticket: as it is printed."""

    class Meta:
        exclude = ("survey_id", "ticket_hash", "blind")
        unknown = RAISE

    ticket = Text(load_default=None, allow_none=True, longest=LONGEST_TYPED)


resource = Resource("monitoring", blp, "survey", Survey)
resource.add_reading("survey.read", "Xem cuộc khảo sát và số phiếu đã trả lời ở từng nơi.")
for _path, _method, _schema, _title in (
    ("questions", "revise_survey", asked.ReviseSurvey, "Ghi bản mới của phiếu hỏi; phiếu đã trả lời giữ bản cũ."),
    ("opening", "open_survey", asked.OpenSurvey, "Mở khảo sát."),
    ("last-day", "extend_survey", asked.ExtendSurvey, "Đổi ngày cuối nhận trả lời."),
    ("closing", "close_survey", asked.CloseSurvey, "Kết thúc, đếm phiếu và công bố kết quả; không mở lại được."),
    ("withdrawal", "withdraw_survey", asked.WithdrawSurvey, "Bỏ cuộc khảo sát, không công bố gì."),
):
    resource.add_step("survey.save", _path, _method, _schema, _title)


@blp.route("", methods=["POST"])
@for_those_who_may("survey.save")
@blp.arguments(asked.MakeSurvey)
@blp.response(201, Survey)
@blp.doc(parameters=[KEY_PARAMETER])
def make_survey(command: Json) -> Response:
    """Lập cuộc khảo sát: hỏi gì, ở đâu, từ ngày nào đến ngày nào."""
    require("survey.save", command["unit"])
    check_areas(command["campaign"], command["unit"], [area["unit"] for area in command["areas"]])
    return answer(ask("monitoring", "make_survey", request.get_json(), key=idempotency_key()), 201)


def check_areas(campaign: str, unit: str, areas: list[str]) -> None:
    """Each takes part in the campaign and lies in the unit that holds the survey.  Raises :class:`AreaElsewhere`."""
    for place, area in enumerate(areas):
        check_takes_part(campaign, area)
        if not units.contains(unit, area):
            raise AreaElsewhere(
                f"Đơn vị {area} không thuộc {units.name_of(unit)}.", field=f"areas.{place}.unit",
                remedy="Chọn nơi khảo sát trong địa bàn của đơn vị tổ chức.",
            )


@blp.route("/<id>/tickets", methods=["POST"])
@for_those_who_may("survey.save")
@blp.arguments(WhichTickets)
@blp.response(201, Tickets)
@blp.doc(parameters=[KEY_PARAMETER])
def issue_tickets(told: Json, id: str) -> Response:
    """Phát mã phiếu cho một nơi, mỗi mã trả lời một lần; gửi lại cùng khóa thì nhận lại đúng các mã ấy."""
    require("survey.save", resource.find(id)["unit"])
    return answer(issued(id, told, idempotency_key()), 201)


@blp.route("/<id>/tickets.pdf", methods=["POST"])
@for_those_who_may("survey.save")
@blp.arguments(WhichTickets)
@blp.response(201, content_type=CONTENT_TYPE)
@blp.doc(parameters=[KEY_PARAMETER])
def print_tickets(told: Json, id: str) -> Response:
    """Phát mã phiếu và in thành phiếu cắt rời; gửi lại cùng khóa thì in lại đúng các mã ấy."""
    survey = resource.find(id)
    require("survey.save", survey["unit"])
    made = issued(id, told, idempotency_key())
    slips = slips_pdf(survey, units.name_of(told["unit"]), made["tickets"], link_of(id))
    return Response(slips, status=201, content_type=CONTENT_TYPE, headers=named(f"phieu-khao-sat-{id}.pdf"))


@blp.route("/<id>/poster.pdf")
@for_those_who_may("survey.read")
@blp.response(200, content_type=CONTENT_TYPE)
def print_poster(id: str) -> Response:
    """In tờ giới thiệu khảo sát, có mã QR dẫn tới trang trả lời."""
    survey = resource.find(id)
    require("survey.read", survey["unit"])
    poster = poster_pdf(survey, f"Ủy ban MTTQ Việt Nam {units.name_of(survey['unit'])}", link_of(id))
    return Response(poster, content_type=CONTENT_TYPE, headers=named(f"khao-sat-{id}.pdf"))


def link_of(survey_id: str) -> str:
    """The address at which anybody answers it, and reads its results later."""
    return f"{public_address()}{PAGE}/{survey_id}"


def issued(survey_id: str, told: Json, key: str) -> Json:
    """The tickets, which are kept nowhere.  Raises what ``issue_survey_tickets`` raises."""
    made = survey_tickets.tickets_of(key, survey_id, told["unit"], told["count"])
    hashes = survey_tickets.hashes_of(survey_id, made)
    payload = {"survey_id": survey_id, "unit": told["unit"], "ticket_hashes": hashes}
    ask("monitoring", "issue_survey_tickets", payload, key=key)
    return {"survey_id": survey_id, "unit": told["unit"], "tickets": made}


@blp.route("/<id>/answers", methods=["POST"])
@for_those_who_may("survey.record")
@blp.arguments(WrittenDown)
@blp.response(201, Taken)
@blp.doc(parameters=[KEY_PARAMETER])
def record_answer(told: Json, id: str) -> Response:
    """Ghi giúp câu trả lời của một người, hoặc một phiếu giấy."""
    require("survey.record", told["unit"])
    key = idempotency_key()
    return answer(ask("monitoring", "record_survey_answer", written(id, request.get_json(), key), key=key), 201)


def written(survey_id: str, told: Json, key: str) -> Json:
    """An answer that somebody wrote down, as the service is asked to keep it."""
    ticket = told.get("ticket")
    return {
        **{name: value for name, value in told.items() if name != "ticket"}, "survey_id": survey_id,
        "blind": survey_tickets.blind_of(key),
        "ticket_hash": survey_tickets.hashes_of(survey_id, [ticket])[0] if ticket else None,
    }


@blp.route("/<id>/texts")
@for_those_who_may("survey.texts")
@blp.arguments(asked.LookAtSurveyTexts(exclude=["survey_id"]), location="query", unknown=RAISE)
@blp.response(200, SurveyTexts)
def look_at_texts(told: Json, id: str) -> Response:
    """Đọc ý kiến viết tự do; phải nói để làm gì, và mỗi lần xem đều được ghi lại."""
    require("survey.texts", resource.find(id)["unit"])
    return answer(ask("monitoring", "look_at_survey_texts", {**told, "survey_id": id}))


add_list(
    blp, "survey", SurveyRow, "cuộc khảo sát", action="survey.read",
    filters={"status": choice_field(asked.SURVEY_STATUSES), "topic": choice_field(asked.SURVEY_TOPICS)},
)
add_list(
    areas_blp, "survey_area", SurveyAreaRow, "kết quả khảo sát ở từng nơi", action="survey.read",
    filters={"survey_id": code_field(longest=40), "topic": choice_field(asked.SURVEY_TOPICS)},
)
