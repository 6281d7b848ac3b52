"""The link of an invitation: whoever holds it answers for the invited, without a log-in.

It holds the invitation's id and our signature, so none can be made up; nothing of it is stored."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from contracts.refusals import NotFound

PAGE = "/thu-moi"
LONGEST = 200


class InvitationLinkInvalid(NotFound):
    """The link was not made by us, or is not whole."""


def token_of(invitation_id: str) -> str:
    """What stands at the end of an invitation's link."""
    return str(_signer().dumps(invitation_id))


def invitation_of(token: str) -> str:
    """The id of the invitation that a link is for.  Raises :class:`InvitationLinkInvalid`."""
    try:
        if len(token) > LONGEST:
            raise BadSignature(token[:LONGEST])
        return str(_signer().loads(token))
    except BadSignature:
        raise InvitationLinkInvalid(
            "Đường dẫn thư mời chưa đúng.", field="token",
            remedy="Mở lại đúng đường dẫn in trên thư mời, hoặc quét ô vuông trên thư.",
        ) from None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="thu-moi")
