"""Gifts found by the donor's name or a receipt's number, by whoever may see names; each look is kept."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, fields

from contracts.commands.donations.intake import FindGifts
from contracts.events.donations.intake import DonationRow
from gateway.access.current import for_those_who_may
from gateway.api.asking import answer, ask
from gateway.api.within import units_shown

blp = Blueprint("gift_search", __name__, url_prefix="/api/v1/donations", description="Tìm khoản ủng hộ")

NAMES = "receipt.read"
"""Who sees donors' names beyond their consent: whoever may print them on receipts."""


class FoundGift(DonationRow):
    """A gift, with the donor's whole name."""

    name_display = fields.String(required=True)
    note = fields.String(required=True)


class FoundGifts(Schema):
    """A page, the newest first; ``next`` is null on the last."""

    gifts = fields.List(fields.Nested(FoundGift), required=True)
    next = fields.String(required=True, allow_none=True)


class WhichGifts(FindGifts):
    """Which gifts."""

    class Meta:
        exclude = ("units",)
        unknown = RAISE


@blp.route("/search", methods=["GET"])
@for_those_who_may(NAMES)
@blp.arguments(WhichGifts, location="query", unknown=RAISE)
@blp.response(200, FoundGifts)
def search_donations(which: dict[str, Any]) -> Response:
    """Tìm khoản ủng hộ theo tên người tặng (không cần dấu) hoặc số biên nhận; mỗi lần xem đều được ghi lại."""
    return answer(gifts_by_name(**which))


def gifts_by_name(campaign: str, text: str, after: str | None, limit: int) -> dict[str, Any]:
    """A page of what is found in the units of which whoever asks may see names."""
    told = {"campaign": campaign, "text": text, "after": after, "limit": limit}
    return ask("donations", "find_gifts", {**told, "units": units_shown(NAMES, None)})
