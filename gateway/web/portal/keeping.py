"""What every page of the portal has in common: open to all, slowed for whoever asks without end, kept for a minute."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue
from limits import parse

from gateway.access.current import require
from gateway.access.slowing import slow_down_readers
from gateway.api.conditional import ASK_EACH_TIME

View = Callable[..., ResponseReturnValue]

MADE = parse("60 per 1 minute")
"""What a service is asked for, for one address."""

KEPT = "public, max-age=60"


def open_to_all(view: View) -> View:
    """Mark a page of the portal that is the same for everybody.  Raises TooManyAttempts."""
    return _opened(view, KEPT)


def open_at_this_moment(view: View) -> View:
    """Mark a page that shows what may be taken back at any time: no cache keeps it, and a browser that has it asks each
    time whether it still holds.  Raises TooManyAttempts."""
    return _opened(view, ASK_EACH_TIME)


def open_afresh(view: View) -> View:
    """Mark a page of the portal that is made anew for each who asks, and kept by nobody.  Raises TooManyAttempts."""

    @wraps(view)
    def opened(*arguments: Any, **named: Any) -> ResponseReturnValue:
        require("portal.read")
        slow_down_readers("open-pages-made", MADE)
        return view(*arguments, **named)

    return opened


def _opened(view: View, kept: str) -> View:
    @wraps(view)
    def opened(*arguments: Any, **named: Any) -> ResponseReturnValue:
        asking = require("portal.read")
        slow_down_readers()
        answer = make_response(view(*arguments, **named))
        return answer if asking.logged_in else _keep(answer, kept)

    return opened


def _keep(answer: Response, how: str) -> Response:
    """Let a whole answer be kept as told, and asked for anew by its mark."""
    if answer.status_code != 200 or answer.is_streamed:
        return answer
    answer.headers["Cache-Control"] = how
    answer.vary.add("Cookie")
    answer.set_etag(hashlib.blake2b(answer.get_data(), digest_size=12).hexdigest(), weak=True)
    answer.make_conditional(request)
    return answer
