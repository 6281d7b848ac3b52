"""The style sheet, made of its parts, and addresses of static files that change whenever the file does.

A browser keeps what it fetched by such an address for a year, and asks for nothing twice: a weak line carries the page
alone.
"""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue

from gateway.web.blueprint import pages

STATIC = Path(__file__).with_name("static")
STYLE_SHEET = "chungtay.css"
STYLE_PARTS = ("tokens", "base", "components", "charts", "desks", "print")
"""In the order in which they may override each other."""

KEPT_SECONDS = 365 * 24 * 3600
VERSION = "v"


@pages.get(f"/static/{STYLE_SHEET}")
def style_sheet() -> ResponseReturnValue:
    """All parts of the style sheet in one answer: one request, not six."""
    answer = Response(joined_style_sheet(), content_type="text/css; charset=utf-8")
    answer.set_etag(_version(STYLE_SHEET))
    return answer.make_conditional(request)


@cache
def joined_style_sheet() -> bytes:
    """The parts, one after the other."""
    return b"\n".join((STATIC / "css" / f"{part}.css").read_bytes() for part in STYLE_PARTS)


def asset(name: str) -> str:
    """The address of a static file, with its version."""
    return url_for("web.static", filename=name, v=_version(name))


@pages.after_request
def keep_what_has_a_version(response: Response) -> Response:
    """A file asked for by its version never changes at that address."""
    if request.path.startswith("/static/") and request.args.get(VERSION) and response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}, immutable"
    return response


@cache
def _version(name: str) -> str:
    held = joined_style_sheet() if name == STYLE_SHEET else (STATIC / name).read_bytes()
    return hashlib.sha256(held).hexdigest()[:12]
