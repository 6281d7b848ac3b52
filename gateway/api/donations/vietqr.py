"""VietQR codes, as data and as pictures: a banking app that scans one fills in account, amount and memo."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import segno
from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields, validate

from contracts.commands.donations.vietqr import GetCampaignVietQr, GetPledgeVietQr
from contracts.fields import MAX_VND
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import answer, ask

blp = Blueprint("vietqr", __name__, url_prefix="/api/v1", description="Mã VietQR")

PIXELS_PER_MODULE = 10
PICTURES = {"svg": "image/svg+xml", "png": "image/png"}

Asked = dict[str, Any]


class VietQr(Schema):
    """``payload`` is the text of the code."""

    payload = fields.String(required=True)
    campaign = fields.String(required=True)
    unit = fields.String(required=True)
    bank = fields.String(required=True)
    bank_bin = fields.String(required=True)
    account_number = fields.String(required=True)
    amount_vnd = fields.Integer(required=True, allow_none=True)
    memo = fields.String(required=True)


class PosterVietQr(GetCampaignVietQr):
    """As it stands in an address, where all is text."""

    amount_vnd = fields.Integer(load_default=None, validate=validate.Range(1, MAX_VND))  # type: ignore[assignment]


_of_form = GetPledgeVietQr(exclude=["pledge_id"])
_of_poster = PosterVietQr(exclude=["campaign"])


def _of_pledge(asked: Asked, id: str) -> Asked:
    pledge = ask("donations", "get_pledge", {"id": id})
    require("pledge.register", pledge["unit"])
    return ask("donations", "get_pledge_vietqr", {**asked, "pledge_id": id})


def _of_campaign(asked: Asked, id: str) -> Asked:
    require("campaign.read")
    return ask("donations", "get_campaign_vietqr", {**asked, "campaign": id})


@blp.route("/pledges/<id>/vietqr")
@for_those_who_may("pledge.register")
@blp.arguments(_of_form, location="query", unknown=RAISE)
@blp.response(200, VietQr)
def pledge_vietqr(asked: Asked, id: str) -> Response:
    """Mã VietQR của một phiếu đăng ký: số tiền còn thiếu, nội dung là mã phiếu."""
    return answer(_of_pledge(asked, id))


@blp.route("/campaigns/<id>/vietqr")
@for_those_who_may("campaign.read")
@blp.arguments(_of_poster, location="query", unknown=RAISE)
@blp.response(200, VietQr)
def campaign_vietqr(asked: Asked, id: str) -> Response:
    """Mã VietQR của tài khoản đợt vận động, để in áp phích; người chuyển tự gõ số tiền nếu không ghi sẵn."""
    return answer(_of_campaign(asked, id))


def _add_pictures(
    path: str, action: str, asked_for: Schema, find: Callable[[Asked, str], Asked], endpoint: str, title: str
) -> None:
    for form, content_type in PICTURES.items():

        @blp.route(f"{path}.{form}", methods=["GET"], endpoint=f"{endpoint}_{form}")
        @for_those_who_may(action)
        @blp.arguments(asked_for, location="query", unknown=RAISE)
        @blp.response(200, content_type=content_type)
        @blp.doc(summary=f"{title}, dạng {form.upper()}.")
        def picture(asked: Asked, id: str, form: str = form) -> Response:
            return _picture(find(asked, id)["payload"], form)


def _picture(payload: str, form: str) -> Response:
    held = io.BytesIO()
    segno.make(payload, error="m", micro=False).save(held, kind=form, scale=PIXELS_PER_MODULE, border=4)
    return Response(held.getvalue(), content_type=PICTURES[form])


_add_pictures(
    "/pledges/<id>/vietqr", "pledge.register", _of_form, _of_pledge, "pledge_vietqr", "Ảnh mã VietQR của phiếu đăng ký"
)
_add_pictures(
    "/campaigns/<id>/vietqr", "campaign.read", _of_poster, _of_campaign, "campaign_vietqr",
    "Ảnh mã VietQR của tài khoản đợt vận động",
)
