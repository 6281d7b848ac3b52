"""One delivery over the wire: to the machine that was judged, no redirect followed, nothing of the answer believed."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from gateway.webhooks import addresses

CONNECT_WITHIN_SECONDS = 5.0
ANSWER_WITHIN_SECONDS = 10.0
_NOT_FOLLOWED = ", không đi theo chuyển hướng"
USER_AGENT = "chungtay-webhooks/1"


@dataclass(frozen=True)
class Answer:
    """What came back.  status None: nothing did."""

    status: int | None
    error: str = ""


class Wire:
    """The connections to one subscriber."""

    def __init__(self, loopback: bool = False) -> None:
        self._loopback = loopback
        self._http = httpx.Client(
            timeout=httpx.Timeout(ANSWER_WITHIN_SECONDS, connect=CONNECT_WITHIN_SECONDS), follow_redirects=False,
            trust_env=False, limits=httpx.Limits(max_connections=1), headers={"User-Agent": USER_AGENT},
        )

    def post(self, url: str, body: bytes, headers: dict[str, str]) -> Answer:
        """Send it.  Never raises for what the other side does."""
        try:
            target = addresses.resolved(url, self._loopback)
            sent = {**headers, "Host": target.host, "Content-Type": "application/json"}
            with self._http.stream(
                "POST", target.url, content=body, headers=sent, extensions={"sni_hostname": target.hostname}
            ) as answer:
                # The body is not read: it means nothing to us, and may have no end.
                status = answer.status_code
            if 200 <= status < 300:
                return Answer(status)
            return Answer(status, f"HTTP {status}{_NOT_FOLLOWED if 300 <= status < 400 else ''}")
        except addresses.AddressNotAllowed as refusal:
            return Answer(None, refusal.message)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return Answer(None, f"{type(error).__name__}: {error}")

    def close(self) -> None:
        """End the connections."""
        self._http.close()
