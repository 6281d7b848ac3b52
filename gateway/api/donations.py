"""Gifts received in hand."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import fields

from contracts.commands.donations.intake import GIFT_CHANNELS, RecordDonation
from contracts.events.donations.intake import DonationRow
from contracts.fields import choice_field
from gateway.access.current import for_those_who_may, require
from gateway.api.asking import KEY_PARAMETER, answer, ask, context, idempotency_key, read
from gateway.api.lists import add_list
from gateway.service_client import services

blp = Blueprint("donations", __name__, url_prefix="/api/v1/donations", description="Khoản ủng hộ")


_gift = RecordDonation()
"""Made once: this is the API's most used door."""


class RecordedDonation(DonationRow):
    """A donation, with what only those who recorded it may see."""

    name_display = fields.String(required=True)
    note = fields.String(required=True)


@blp.route("")
class Donations(MethodView):
    """Booking gifts."""

    @blp.arguments(_gift)
    @blp.response(201, RecordedDonation)
    @blp.doc(parameters=[KEY_PARAMETER])
    def post(self, command: dict[str, Any]) -> Response:
        """Ghi nhận một khoản ủng hộ tiền mặt, thẻ hoặc ví."""
        require("donation.record", command["unit"])
        donation = services().record_donation(request.get_json(), context(idempotency_key()))
        created = answer(donation, 201)
        created.headers["Location"] = f"/api/v1/donations/{donation['donation_id']}"
        return created


@blp.route("/<donation_id>")
class OneDonation(MethodView):
    """Reading a gift."""

    @for_those_who_may("rows.read")
    @blp.response(200, DonationRow)
    def get(self, donation_id: str) -> Response:
        """Xem một khoản ủng hộ."""
        found = read("donation", donation_id, lambda: ask("donations", "get_donation", {"id": donation_id}))
        require("rows.read", found["unit"])
        return answer({name: found[name] for name in DonationRow().fields if name in found})


add_list(blp, "donation", DonationRow, "khoản ủng hộ", filters={"channel": choice_field(GIFT_CHANNELS)})
