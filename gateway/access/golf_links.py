"""The links of a score card: one for its player, one for its marker, who score and sign without a log-in.

A link holds the card, as what one signs and as which player, with our signature; nothing of it is stored."""

from __future__ import annotations

from typing import NamedTuple

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from contracts.refusals import NotFound

PAGE = "/the-diem"
LONGEST = 300


class Holder(NamedTuple):
    """Who holds a link: signs ``golf_card_id`` as ``signer`` (player or marker), being ``golf_player_id``."""

    golf_card_id: str
    signer: str
    golf_player_id: str


class GolfLinkInvalid(NotFound):
    """The link was not made by us, is not whole, or is of somebody who does not mark this card any more."""


def token_of(holder: Holder) -> str:
    """What stands at the end of a link."""
    return str(_signer().dumps(list(holder)))


def holder_of(token: str) -> Holder:
    """Who holds this link.  Raises :class:`GolfLinkInvalid`."""
    try:
        if len(token) > LONGEST:
            raise BadSignature(token[:LONGEST])
        return Holder(*_signer().loads(token))
    except BadSignature:
        raise invalid() from None


def invalid() -> GolfLinkInvalid:
    """What is said of a link that is no good."""
    return GolfLinkInvalid(
        "Đường dẫn thẻ điểm chưa đúng hoặc không còn dùng được.", field="token",
        remedy="Quét lại ô vuông trên thẻ điểm, hoặc hỏi ban tổ chức.",
    )


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="the-diem")
