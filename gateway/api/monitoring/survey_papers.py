"""Answers on paper, from a list: a row per person, a column per question."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError, fields

from contracts.commands.monitoring.surveys import LONGEST_OPEN_TEXT
from contracts.fields import LocalDay, Text, unit_field
from contracts.refusals import InvalidCommand, Refusal
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import answer, context
from gateway.api.bulk import BulkOutcome
from gateway.api.monitoring.surveys import resource, written
from gateway.api.table_files import read_table
from gateway.service_client import services
from messaging.answering import flatten

blp = Blueprint("survey_papers", __name__, url_prefix="/api/v1/surveys", description="Nhập phiếu khảo sát giấy")

Json = dict[str, Any]

HEADINGS = {"unit": "Mã đơn vị", "answered_on": "Ngày trả lời", "ticket": "Mã phiếu"}
_BODY = {
    "type": "object", "required": ["file"],
    "properties": {
        "file": {"type": "string", "format": "binary"}, "questionnaire": {"type": "integer"},
        "dry_run": {"type": "boolean", "default": False},
    },
}


@blp.route("/<id>/papers/import", methods=["POST"])
@for_those_who_may("survey.record")
@blp.response(200, BulkOutcome)
@blp.doc(requestBody={"required": True, "content": {"multipart/form-data": {"schema": _BODY}}})
def take_papers(id: str) -> Response:
    """Nhập phiếu giấy từ tệp CSV hoặc XLSX: mỗi dòng một phiếu, mỗi câu một cột mang mã câu; câu chọn nhiều ý thì
    các ý cách nhau dấu chấm phẩy."""
    survey = resource.find(id)
    if "file" not in request.files:
        raise InvalidCommand("Thiếu trường này.", field="file", remedy="Gửi multipart/form-data có file.")
    dry_run = request.form.get("dry_run", "").lower() in ("true", "1")
    told = request.form.get("questionnaire", str(survey["questionnaire"]))
    return answer(papers_taken(survey, request.files["file"].stream.read(), told, dry_run))


def papers_taken(survey: Json, data: bytes, questionnaire: str, dry_run: bool) -> Json:
    """What became of a list of papers; the same file again writes nothing twice.  Raises what `read_table` raises, and
    InvalidCommand."""
    id = survey["survey_id"]
    version, questions = _version_of(survey, questionnaire)
    row_schema, kinds = _row_of(questions)
    digest = hashlib.sha256(f"{id}\n{version}\n".encode() + data).hexdigest()[:40]
    rows = read_table(data, row_schema, HEADINGS, [])
    refused: list[Json] = []
    for row in rows:
        try:
            told = row_schema.dump(row_schema.load(row.told))
            require("survey.record", told["unit"])
            key = f"{digest}-{row.number}"
            payload = {"channel": "paper", "questionnaire": version, "answers": _answers(told, kinds)}
            payload |= {name: told[name] for name in HEADINGS if told.get(name)}
            services().call(
                "monitoring", "record_survey_answer", written(id, payload, key), context(key, rehearsal=dry_run)
            )
        except ValidationError as error:
            first = flatten(error.normalized_messages())[0]
            wrong = InvalidCommand(first["message"], field=first["field"], remedy="Sửa ô này rồi gửi lại.")
            refused.append(_refused(row.number, wrong))
        except Refusal as refusal:
            refused.append(_refused(row.number, refusal))
    return {"rows": len(rows), "taken": len(rows) - len(refused), "refused": refused, "dry_run": dry_run}


def _version_of(survey: Json, told: str) -> tuple[int, list[Json]]:
    versions = [*survey["earlier"], survey["question_list"]]
    if not told.isdecimal() or len(told) > 3 or not 1 <= int(told) <= len(versions):
        raise InvalidCommand(
            "Khảo sát này không có bản phiếu ấy.", field="questionnaire", remedy="Ghi số bản phiếu in trên giấy."
        )
    return int(told), versions[int(told) - 1]


def _row_of(questions: list[Json]) -> tuple[Schema, dict[str, str]]:
    kinds = {question["code"]: question["kind"] for question in questions if question["code"] not in HEADINGS}
    columns: dict[str, fields.Field[Any]] = {
        "unit": unit_field(required=True), "answered_on": LocalDay(required=True), "ticket": Text(longest=60),
    }
    for code, kind in kinds.items():
        columns[code] = Text(longest=LONGEST_OPEN_TEXT) if kind == "text" else fields.List(Text(longest=20))
    return Schema.from_dict(columns, name="PaperRow")(), kinds


def _answers(told: Json, kinds: dict[str, str]) -> list[Json]:
    return [
        {"question": code, "text" if kind == "text" else "values": told[code]}
        for code, kind in kinds.items() if code in told
    ]


def _refused(number: int, refusal: Refusal) -> Json:
    return {
        "row": number, "code": refusal.code, "field": refusal.field, "message": refusal.message,
        "remedy": refusal.remedy,
    }
