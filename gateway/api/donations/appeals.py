"""Appeals: letters to a list of enterprises by mail merge, what they answer, and what came back."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE

from contracts.commands.donations import appeals as asked
from contracts.events.donations.appeals import AppealSavedV1
from contracts.refusals import InvalidCommand
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, idempotency_key
from gateway.api.donations.appeal_schemas import (
    Appeal,
    AppealLetter,
    ListTaken,
    PackedLetters,
    PagedLetters,
    PageOfLetters,
    WhichLetters,
)
from gateway.api.downloads import Table, add_table
from gateway.api.lists import add_list
from gateway.api.resources import Resource
from gateway.printing import CONTENT_TYPE as PDF_TYPE
from gateway.printing import appeal_letters as printing
from gateway.printing.docx_parts import DOCX_TYPE

blp = Blueprint("appeals", __name__, url_prefix="/api/v1/appeals", description="Thư kêu gọi doanh nghiệp")
letters_blp = Blueprint(
    "appeal_letters", __name__, url_prefix="/api/v1/appeal-letters", description="Từng thư kêu gọi và trả lời"
)

LARGEST_LIST_BYTES = 1_000_000


@blp.route("")
class Appeals(MethodView):
    """Writing appeals."""

    @for_those_who_may("appeal.save")
    @blp.arguments(asked.SaveAppeal)
    @blp.response(200, Appeal)
    def put(self, command: dict[str, Any]) -> Response:
        """Lập đợt kêu gọi, hoặc sửa khi chưa gửi thư; gửi lại cùng nội dung thì không đổi gì."""
        require("appeal.save", command["unit"])
        return answer(ask("donations", "save_appeal", request.get_json()))


@blp.route("/<id>")
class OneAppeal(MethodView):
    """Reading an appeal."""

    @for_those_who_may("appeal.read")
    @blp.response(200, Appeal)
    def get(self, id: str) -> Response:
        """Xem đợt kêu gọi: đã gửi, đã trả lời, đã đăng ký, đã về bao nhiêu."""
        return answer(_may_read(id))


_LIST_UPLOAD = {
    "required": True,
    "content": {"multipart/form-data": {"schema": {
        "type": "object", "required": ["file"],
        "properties": {
            "file": {"type": "string", "format": "binary"},
            "dry_run": {"type": "string", "enum": ["true", "false"], "default": "false"},
        },
    }}},
}


@blp.route("/<id>/enterprises", methods=["POST"])
@for_those_who_may("appeal.save")
@blp.response(200, ListTaken)
@blp.doc(requestBody=_LIST_UPLOAD, parameters=[KEY_PARAMETER])
def import_enterprises(id: str) -> Response:
    """Nhập danh sách doanh nghiệp (CSV, XLSX); dry_run=true chỉ cho biết kết quả từng dòng."""
    require("appeal.save", ask("donations", "get_appeal", {"id": id})["unit"])
    file = request.files.get("file")
    content = file.stream.read(LARGEST_LIST_BYTES + 1) if file else b""
    if not content or len(content) > LARGEST_LIST_BYTES:
        raise InvalidCommand(
            "Thiếu tệp danh sách, tệp trống hoặc lớn hơn 1 MB.", field="file",
            remedy="Gửi multipart/form-data có file là tệp CSV hoặc XLSX.",
        )
    assert file is not None
    payload = {
        "appeal": id, "file_name": file.filename or "danh-sach", "content_base64": base64.b64encode(content).decode(),
        "dry_run": request.form.get("dry_run") == "true",
    }
    return answer(ask("donations", "import_enterprises", payload, key=idempotency_key()))


Resource("donations", blp, "appeal", Appeal, id_field="appeal").add_step(
    "appeal.save", "sending", "send_appeal", asked.SendAppeal, "Ghi ngày gửi mọi thư chưa gửi."
)


@blp.route("/<id>/letters")
@for_those_who_may("appeal.read")
@blp.arguments(PagedLetters, location="query", unknown=RAISE)
@blp.response(200, PageOfLetters)
def letters(page: dict[str, Any], id: str) -> Response:
    """Danh sách thư và trả lời; waiting=true là danh sách cần nhắc."""
    _may_read(id)
    found = _ask_letters(id, page)
    return answer({"letters": found["letters"], "next": found["next"]})


def _letters_table(which: dict[str, Any], id: str) -> Table:
    _may_read(id)
    return Table(f"thu-keu-goi-{id}", "Thư kêu gọi", _COLUMNS, _every_letter(id, which))


add_table(blp, "/<id>/letters/export", "appeal.read", WhichLetters, "danh sách thư và trả lời", _letters_table)


@blp.route("/<id>/letters.pdf")
@for_those_who_may("appeal.read")
@blp.arguments(PagedLetters, location="query", unknown=RAISE)
@blp.response(200, content_type=PDF_TYPE)
def printed(page: dict[str, Any], id: str) -> Response:
    """In thư và phiếu đăng ký của nhiều doanh nghiệp thành một tệp PDF; after và limit chọn các thư."""
    paper, found = _merged(id, page)
    return Response(printing.letters_pdf(paper, found), content_type=PDF_TYPE, headers=_named(id, "pdf"))


@blp.route("/<id>/letters.docx")
@for_those_who_may("appeal.read")
@blp.arguments(PagedLetters, location="query", unknown=RAISE)
@blp.response(200, content_type=DOCX_TYPE)
def document(page: dict[str, Any], id: str) -> Response:
    """Cũng các thư ấy thành một tệp DOCX để sửa tay."""
    paper, found = _merged(id, page)
    return Response(printing.letters_docx(paper, found), content_type=DOCX_TYPE, headers=_named(id, "docx"))


@blp.route("/<id>/letters.zip")
@for_those_who_may("appeal.read")
@blp.arguments(PackedLetters, location="query", unknown=RAISE)
@blp.response(200, content_type=printing.ZIP_TYPE)
def packed(page: dict[str, Any], id: str) -> Response:
    """Mỗi doanh nghiệp một tệp (PDF hoặc DOCX), gói trong ZIP, mỗi lần đến 100 thư."""
    form = page.pop("form")
    paper, found = _merged(id, page)
    made = printing.letters_zip(paper, found, form)
    return Response(made, content_type=printing.ZIP_TYPE, headers=_named(id, "zip"))


@letters_blp.route("/<id>")
@for_those_who_may("appeal.read")
@letters_blp.response(200, AppealLetter)
def one_letter(id: str) -> Response:
    """Xem một thư và trả lời."""
    found = _ask_letter(id)
    require("appeal.read", found["unit"])
    return answer(found)


def _ask_letter(letter_id: str) -> dict[str, Any]:
    return ask("donations", "get_appeal_letter", {"id": letter_id})


Resource("donations", letters_blp, "letter", AppealLetter, _ask_letter).add_step(
    "appeal.save", "answer", "answer_letter", asked.AnswerLetter,
    "Ghi trả lời; đăng ký ủng hộ thì lập phiếu mang mã đã in trên thư.",
)

add_list(blp, "appeal", AppealSavedV1, "đợt kêu gọi")

_COLUMNS = [name for name in AppealLetter().fields if name not in ("version", "letter_id", "campaign")]


def _may_read(id: str) -> dict[str, Any]:
    found = ask("donations", "get_appeal", {"id": id})
    require("appeal.read", found["unit"])
    return found


def _ask_letters(id: str, page: dict[str, Any], merged: bool = False) -> dict[str, Any]:
    return ask("donations", "list_appeal_letters", {**page, "appeal": id, "merged": merged})


def _every_letter(id: str, which: dict[str, Any]) -> Iterator[dict[str, Any]]:
    after: int | None = 0
    while after is not None:
        page = _ask_letters(id, {**which, "after": after, "limit": asked.MOST_LETTERS_PER_PAGE})
        yield from page["letters"]
        after = page["next"]


def _merged(id: str, page: dict[str, Any]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    _may_read(id)
    found = _ask_letters(id, page, merged=True)
    if not found["letters"]:
        raise InvalidCommand(
            "Không có thư nào để in.", field="after", remedy="Nhập danh sách doanh nghiệp, hoặc bỏ bớt điều kiện lọc."
        )
    return found["paper"], found["letters"]


def _named(id: str, ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="thu-keu-goi-{id}.{ending}"'}
