"""Pages, style sheets and scripts go out squeezed: on a weak line they are there in a fifth of the time.

Answers of the API stay as they are: programs ask for little at a time, over better lines, and often.  What a page
holds of a form's secret cannot be guessed from its squeezed size either: no other site's request carries our cookies
(`SameSite=Lax`), so nobody can have such pages made at will.
"""

from __future__ import annotations

import gzip
from collections import OrderedDict
from threading import Lock

from flask import Flask, Response, request

LEAST_BYTES = 1_000
LEVEL = 6
KINDS = frozenset({"text/html", "text/css", "text/javascript", "application/javascript", "image/svg+xml"})
FILES_KEPT = 64
"""Squeezed static files in memory, each by its address and its state."""

_kept: OrderedDict[tuple[str, str], bytes] = OrderedDict()
_lock = Lock()


def init_app(app: Flask) -> None:
    """Squeeze what the browser can open again."""
    app.after_request(squeeze)


def squeeze(response: Response) -> Response:
    """The answer as gzip, when that is worth it and asked for."""
    if response.mimetype not in KINDS or response.status_code == 304:
        return response
    response.vary.add("Accept-Encoding")
    if not _worth_it(response):
        return response
    response.direct_passthrough = False
    etag, _ = response.get_etag()
    # A page differs each time; a file of this state is squeezed once.
    if etag and request.path.startswith("/static/"):
        response.set_data(_file(request.path, etag, response))
    else:
        response.set_data(gzip.compress(response.get_data(), LEVEL))
    response.headers["Content-Encoding"] = "gzip"
    if etag:
        response.set_etag(etag, weak=True)  # the same state, in other bytes
    return response


def _worth_it(response: Response) -> bool:
    if response.status_code != 200 and not 400 <= response.status_code < 600:
        return False
    if "Content-Encoding" in response.headers or not request.accept_encodings["gzip"]:
        return False
    if response.is_streamed and response.content_length is None:
        return False
    return (response.content_length or LEAST_BYTES) >= LEAST_BYTES


def _file(path: str, etag: str, response: Response) -> bytes:
    with _lock:
        found = _kept.get((path, etag))
    if found is None:
        found = gzip.compress(response.get_data(), LEVEL)
        with _lock:
            _kept[path, etag] = found
            while len(_kept) > FILES_KEPT:
                _kept.popitem(last=False)
    return found
