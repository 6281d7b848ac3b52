"""Score cards by link: whoever holds the printed card enters its holes and signs it on a phone, without a log-in."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask.views import MethodView
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from contracts.commands.events import golf_scoring as asked
from contracts.fields import choice_field
from contracts.shapes import Strict
from gateway import printing
from gateway.access.current import for_those_who_may, require
from gateway.access.golf_links import PAGE, Holder, holder_of, invalid, token_of
from gateway.api.asking import answer, ask
from gateway.api.donations.receipts import public_address
from gateway.api.downloads import named
from gateway.api.events.golf_board_schemas import HoleOnCard
from gateway.api.events.golf_scoring import rounds, rounds_blp
from gateway.api.events.golf_scoring_schemas import EntryTaken

public = Blueprint(
    "public_golf_cards", __name__, url_prefix="/api/v1/public/golf-cards",
    description="Nhập và ký thẻ điểm bằng đường dẫn in trên thẻ, không cần đăng nhập",
)

Json = dict[str, Any]

DEVICE = "đường dẫn trên thẻ"


class LinkedCard(Schema):
    """A card with the links of its player and its marker (null: nobody was named to mark it)."""

    golf_card_id = fields.String(required=True)
    number = fields.Integer(required=True)
    player_name = fields.String(required=True)
    marker_name = fields.String(required=True, allow_none=True)
    player_link = fields.String(required=True)
    marker_link = fields.String(required=True, allow_none=True)


class LinkedCards(Schema):
    cards = fields.List(fields.Nested(LinkedCard), required=True)


class CardShown(Schema):
    """A card as the holder of a link sees it; ``signed_as``: who has signed it as it is now."""

    golf_card_id = fields.String(required=True)
    golf_round_id = fields.String(required=True)
    round_name = fields.String(required=True)
    round_status = fields.String(required=True)
    number = fields.Integer(required=True)
    player_name = fields.String(required=True)
    signer = choice_field(asked.SIGNERS, required=True)
    status = fields.String(required=True)
    signed_as = fields.List(choice_field(asked.SIGNERS), required=True)
    holes = fields.List(fields.Nested(HoleOnCard), required=True)
    holes_done = fields.Integer(required=True)
    scores_sha256 = fields.String(required=True)


class LinkEntry(asked.GolfEntry):
    """A hole as it was entered; the link says of which card."""

    class Meta(asked.GolfEntry.Meta):
        exclude = ("golf_card_id",)


class LinkEntries(Strict):
    """What the holder's device has in its queue."""

    entries = fields.List(
        fields.Nested(LinkEntry), required=True, validate=validate.Length(1, asked.MOST_ENTRIES)
    )


class LinkEntriesTaken(Schema):
    entries = fields.List(fields.Nested(EntryTaken), required=True)
    card = fields.Nested(CardShown, required=True)


class LinkSignature(Strict):
    """Sign what was seen."""

    seen_sha256 = fields.String(required=True)


@rounds_blp.route("/<id>/links")
@for_those_who_may("golf.score")
@rounds_blp.response(200, LinkedCards)
def links(id: str) -> Response:
    """Đường dẫn của từng thẻ điểm cho người chơi và người ghi điểm; ai giữ thì nhập, ký được."""
    require("golf.score", rounds.find(id)["unit"])
    return answer({"cards": _linked(ask("events", "list_golf_cards", {"golf_round_id": id})["cards"])})


@rounds_blp.route("/<id>/score-cards.pdf")
@for_those_who_may("golf.score")
@rounds_blp.response(200, content_type=printing.CONTENT_TYPE)
def score_cards(id: str) -> Response:
    """In thẻ điểm để phát, mỗi thẻ có ô vuông cho người chơi và người ghi điểm quét bằng điện thoại."""
    require("golf.score", rounds.find(id)["unit"])
    found = ask("events", "list_golf_cards", {"golf_round_id": id})
    cards = [
        {**one, "player_qr": printing.qr(one["player_link"]),
         "marker_qr": printing.qr(one["marker_link"]) if one["marker_link"] else None}
        for one in _linked(found["cards"])
    ]
    made = printing.render("score_cards", {**found, "cards": cards})
    return Response(made, content_type=printing.CONTENT_TYPE, headers=named("the-diem-golf.pdf"))


@public.route("/<token>")
class ByLink(MethodView):
    """What whoever holds the link may do."""

    @for_those_who_may("golf.hold")
    @public.response(200, CardShown)
    def get(self, token: str) -> Response:
        """Xem thẻ điểm."""
        require("golf.hold")
        return answer(shown(token))


@public.route("/<token>/entries", methods=["POST"])
@for_those_who_may("golf.hold")
@public.arguments(LinkEntries)
@public.response(200, LinkEntriesTaken)
def enter(told: Json, token: str) -> Response:
    """Người ghi điểm nhập các hố; gửi lại không ghi trùng."""
    require("golf.hold")
    entries = [{**one, "entered_at": one["entered_at"].isoformat()} for one in told["entries"]]
    return answer({"entries": entered(token, entries), "card": shown(token)})


@public.route("/<token>/signature", methods=["POST"])
@for_those_who_may("golf.hold")
@public.arguments(LinkSignature)
@public.response(200, CardShown)
def sign(told: Json, token: str) -> Response:
    """Ký thẻ điểm đã xem."""
    require("golf.hold")
    signed(token, told["seen_sha256"])
    return answer(shown(token))


def shown(token: str) -> Json:
    """The card of a link.  Raises GolfLinkInvalid, GolfCardNotFound."""
    holder = holder_of(token)
    card, told = _card(holder), ask("events", "explain_golf_card", {"golf_card_id": holder.golf_card_id})
    of = rounds.find(card["golf_round_id"])
    return {
        "golf_card_id": card["golf_card_id"], "golf_round_id": card["golf_round_id"], "round_name": of["name"],
        "round_status": of["status"], "number": card["number"], "player_name": told["player_name"],
        "signer": holder.signer, "status": card["status"],
        "signed_as": sorted({one["signer"] for one in card["signatures"] if not one["voided"]}),
        "holes": told["scores"], "holes_done": card["holes_done"], "scores_sha256": card["scores_sha256"],
    }


def entered(token: str, entries: list[Json]) -> list[Json]:
    """Enter holes as the marker; each entry's outcome.  No key: each entry has its own id.

    Raises GolfLinkInvalid (also for the player's link: a card is kept by its marker) and what enter_golf_scores
    raises."""
    holder = holder_of(token)
    card = _card(holder)
    if holder.signer != "marker":
        raise invalid()
    found = ask("events", "enter_golf_scores", {
        "golf_round_id": card["golf_round_id"], "device": DEVICE,
        "entries": [{**one, "golf_card_id": holder.golf_card_id} for one in entries],
    })
    return list(found["entries"])


def signed(token: str, seen_sha256: str) -> None:
    """Sign as the holder; the same again leaves everything as it was.  Raises what sign_golf_card raises."""
    holder = holder_of(token)
    _card(holder)
    ask("events", "sign_golf_card", {
        "golf_card_id": holder.golf_card_id, "signer": holder.signer, "signed_by": holder.golf_player_id,
        "seen_sha256": seen_sha256,
    })


def _card(holder: Holder) -> Json:
    """The card, if the holder still plays on it or marks it."""
    card = ask("events", "get_golf_card", {"id": holder.golf_card_id})
    people = card["players_on_card"] if holder.signer == "player" else [card["marker"]]
    if holder.golf_player_id not in [one["golf_player_id"] for one in people if one]:
        raise invalid()
    return card


def _linked(cards: list[Json]) -> list[Json]:
    return [
        {
            "golf_card_id": one["golf_card_id"], "number": one["number"], "player_name": one["player_name"],
            "marker_name": one["marker_name"],
            "player_link": _link(Holder(one["golf_card_id"], "player", one["player_id"])),
            "marker_link": _link(Holder(one["golf_card_id"], "marker", one["marker_id"])) if one["marker_id"] else None,
        }
        for one in cards
    ]


def _link(holder: Holder) -> str:
    return f"{public_address()}{PAGE}/{token_of(holder)}"
