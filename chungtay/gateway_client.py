"""Commands that speak to the running product do so as any program would: over HTTP, with a log-in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click
import httpx

from chungtay.stack.secrets import Secrets
from runtime import settings

TIMEOUT_SECONDS = 30.0
USER_SETTING, PASSWORD_SETTING = "CHUNGTAY_USER", "CHUNGTAY_PASSWORD"


class GatewayRefused(click.ClickException):
    """The gateway said no, or can't be reached; the message says why and what to do."""


class GatewayClient:
    """The API of the running product, logged in as one account."""

    def __init__(self, username: str, password: str) -> None:
        host = os.environ.get("CHUNGTAY_HOST", "127.0.0.1")
        host = "127.0.0.1" if host == "0.0.0.0" else host  # compared, not bound
        port = os.environ.get("CHUNGTAY_PORT", str(settings.DEFAULT_PORT))
        self._http = httpx.Client(base_url=f"http://{host}:{port}/api/v1", timeout=TIMEOUT_SECONDS, trust_env=False)
        token = self.post("/tokens", {"username": username, "password": password, "label": "chungtay"})["token"]
        self._http.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **query: Any) -> dict[str, Any]:
        """Read a resource.  Raises :class:`GatewayRefused`."""
        return self._send("GET", path, params=query)

    def put(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Bring a resource to a state.  Raises :class:`GatewayRefused`."""
        return self._send("PUT", path, json=body)

    def post(self, path: str, body: dict[str, Any] | None = None, key: str | None = None) -> dict[str, Any]:
        """Ask for a change; ``key`` makes asking twice harmless.  Raises :class:`GatewayRefused`."""
        headers = {"Idempotency-Key": key} if key else {}
        return self._send("POST", path, json=body or {}, headers=headers)

    def upload(self, path: str, file: Path, **form: str) -> dict[str, Any]:
        """Send a file.  Raises :class:`GatewayRefused`."""
        with file.open("rb") as stream:
            return self._send("POST", path, data=form, files={"file": (file.name, stream, "text/csv")})

    def ask(self, method: str, path: str, **parts: Any) -> httpx.Response:
        """Any request; ``parts`` as httpx takes them.  Raises :class:`GatewayRefused`."""
        try:
            answer = self._http.request(method, path, **parts)
        except httpx.TransportError as error:
            raise self._away(error) from error
        if answer.is_success:
            return answer
        raise GatewayRefused(_told(answer))

    def download(self, method: str, path: str, to: Path, **parts: Any) -> None:
        """Write an answer of any length to a file, which is there whole or not at all.  Raises
        :class:`GatewayRefused`."""
        part = to.with_name(f"{to.name}.part")
        try:
            with self._http.stream(method, path, **parts) as answer, part.open("wb") as file:
                if not answer.is_success:
                    answer.read()
                    raise GatewayRefused(_told(answer))
                for piece in answer.iter_bytes():
                    file.write(piece)
            part.replace(to)
        except httpx.TransportError as error:
            raise self._away(error) from error
        finally:
            part.unlink(missing_ok=True)

    def _send(self, method: str, path: str, **parts: Any) -> dict[str, Any]:
        answer = self.ask(method, path, **parts)
        return dict(answer.json()) if answer.content else {}

    def _away(self, error: Exception) -> GatewayRefused:
        return GatewayRefused(
            f"The gateway does not answer at {self._http.base_url} ({error}).\nStart it with: make up"
        )


def log_in(username: str | None) -> GatewayClient:
    """A client for ``username``, or CHUNGTAY_USER, or the demo's provincial account.

    The password comes from CHUNGTAY_PASSWORD, from the demo's own secrets, or is asked for at the terminal."""
    username = username or os.environ.get(USER_SETTING) or "tinh"
    password = os.environ.get(PASSWORD_SETTING) or Secrets(settings.home()).demo_logins().get(username)
    if password is None:
        password = click.prompt(f"Password of {username}", hide_input=True)
    return GatewayClient(username, password)


def _told(answer: httpx.Response) -> str:
    try:
        problem = answer.json()
    except ValueError:
        return f"HTTP {answer.status_code} from {answer.request.url}"
    lines = [f"{problem.get('detail', '')} [{problem.get('code')}, HTTP {answer.status_code}]"]
    lines += [f"  {e['field']}: {e['message']}" for e in problem.get("errors", [])]
    if not problem.get("errors") and problem.get("field"):
        lines.append(f"  Trường: {problem['field']}")
    if problem.get("remedy"):
        lines.append(f"  Cách sửa: {problem['remedy']}")
    return "\n".join(lines)
