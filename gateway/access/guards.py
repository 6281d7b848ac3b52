"""What stands around every request: forged requests are refused, and browsers are told what a page may do."""

from __future__ import annotations

import re

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect

from gateway.access.current import principal

csrf = CSRFProtect()

API = "/api/"

UPLOADS = ("/sao-ke/moi", "/api/v1/statement-imports")
"""Where a statement file may come in."""

LARGEST_UPLOAD_BYTES = 210_000_000
"""A little more than the largest statement that the donations service takes: the form around it counts too."""

EVIDENCE = re.compile(r"/api/v1/supervision-visits/[^/]+/evidence|/giam-sat/hien-truong/[^/]+/bang-chung")
"""Where a photo or file of a visit may come in."""

LARGEST_EVIDENCE_UPLOAD_BYTES = 21_000_000
"""One file, with the form around it."""

FIELD_FILES = ("/api/v1/supervision-visits/queue-files", "/giam-sat/hien-truong/tep")
"""Where a file may come in that a team's device exported."""

LARGEST_FIELD_FILE_BYTES = 41_000_000
"""What `field_export.js` puts into one file, photos as base64, with the form around it."""

_CHANGES_NOTHING = {"GET", "HEAD", "OPTIONS", "TRACE"}

_HEADERS = (
    # No inline script or style, nothing from elsewhere, never inside somebody else's frame.
    (
        "Content-Security-Policy",
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "frame-ancestors 'none'; form-action 'self'",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
)

_HEADERS_OF_ANSWERS = (*_HEADERS, ("Cache-Control", "private, no-store"))


def init_app(app: Flask) -> None:
    """Guard every request of the app."""
    app.config.setdefault("WTF_CSRF_CHECK_DEFAULT", False)  # `refuse_forged` decides, below
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)  # good as long as the browser's session
    app.config.setdefault("WTF_CSRF_SSL_STRICT", True)
    csrf.init_app(app)
    app.before_request(make_room_for_uploads)
    app.before_request(refuse_forged)
    app.after_request(tell_the_browser)


def make_room_for_uploads() -> None:
    """A statement file, or evidence, may be larger than other bodies, but only when somebody sends it who may: the form
    is read, to a temporary file, by the first who asks for a field of it, which is `refuse_forged`."""
    if request.method != "POST":
        return
    if request.path in UPLOADS and principal().may_somewhere("statement.import"):
        request.max_content_length = LARGEST_UPLOAD_BYTES
    elif EVIDENCE.fullmatch(request.path) and principal().may_somewhere("visit.save"):
        request.max_content_length = LARGEST_EVIDENCE_UPLOAD_BYTES
    elif request.path in FIELD_FILES and principal().may_somewhere("visit.save"):
        request.max_content_length = LARGEST_FIELD_FILE_BYTES


def refuse_forged() -> None:
    """A change asked for with a cookie must carry the CSRF token, in the form or in `X-CSRFToken`.

    A program with a bearer token sends no cookie by itself, so nobody can forge its requests; the same
    holds for an API call without any log-in, which is refused later for that. Raises flask-wtf's CSRFError
    (HTTP 400).
    """
    if request.method in _CHANGES_NOTHING:
        return
    if request.path.startswith(API) and principal().via != "session":
        return
    csrf.protect()


def tell_the_browser(response: Response) -> Response:
    """Add the security headers; what a logged-in person sees is not kept by caches in between."""
    wanted = _HEADERS if request.path.startswith("/static/") else _HEADERS_OF_ANSWERS
    said = {name.lower() for name, _ in response.headers}
    response.headers.extend([(name, value) for name, value in wanted if name.lower() not in said])
    return response
