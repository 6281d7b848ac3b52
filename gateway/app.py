"""The gateway's application: wires settings, database, access, API and pages together, and nothing else."""

from __future__ import annotations

import contextlib
import re
import uuid
from collections.abc import Callable
from typing import Any

import orjson
from flask import Flask, Request, Response, g, request
from flask.json.provider import JSONProvider
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.middleware.proxy_fix import ProxyFix

from gateway import api, compression, database, exposition, health, held_lists, units, web
from gateway.access import accounts, allow_table, counters, guards
from gateway.desk.collections import prepare as prepare_desk
from gateway.exports import jobs
from gateway.metrics import count_requests
from gateway.operations import parked_messages
from gateway.service_client import init_app as connect_services
from gateway.webhooks import store as webhook_store
from runtime import logs
from runtime.settings import Settings, load

CORRELATION_HEADER = "X-Correlation-Id"

LARGEST_BODY_BYTES = 4 * 1024 * 1024
"""What anybody may send; `guards.make_room_for_uploads` lets a statement file be larger."""

LARGEST_REST_BYTES = 64 * 1024
"""So much of a body that no view cared to read is read and forgotten; beyond it the connection ends, which is said."""

_CORRELATION_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")

log = logs.get_logger(__name__)


class OrjsonProvider(JSONProvider):
    """JSON by orjson: quick, UTF-8, aware datetimes as ISO 8601 with Z."""

    def dumps(self, obj: Any, **_options: Any) -> str:
        return orjson.dumps(obj, option=orjson.OPT_UTC_Z).decode()

    def loads(self, s: str | bytes, **_options: Any) -> Any:
        return orjson.loads(s)


class Gateway(Flask):
    """Flask, without asking of each view and hook in each request whether it is a coroutine: none is."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        return func


class FormSession(SecureCookieSessionInterface):
    """The cookie behind the forms' secrets: `Secure` exactly when the page came by HTTPS."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        # Programs send no cookie: for them there is nothing to verify, nor a verifier to make.
        return super().open_session(app, request) if "HTTP_COOKIE" in request.environ else self.session_class()

    def get_cookie_secure(self, app: Flask) -> bool:
        return request.is_secure


def create_app(settings: Settings | None = None) -> Flask:
    """The WSGI application. Call it in each worker, after the fork: it connects to MongoDB.

    Raises `runtime.settings.SettingError` at boot when a setting is missing, and `BrokenAllowTable`.
    """
    settings = settings or load()
    app = Gateway("gateway", static_folder=None)
    app.json = OrjsonProvider(app)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        CHUNGTAY=settings,
        MAX_CONTENT_LENGTH=LARGEST_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY_BYTES,
        SESSION_COOKIE_NAME="chungtay_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    app.session_interface = FormSession()
    if proxies := settings.trusted_proxies:
        # Without this every visitor would be the proxy: one guesser would slow all log-ins down.
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    allow_table.table()
    database.connect(settings, database.ANSWER_WITHIN_MS)
    accounts.prepare()
    units.prepare()
    prepare_desk(database.database())
    webhook_store.prepare(database.database())
    jobs.prepare(database.database())
    held_lists.prepare(database.database())
    parked_messages.prepare()
    count_requests(app)
    _follow_requests(app)
    _read_to_the_end(app)
    guards.init_app(app)
    counters.init_app(app, settings)
    connect_services(app, settings)
    health.register(app, settings)
    exposition.register(app, settings)
    api.register(app)
    web.register(app)
    compression.init_app(app)
    return app


def _follow_requests(app: Flask) -> None:
    """Give each request a correlation id, taken over from the caller if it is a sound one, and told back."""

    @app.before_request
    def begin() -> None:
        given = request.headers.get(CORRELATION_HEADER, "")
        g.correlation_id = given if _CORRELATION_ID.fullmatch(given) else uuid.uuid4().hex
        logs.bind(correlation_id=g.correlation_id)  # in place of that of this thread's last request

    @app.after_request
    def end(response: Response) -> Response:
        response.headers[CORRELATION_HEADER] = g.get("correlation_id", "")
        if key_id := g.get("key_id"):
            asked = {"method": request.method, "path": told_path(), "status": response.status_code}
            log.info("asked_by_key", key_id=key_id, **asked)
        if response.status_code >= 500:
            log.warning("answered", method=request.method, path=told_path(), status=response.status_code)
        return response

    @app.teardown_request
    def forget_key(_error: BaseException | None) -> None:
        if g.pop("key_id", None):
            logs.unbind("key_id")  # the thread goes on to somebody else's request


def told_path() -> str:
    """The address as a log line may tell it: without the secret of a link."""
    secret = (request.view_args or {}).get("token")
    return request.path.replace(str(secret), "…") if secret else request.path


def _read_to_the_end(app: Flask) -> None:
    """Leave no body half read: a request refused by its address or account alone may still be coming in, and the server
    would then close the connection without a word, so the client's next request on it would find nobody there."""

    @app.after_request
    def finish(response: Response) -> Response:
        if request.method in ("GET", "HEAD"):
            return response
        length = request.content_length
        if "HTTP_TRANSFER_ENCODING" in request.environ or (length or 0) > LARGEST_REST_BYTES:
            if response.status_code >= 400:
                response.headers["Connection"] = "close"
        elif length:
            with contextlib.suppress(ClientDisconnected, RequestEntityTooLarge):
                request.stream.read()
        return response
