"""A sign-on server made of Authlib's own server parts: real HTTP, codes, PKCE and signatures; it lies when told to."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin, grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core.grants import OpenIDCode
from authlib.oidc.core.grants.util import generate_id_token
from flask import Flask, jsonify, request
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "chung-tay", "a secret of client and server"


class Client(ClientMixin):
    """The one client."""

    client_id = CLIENT_ID

    def __init__(self, redirect_uri: str) -> None:
        self.redirect_uri = redirect_uri

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    """A code that was handed out."""

    code: str
    client_id: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> None:
        return None

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass
class Person:
    """Whoever is logged in at the sign-on server."""

    subject: str = "p-1"


@dataclass
class SignOnServer:
    """What the server says. `lies`: claims in place of the true ones; `key_of_others`: sign with a key not its own."""

    redirect_uri: str
    issuer: str = ""
    person: Person = field(default_factory=Person)
    lies: dict[str, Any] = field(default_factory=dict)
    key_of_others: bool = False
    codes: dict[str, Code] = field(default_factory=dict)
    key: Any = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k-1", "use": "sig"}))
    other: Any = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k-1", "use": "sig"}))

    def app(self) -> Flask:
        """Its HTTP side."""
        app, of = Flask("sign-on"), self
        server = AuthorizationServer(
            app, query_client=lambda id: Client(of.redirect_uri) if id == CLIENT_ID else None,
            save_token=lambda token, asked: None,
        )

        class CodeGrant(grants.AuthorizationCodeGrant):  # type: ignore[misc]
            TOKEN_ENDPOINT_AUTH_METHODS = ("client_secret_basic",)

            def save_authorization_code(self, code: str, asked: Any) -> None:
                told = asked.payload.data
                of.codes[code] = Code(
                    code, CLIENT_ID, told["redirect_uri"], told["scope"], told["nonce"], told["code_challenge"],
                    told["code_challenge_method"],
                )

            def query_authorization_code(self, code: str, client: Client) -> Code | None:
                return of.codes.get(code)

            def delete_authorization_code(self, code: Code) -> None:
                of.codes.pop(code.code, None)

            def authenticate_user(self, code: Code) -> Person:
                return of.person

        class Identity(OpenIDCode):  # type: ignore[misc]
            def exists_nonce(self, nonce: str, asked: Any) -> bool:
                return False

            def encode_id_token(self, token: dict[str, Any], asked: Any) -> str:
                said = {"sub": of.person.subject, "email": "a@example.vn", "email_verified": True, **of.lies}
                nonce = asked.authorization_code.get_nonce()
                signed_by = of.other if of.key_of_others else of.key
                made: str = generate_id_token(
                    token, said, signed_by, of.issuer, CLIENT_ID, exp=300, nonce=nonce, kid="k-1"
                )
                return made

        server.register_grant(CodeGrant, [Identity(require_nonce=True), CodeChallenge(required=True)])

        @app.get("/authorize")
        def authorize() -> Any:
            return server.create_authorization_response(grant_user=of.person, grant=server.get_consent_grant(of.person))

        @app.post("/token")
        def token() -> Any:
            assert base64.b64decode(request.headers["Authorization"].split()[1]).startswith(CLIENT_ID.encode())
            return server.create_token_response()

        self.describe(app)
        return app

    def describe(self, app: Flask) -> None:
        """What it says about itself."""
        of = self

        @app.get("/.well-known/openid-configuration")
        def description() -> Any:
            return jsonify(
                issuer=of.issuer, authorization_endpoint=f"{of.issuer}/authorize",
                token_endpoint=f"{of.issuer}/token", jwks_uri=f"{of.issuer}/keys",
            )

        @app.get("/keys")
        def keys() -> Any:
            return jsonify(keys=[of.key.as_dict(private=False)])


@contextmanager
def running(redirect_uri: str) -> Iterator[SignOnServer]:
    """The server on a free port of the loopback."""
    made = SignOnServer(redirect_uri)
    http = make_server("127.0.0.1", 0, made.app(), threaded=True)
    made.issuer = f"http://127.0.0.1:{http.server_port}"
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        http.shutdown()
        http.server_close()
        thread.join(5)


LONG_AGO = int(time.time()) - 3600
