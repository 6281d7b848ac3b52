"""Programmes of support and their ceilings."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields

from contracts.commands.donations import programmes as asked
from contracts.refusals import InvalidCommand
from contracts.shapes import Strict
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import answer, ask

blp = Blueprint("programmes", __name__, url_prefix="/api/v1/programmes", description="Chương trình hỗ trợ")


class Programme(asked.SaveProgramme):
    """A programme as it stands."""

    class Meta:
        exclude = ("seen_version",)

    version = fields.Integer(required=True)


class Programmes(Schema):
    """The programmes of a campaign."""

    programmes = fields.List(fields.Nested(Programme), required=True)


class WhichProgrammes(asked.ListProgrammes, Strict):
    """Of which campaign and kind."""


@blp.route("/<code>")
class OneProgramme(MethodView):
    """Saving a programme."""

    @for_those_who_may("programme.save")
    @blp.arguments(asked.SaveProgramme)
    @blp.response(200, Programme)
    def put(self, command: dict[str, Any], code: str) -> Response:
        """Khai chương trình hỗ trợ, hoặc đưa về đúng nội dung này; gửi lại cùng nội dung thì không đổi gì."""
        if command["code"] != code:
            raise InvalidCommand(
                f"Mã chương trình khác với mã trong địa chỉ “{code}”.", field="code", remedy=f"Ghi “{code}”."
            )
        require("programme.save")
        return answer(ask("donations", "save_programme", request.get_json()))


@blp.route("")
class AllProgrammes(MethodView):
    """Reading programmes."""

    @for_those_who_may("campaign.read")
    @blp.arguments(WhichProgrammes, location="query", unknown=RAISE)
    @blp.response(200, Programmes)
    def get(self, which: dict[str, Any]) -> Response:
        """Các chương trình hỗ trợ của một đợt vận động, với mức tối đa và quyết định."""
        require("campaign.read")
        return answer(ask("donations", "list_programmes", which))
