"""What every page of the portal has in common: open to all, slowed for whoever asks without end, kept for a minute."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue
from limits import parse

from gateway.access.counters import TooManyAttempts, counts_of_tries, seconds_left
from gateway.access.current import require

View = Callable[..., ResponseReturnValue]

ASKED = parse("240 per 1 minute")
"""Pages of the portal for one address, behind which a whole school may sit."""

KEPT = "public, max-age=60"


def open_to_all(view: View) -> View:
    """Mark a page of the portal.  Raises TooManyAttempts."""

    @wraps(view)
    def opened(*arguments: Any, **named: Any) -> ResponseReturnValue:
        asking = require("portal.read")
        slow_down()
        answer = make_response(view(*arguments, **named))
        return answer if asking.logged_in else keep(answer)

    return opened


def slow_down() -> None:
    """Count that this address asked once more.  Raises TooManyAttempts."""
    key = ("portal", request.remote_addr or "?")
    if not counts_of_tries().hit(ASKED, *key):
        raise TooManyAttempts(seconds_left(ASKED, key), "Máy của bạn đã mở quá nhiều trang trong một phút.")


def keep(answer: Response) -> Response:
    """Let anybody in between keep a whole answer for a minute, and ask then whether it still holds."""
    if answer.status_code != 200 or answer.is_streamed:
        return answer
    answer.headers["Cache-Control"] = KEPT
    answer.vary.add("Cookie")
    answer.set_etag(hashlib.blake2b(answer.get_data(), digest_size=12).hexdigest(), weak=True)
    answer.make_conditional(request)
    return answer
