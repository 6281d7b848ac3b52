"""Load by wrk, a known generator; the Lua files here only say what it sends."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 64
ANSWERS_WITHIN_SECONDS = 7
"""How long wrk goes on listening at the most after the last request was sent.  The gateway gives up after five."""

_HERE = Path(__file__).parent
_SLACK_SECONDS = 30


class LoadFailed(Exception):
    """wrk could not do its work; the message holds its last words."""


@dataclass(frozen=True)
class Load:
    """What wrk saw.

    sent: requests; answered: those with an answer of any status; refused: answers of 400 and above; broken: errors
    of the connection, and answers later than 7 s.  seconds: how long requests were sent.  Latencies count from
    sending the request to the end of its answer.
    """

    sent: int
    sent_vnd: int
    answered: int
    refused: int
    broken: int
    p50_ms: float
    p99_ms: float
    longest_ms: float
    seconds: float

    @property
    def accepted(self) -> int:
        """Answers below 400; the API has no other than 201 to a gift."""
        return self.answered - self.refused

    @property
    def unanswered(self) -> int:
        """Requests that had no answer when wrk stopped listening."""
        return self.sent - self.answered

    @property
    def per_second(self) -> float:
        """Accepted requests per second."""
        return self.accepted / self.seconds


@dataclass(frozen=True)
class Gifts:
    """What the gifts of a load are booked on, and in whose name."""

    campaign: str
    units: Sequence[str]
    token: str


def book_gifts(
    url: str, gifts: Gifts, seconds: float, *, connections: int = CONNECTIONS, per_second: int = 0
) -> Load:
    """POST gifts for so long; ``per_second`` 0: as many as are answered.  Raises :class:`LoadFailed`."""
    told = {
        "LOAD_CAMPAIGN": gifts.campaign, "LOAD_UNITS": ",".join(gifts.units), "LOAD_TOKEN": gifts.token,
        "LOAD_RUN": uuid.uuid4().hex[:12], "LOAD_SECONDS": str(seconds), "LOAD_PER_SECOND": str(per_second),
        "LOAD_CONNECTIONS": str(connections),
    }
    return _wrk("gifts.lua", url, seconds, seconds + ANSWERS_WITHIN_SECONDS, connections, told)


def read_reports(url: str, campaign: str, year: int, token: str, seconds: float, connections: int) -> Load:
    """GET quarterly reports of the campaign for so long.  Raises :class:`LoadFailed`."""
    told = {"LOAD_CAMPAIGN": campaign, "LOAD_TOKEN": token, "LOAD_YEAR": str(year)}
    return _wrk("reports.lua", url, seconds, seconds, connections, told)


def race_guests(url: str, quota: str, token: str, racers: int) -> Load:
    """Register so many guests at once, each over a connection of its own.  Raises :class:`LoadFailed`."""
    told = {
        "LOAD_TOKEN": token, "LOAD_RUN": uuid.uuid4().hex[:12], "LOAD_QUOTA": quota, "LOAD_CONNECTIONS": str(racers),
    }
    return _wrk("racers.lua", url, ANSWERS_WITHIN_SECONDS, ANSWERS_WITHIN_SECONDS, racers, told)


def _wrk(
    script: str, url: str, seconds: float, duration: float, connections: int, told: Mapping[str, str]
) -> Load:
    with tempfile.TemporaryDirectory(prefix="chungtay-load-") as folder:
        summary = Path(folder) / "summary.json"
        command = [
            "wrk", "-t1", f"-c{connections}", f"-d{round(duration)}s", "--timeout", f"{ANSWERS_WITHIN_SECONDS}s",
            "--latency", "-s", str(_HERE / script), url,
        ]
        environ = os.environ | told | {"LOAD_SUMMARY": str(summary)}
        try:
            ran = subprocess.run(
                command, env=environ, capture_output=True, text=True, check=False, timeout=duration + _SLACK_SECONDS
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise LoadFailed(f"wrk: {error}") from error
        if ran.returncode or not summary.exists():
            raise LoadFailed(f"wrk ended with {ran.returncode}: {(ran.stdout + ran.stderr)[-500:]}")
        return Load(**json.loads(summary.read_text()), seconds=seconds)


def version() -> str:
    """What wrk calls itself."""
    ran = subprocess.run(["wrk", "-v"], capture_output=True, text=True, check=False, timeout=10)
    return (ran.stdout + ran.stderr).splitlines()[0].partition("Copyright")[0].strip()
