"""Single sign-on by OpenID Connect: authorization code with PKCE, state and nonce; only when configured.

The sign-on server says who somebody is, never what they may: a person is matched, by one stated claim, to an account
that an administrator has given that name. Nobody is ever made here."""

from __future__ import annotations

import secrets
import time
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.common.urls import add_params_to_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from contracts.refusals import Refusal
from gateway.access import accounts
from gateway.access.accounts import Account
from runtime import logs
from runtime.settings import SignOn

WITHIN_SECONDS = 5.0
FLOW_LASTS_SECONDS = 600
LEEWAY_SECONDS = 60
ALGORITHMS = ["RS256", "ES256", "PS256"]
"""Signatures by the server's own key; never `none`, and no secret that both sides share."""

_DESCRIPTION_GOOD_SECONDS = 600

log = logs.get_logger(__name__)


class SignOnRefused(Refusal):
    """The way back from the sign-on server is not one that we began, or what it says does not hold."""

    kind = "forbidden"


class NoAccountForPerson(Refusal):
    """The sign-on server knows the person; no account is matched to them."""

    kind = "forbidden"


class SignOnAway(Refusal):
    """The sign-on server does not answer, or not as it should."""

    kind = "unavailable"


@dataclass(frozen=True)
class Flow:
    """One person's way to the sign-on server and back; kept in the signed cookie of their browser."""

    state: str
    nonce: str
    verifier: str
    onward: str
    begun: int


def begin(server: SignOn, redirect_uri: str, onward: str) -> tuple[str, dict[str, Any]]:
    """Where to send the browser, and what it has to bring back. Raises `SignOnAway`."""
    flow = Flow(
        secrets.token_urlsafe(24), secrets.token_urlsafe(24), secrets.token_urlsafe(48), onward, int(time.time())
    )
    asked = {
        "response_type": "code", "client_id": server.client_id, "redirect_uri": redirect_uri, "scope": _scope(server),
        "state": flow.state, "nonce": flow.nonce, "code_challenge": create_s256_code_challenge(flow.verifier),
        "code_challenge_method": "S256",
    }
    return str(add_params_to_uri(_description(server)["authorization_endpoint"], list(asked.items()))), asdict(flow)


def finish(server: SignOn, redirect_uri: str, kept: object, brought: dict[str, str]) -> tuple[Account, str]:
    """Whose account it is, and where they were going.

    kept: what the browser's cookie held; brought: the query of the way back.
    Raises `SignOnRefused`, `NoAccountForPerson` or `SignOnAway`."""
    flow = _same_flow(kept, brought.get("state", ""))
    if "error" in brought or not brought.get("code"):
        log.info("sign_on_refused", reason="server", error=brought.get("error", "")[:60])
        raise _refused("Máy chủ đăng nhập một lần không cho đăng nhập.")
    claims = _claims(server, _token(server, redirect_uri, brought["code"], flow), flow)
    name = claims.get(server.claim)
    if server.claim == "email" and claims.get("email_verified") is not True:
        name = None
    account = accounts.by_sign_on_name(name) if isinstance(name, str) else None
    if account is None:
        raise NoAccountForPerson(
            "Máy chủ đăng nhập một lần nhận ra bạn, nhưng chưa có tài khoản nào ở đây gắn với bạn.",
            remedy="Nhờ người quản trị gắn tài khoản của bạn, hoặc đăng nhập bằng mật khẩu.",
        )
    return account, flow.onward


def _same_flow(kept: object, state: str) -> Flow:
    try:
        flow = Flow(**kept) if isinstance(kept, dict) else None
    except TypeError:
        flow = None
    if flow is None or not secrets.compare_digest(flow.state.encode(), state.encode()):
        log.info("sign_on_refused", reason="state")
        raise _refused("Lần đăng nhập này không bắt đầu từ trình duyệt này.")
    if time.time() - flow.begun > FLOW_LASTS_SECONDS:
        raise _refused("Lần đăng nhập này đã quá lâu.")
    return flow


def _token(server: SignOn, redirect_uri: str, code: str, flow: Flow) -> str:
    form = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": flow.verifier,
    }
    try:
        answer = httpx.post(
            _description(server)["token_endpoint"], data=form, auth=(server.client_id, server.client_secret),
            timeout=WITHIN_SECONDS, trust_env=False,
        )
    except httpx.HTTPError as error:
        raise _away(error) from error
    if answer.status_code >= 500:
        raise _away(answer.status_code)
    told = _json(answer)
    if not answer.is_success or not isinstance(told.get("id_token"), str):
        log.warning("sign_on_refused", reason="code", status=answer.status_code)
        raise _refused("Máy chủ đăng nhập một lần không nhận lần đăng nhập này.")
    return str(told["id_token"])


def _claims(server: SignOn, id_token: str, flow: Flow) -> dict[str, Any]:
    """What the ID token says, if it is the server's, for us, of now, and of this very flow."""
    options = {
        "iss": {"essential": True, "value": server.issuer}, "aud": {"essential": True, "value": server.client_id},
        "exp": {"essential": True}, "nonce": {"essential": True, "value": flow.nonce},
    }
    try:
        token = jwt.decode(id_token, KeySet.import_key_set(_keys(server)), algorithms=ALGORITHMS)
        claims = CodeIDToken(
            token.claims, token.header, options, {"nonce": flow.nonce, "client_id": server.client_id}
        )
        claims.validate(now=int(time.time()), leeway=LEEWAY_SECONDS)
    except (JoseError, AuthlibBaseError, ValueError, TypeError, KeyError) as error:
        log.warning("sign_on_refused", reason=type(error).__name__, error=str(error)[:200])
        raise _refused("Điều máy chủ đăng nhập một lần cho biết không hợp lệ hoặc đã hết hạn.") from error
    return dict(token.claims)


def _scope(server: SignOn) -> str:
    return "openid" if server.claim == "sub" else "openid profile email"


def _description(server: SignOn) -> dict[str, Any]:
    """The server's own description of itself (OpenID Connect Discovery)."""
    told = _fetched(f"{server.issuer.rstrip('/')}/.well-known/openid-configuration", _now_and_then())
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if told.get("issuer") != server.issuer or not all(isinstance(told.get(name), str) for name in needed):
        raise _away("its description is not its own")
    return told


def _keys(server: SignOn) -> Any:
    # Never remembered: a server that changes its keys would be refused until the memory is over.
    return _fetched.__wrapped__(_description(server)["jwks_uri"], 0)


@lru_cache(maxsize=4)
def _fetched(address: str, _when: int) -> dict[str, Any]:
    try:
        answer = httpx.get(address, timeout=WITHIN_SECONDS, trust_env=False)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise _away(error) from error
    return _json(answer)


def _now_and_then() -> int:
    return int(time.monotonic() // _DESCRIPTION_GOOD_SECONDS)


def _json(answer: httpx.Response) -> dict[str, Any]:
    try:
        told = answer.json()
    except ValueError as error:
        raise _away(error) from error
    return told if isinstance(told, dict) else {}


def _refused(message: str) -> SignOnRefused:
    return SignOnRefused(message, remedy="Đăng nhập lại từ đầu, hoặc đăng nhập bằng mật khẩu.")


def _away(why: object) -> SignOnAway:
    log.warning("sign_on_away", reason=str(why)[:200])
    return SignOnAway(
        "Máy chủ đăng nhập một lần chưa trả lời.", remedy="Thử lại sau ít phút, hoặc đăng nhập bằng mật khẩu."
    )
